"""The people of one township: households, and how their work changes from month to month."""

import random
from datetime import date, timedelta

from township_sync.domain.identity import age_on
from township_sync.domain.identity import birth_date as birth_date_of
from township_sync.domain.period import Month
from township_sync.sandbox.sample.registrar import Registrar
from township_sync.sandbox.sample.words import Values, day_between, label, one_of, words, yes_or_no

JOB_FIELDS = (
    "employment_form", "employer_name", "employer_uscc", "work_region", "work_area", "industry", "job_title",
    "start_date", "monthly_wage", "has_contract", "insured",
)
OLD = 71  # the youngest age that no welfare post admits


def household(chance: random.Random, registrar: Registrar, place: tuple[str, str], number: str,
              members: int, as_of: date) -> list[Values]:
    """The poor labourers of one household: same village, same household number, same poverty class."""
    shared = {"household_no": number, "unit_code": place[0], "village_name": place[1],
              "poverty_status": one_of(chance, "poverty"), "relocated": yes_or_no(chance, 0.06)}
    return [{**person(chance, registrar, as_of), **shared} for _ in range(members)]


def person(chance: random.Random, registrar: Registrar, as_of: date) -> Values:
    """One person with abilities and wishes, without work."""
    male, age = chance.random() < 0.55, _age(chance)
    born = day_between(chance, _years_before(as_of, age + 1) + timedelta(days=2), _years_before(as_of, age))
    id_no = registrar.id_no(born, male)
    row: Values = {
        "person_name": registrar.name(), "id_no": id_no, "sex": label("male" if male else "female"),
        "mobile": registrar.phone() if chance.random() < 0.93 else None,
        "ethnicity": one_of(chance, "ethnicity"), "education": one_of(chance, "education"),
        "disability_cert": None, "training_intent": yes_or_no(chance, 0.25),
    }
    if chance.random() < 0.1:
        row["disability_cert"] = f"{id_no}{chance.randrange(1, 8)}{chance.randrange(1, 5)}"
    return row | dict.fromkeys(JOB_FIELDS) | _condition(chance, age)


def _condition(chance: random.Random, age: int) -> Values:
    """Capability, wish and a status that agrees with them."""
    draw = chance.random()
    if draw < 0.06:
        capability, status = label(chance.choice(("lost_capability", "no_capability"))), label("unable")
    elif age >= OLD or draw < 0.12:
        capability, status = label("weak"), label("unwilling")
    elif age < 20 and draw < 0.7:
        capability, status = label("ordinary"), label("student")
    else:
        capability, status = label(chance.choice(("skilled", "ordinary", "ordinary", "weak"))), label("unemployed")
    reason = one_of(chance, "unemployed_reasons") if status == label("unemployed") else None
    return {"labour_capability": capability, "employment_status": status, "unemployed_reason": reason,
            "employment_intent": label("yes" if status == label("unemployed") else "no")}


def _age(chance: random.Random) -> int:
    draw = chance.random()
    if draw < 0.02:
        return chance.randrange(OLD + 1, 80)
    return chance.randrange(16, 20) if draw < 0.05 else chance.randrange(20, 64)


def _years_before(day: date, years: int) -> date:
    return date(day.year - years, day.month, min(day.day, 28))


def employ(chance: random.Random, row: Values, employers: list[tuple[str, str]], start: date) -> None:
    """Give a person a job in the market; the place of work always fits its class."""
    form = chance.choices(("with_employer", "flexible", "self_employed"), (6, 3, 1))[0]
    region = chance.choices(("in_county", "in_city", "in_province", "outside"), (3, 2, 2, 5))[0]
    row.update(work_region=label(region), work_area=chance.choice(words("work_areas")[region]),
               employment_form=label(form), industry=one_of(chance, "industries"),
               job_title=one_of(chance, "job_titles"), start_date=start, monthly_wage=chance.randrange(180, 560) * 10)
    _now_employed(row)
    if form == "with_employer":
        name, uscc = chance.choice(employers)
        row.update(employer_name=name, employer_uscc=uscc if chance.random() < 0.7 else None,
                   has_contract=yes_or_no(chance, 0.7), insured=yes_or_no(chance, 0.6))


def employ_on_post(chance: random.Random, row: Values, start: date) -> None:
    """A public-welfare post is work at home, in the county."""
    row.update(dict.fromkeys(JOB_FIELDS), employment_form=label("on_post_form"), work_region=label("in_county"),
               work_area=words("work_areas")["in_county"][0], industry=one_of(chance, "industries"),
               start_date=start, monthly_wage=chance.randrange(90, 150) * 10)
    _now_employed(row)


def _now_employed(row: Values) -> None:
    row.update(employment_status=label("employed"), unemployed_reason=None)


def dismiss(chance: random.Random, row: Values) -> None:
    """The person is out of work and still willing."""
    row.update(dict.fromkeys(JOB_FIELDS), employment_status=label("unemployed"),
               unemployed_reason=one_of(chance, "unemployed_reasons"))


def is_(row: Values, field: str, name: str) -> bool:
    """Whether a coded cell holds this label."""
    return bool(row.get(field) == label(name))


def earliest_start(row: Values, not_before: date) -> date:
    """The first day on which this person may have begun to work: the 16th birthday and a week, at the earliest."""
    born = birth_date_of(row["id_no"])
    assert born is not None
    sixteen = date(born.year + 16, born.month, min(born.day, 28)) + timedelta(days=7)
    return max(sixteen, not_before)


def age_of(row: Values, day: date) -> int:
    """Whole years of age on a day."""
    born = birth_date_of(row["id_no"])
    assert born is not None
    return age_on(born, day)


def mark_change(chance: random.Random, row: Values, kind: str, month: Month) -> date:
    """Write the change record that the rules ask for, and give its day."""
    day = day_between(chance, month.first_day, month.last_day)
    row.update(change_type=label(kind), change_date=day)
    return day


def collect(chance: random.Random, row: Values, month: Month) -> None:
    """This month's visit or call; last month's change record ends."""
    row.update(change_type=None, change_date=None, collect_mode=one_of(chance, "collect_modes"),
               collected_on=day_between(chance, month.first_day, month.last_day))
