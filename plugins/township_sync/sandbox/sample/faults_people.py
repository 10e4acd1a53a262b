"""Faults in the register of workers. Each function plants one fault and notes what has to be found."""

from datetime import date

from township_sync.domain.identity import ID_CHECK_CHARACTERS, id_check_character
from township_sync.sandbox.sample.ground import Ground
from township_sync.sandbox.sample.people import is_
from township_sync.sandbox.sample.words import Values, day_between, label, words

WORKER = "worker_employment"
TEXT_ONLY = ("csv_bom", "csv_gb18030")


def _employed(values: Values) -> bool:
    return is_(values, "employment_status", "employed")


def id_no_numeric_cell(ground: Ground) -> None:
    """Excel kept the ID as a number: its last three digits are gone."""
    units = [unit for unit, format_ in ground.formats.items() if format_ not in TEXT_ONLY]
    spot = ground.worker("id_no_numeric_cell", lambda values: not values["id_no"].endswith("X"), units=units)
    spot.row.spoil("id_no", float(int(spot.row.values["id_no"])))
    spot.row.plant("id_no_numeric_cell", "id_no")


def id_no_check_character(ground: Ground) -> None:
    """One digit was mistyped."""
    spot = ground.worker("id_no_check_character")
    good = spot.row.values["id_no"]
    wrong = ground.chance.choice([character for character in ID_CHECK_CHARACTERS[2:] if character != good[17]])
    spot.row.spoil("id_no", good[:17] + wrong)
    spot.row.plant("id_no_check_character", "id_no")


def id_no_length(ground: Ground) -> None:
    """One digit was left out."""
    spot = ground.worker("id_no_length")
    spot.row.spoil("id_no", spot.row.values["id_no"][:14] + spot.row.values["id_no"][15:])
    spot.row.plant("id_no_length", "id_no")


def id_no_birth_date_impossible(ground: Ground) -> None:
    """Born on the 30th of February, with a check character that fits."""
    spot = ground.worker("id_no_birth_date_impossible")
    good = spot.row.values["id_no"]
    first_17 = good[:10] + "0230" + good[14:17]
    spot.row.spoil("id_no", first_17 + id_check_character(first_17))
    spot.row.plant("id_no_birth_date_impossible", "id_no")


def claimed_by_two_townships(ground: Ground) -> None:
    """Two townships report the same person; both have to be told."""
    spot = ground.worker("claimed_by_two_townships")
    other = ground.other_unit(spot.unit)
    neighbour = ground.chance.choice(ground.rows.of(other, WORKER)).values
    month = ground.rows.month
    claim = spot.row.twin(
        unit_code=ground.unit_names[other], village_name=neighbour["village_name"],
        household_no=neighbour["household_no"], change_type=label("joined"),
        change_date=day_between(ground.chance, month.first_day, month.last_day),
    )
    for row in (spot.row, ground.add(other, WORKER, claim)):
        row.plant("claimed_by_two_townships")


def id_shared_by_two_names(ground: Ground) -> None:
    """The same ID stands beside two names."""
    spot = ground.worker("id_shared_by_two_names")
    second = spot.row.twin(person_name=ground.registrar.name(), mobile=ground.registrar.phone())
    for row in (spot.row, ground.add(spot.unit, WORKER, second)):
        row.plant("id_shared_by_two_names")


def duplicate_row_in_sheet(ground: Ground) -> None:
    """A row was copied."""
    spot = ground.worker("duplicate_row_in_sheet")
    for row in (spot.row, ground.add(spot.unit, WORKER, spot.row.twin())):
        row.plant("duplicate_row_in_sheet")


def duplicate_key_in_sheet(ground: Ground) -> None:
    """A person is there twice, with different answers."""
    spot = ground.worker("duplicate_key_in_sheet")
    other_wish = label("no" if is_(spot.row.values, "training_intent", "yes") else "yes")
    for row in (spot.row, ground.add(spot.unit, WORKER, spot.row.twin(training_intent=other_wish))):
        row.plant("duplicate_key_in_sheet")


def employed_without_start_date(ground: Ground) -> None:
    """Employed since when?"""
    spot = ground.worker("employed_without_start_date", _employed)
    spot.row.spoil("start_date", None)
    spot.row.plant("employed_without_start_date", "start_date")


def employed_with_missing_details(ground: Ground) -> None:
    """Employed, nobody knows where."""
    spot = ground.worker("employed_with_missing_details", _employed)
    spot.row.spoil("work_region", None)
    spot.row.spoil("work_area", None)
    spot.row.plant("employed_with_missing_details", missing=("work_region", "work_area"))


def unemployed_with_employer(ground: Ground) -> None:
    """Out of work, at a company."""
    spot = ground.worker("unemployed_with_employer", lambda values: is_(values, "employment_status", "unemployed"))
    spot.row.values["employer_name"] = words("faulty")["employer_of_unemployed"]
    spot.row.plant("unemployed_with_employer")


def code_unknown(ground: Ground) -> None:
    """A way of collecting that is on no list."""
    spot = ground.worker("code_unknown")
    spot.row.spoil("collect_mode", words("faulty")["unknown_code"])
    spot.row.plant("code_unknown", "collect_mode")


def required_value_missing(ground: Ground) -> None:
    """Nobody asked whether the person wants to work."""
    spot = ground.worker("required_value_missing")
    spot.row.spoil("employment_intent", None)
    spot.row.plant("required_value_missing", "employment_intent")


def date_impossible(ground: Ground) -> None:
    """Began to work on the 30th of February."""
    spot = ground.worker("date_impossible", _employed)
    day: date = spot.row.values["start_date"]
    spot.row.spoil("start_date", f"{day.year}-02-30")
    spot.row.plant("date_impossible", "start_date")


def amount_in_wan(ground: Ground) -> None:
    """0.26 where 2,600 was meant."""
    spot = ground.worker("amount_in_wan", _employed)
    spot.row.spoil("monthly_wage", spot.row.values["monthly_wage"] / 10000)
    spot.row.plant("amount_in_wan", "monthly_wage")


def sex_contradicts_id(ground: Ground) -> None:
    """The clerk's word against the 17th digit."""
    spot = ground.worker("sex_contradicts_id")
    spot.row.values["sex"] = label("female" if is_(spot.row.values, "sex", "male") else "male")
    spot.row.plant("sex_contradicts_id", "sex")


def mobile_invalid(ground: Ground) -> None:
    """A digit of the phone is missing."""
    spot = ground.worker("mobile_invalid", lambda values: values["mobile"] is not None)
    spot.row.spoil("mobile", spot.row.values["mobile"][:10])
    spot.row.plant("mobile_invalid", "mobile")


def wage_jump(ground: Ground) -> None:
    """A wage far from last month's without a change record; the finding follows by comparison."""
    spot = ground.worker("wage_jump_without_change_record",
                         lambda values: _employed(values) and values["id_no"] in ground.accepted_before)
    spot.row.values["monthly_wage"] = int(spot.row.values["monthly_wage"] * 1.8) // 10 * 10


def person_forgotten(ground: Ground) -> None:
    """A row was lost; the finding follows by comparison with last month."""
    ground.drop(ground.worker("person_missing_this_month", lambda values: values["id_no"] in ground.accepted_before))
