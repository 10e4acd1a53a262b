"""Rows as people see them: what somebody typed into the wrong cell is no more whole than in the right one."""

import pytest

from township_sync.domain.listed import shown_row

PERSON = "439999199001011239"


@pytest.mark.parametrize(("entity", "field"), [
    ("worker_employment", "employer_name"), ("worker_employment", "employment_status"),
    ("worker_employment", "unit_code"), ("", "no_field_of_ours"),
], ids=["a free text", "a code", "a unit", "a column of no contract"])
def test_a_number_of_a_person_is_masked_in_every_column(entity: str, field: str) -> None:
    row = {"entity": entity, field: f"身份证{PERSON}"}
    assert shown_row(row, [field]) == ["身份证…1239"] and shown_row(row, [field], whole=True) == [f"身份证{PERSON}"]
