"""The kinds of faults that a measured month has: a slug, and the cells that a row needs to be found by it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from township_sync.domain.identity import id_check_character
from township_sync.domain.unit import units

Row = Mapping[str, str | None]
Changed = dict[str, str | None]


@dataclass(frozen=True, slots=True)
class Cells:
    """A row as it is, and the row above it."""

    own: Row
    above: Row


@dataclass(frozen=True, slots=True)
class Fault:
    """One kind of fault: what is written over a row's cells so that the rule `slug` finds it."""

    slug: str
    cells: Callable[[Cells], Changed]


def _number(cells: Cells) -> str:
    return cells.own["id_no"] or ""


def _whole(first_17: str) -> str:
    return first_17 + id_check_character(first_17)


def _set(**cells: str | None) -> Callable[[Cells], Changed]:
    return lambda _: dict(cells)


def _numbered(change: Callable[[str], str]) -> Callable[[Cells], Changed]:
    return lambda cells: {"id_no": change(_number(cells))}


def _other_check(number: str) -> str:
    return number[:17] + ("0" if number[17] != "0" else "1")


def _copied(*names: str) -> Callable[[Cells], Changed]:
    return lambda cells: {name: cells.above[name] for name in names}


def _twin(cells: Cells) -> Changed:
    """The person above with another number: same name and birth date, the sequence one off."""
    above = cells.above["id_no"] or ""
    sequence = f"{(int(above[14:17]) + 2) % 1000:03d}"
    return {"person_name": cells.above["person_name"], "id_no": _whole(above[:14] + sequence)}


FAULTS = (
    Fault("required_value_missing", _set(poverty_status=None)),
    Fault("code_unknown", _set(labour_capability="99")),
    Fault("row_of_other_unit", lambda _: {"unit_code": next(iter(units()))}),
    Fault("id_no_length", _numbered(lambda number: number[:17])),
    Fault("id_no_illegal_character", _numbered(lambda number: number[:9] + "O" + number[10:])),
    Fault("id_no_birth_date_impossible", _numbered(lambda number: number[:10] + "1332" + number[14:])),
    Fault("id_no_birth_date_out_of_range", _numbered(lambda number: number[:6] + "2031" + number[10:])),
    Fault("id_no_check_character", _numbered(_other_check)),
    Fault("id_no_foreign_or_permit", _numbered(lambda number: _whole("810000" + number[6:17]))),
    Fault("name_has_digit", lambda cells: {"person_name": f"{cells.own['person_name']}2"}),
    Fault("name_has_private_use_character", lambda cells: {"person_name": f"{cells.own['person_name']}\ue000"}),
    Fault("collected_outside_period", _set(collected_on="2020-06-03")),
    Fault("employed_without_start_date", _set(start_date=None)),
    Fault("employed_with_missing_details", _set(employment_form=None)),
    Fault("employer_is_not_a_name", _set(employer_name="务工")),
    Fault("unemployed_with_employer", _set(employment_status="2")),
    Fault("incapable_status_mismatch", _set(labour_capability="4")),
    Fault("sex_contradicts_id", lambda cells: {"sex": "2" if cells.own["sex"] == "1" else "1"}),
    Fault("start_before_working_age", lambda cells: {"start_date": f"{_number(cells)[6:10]}-06-01"}),
    Fault("start_date_after_period", _set(start_date="2020-08-01")),
    Fault("wage_out_of_range", _set(monthly_wage="99000")),
    Fault("work_place_contradicts_region", _set(work_region="1", work_area="广东省深圳市")),
    Fault("duplicate_row_in_sheet", lambda cells: dict(cells.above)),
    Fault("duplicate_key_in_sheet", _copied("person_name", "id_no")),
    Fault("id_shared_by_two_names", _copied("id_no")),
    Fault("possible_duplicate_person", _twin),
)
