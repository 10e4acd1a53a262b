"""Fates in one byte each are found by place like in a dictionary."""

import pytest

from township_sync.domain.conformed_columns import ConformedRows, row_numbered
from township_sync.domain.row_fates import RowFates, SheetFates
from township_sync.domain.table import ConformedRow


def test_fates_are_found_by_file_sheet_and_row_whatever_the_order_of_the_rows() -> None:
    rising = SheetFates([4, 6, 9], bytearray([0, 2, 1]))
    mixed = SheetFates([9, 4], bytearray([3, 4]))
    found = RowFates([("a.xlsx", "1", rising), ("b.xlsx", "1", mixed)])
    assert dict(found) == {
        ("a.xlsx", "1", 4): "loaded", ("a.xlsx", "1", 6): "rejected", ("a.xlsx", "1", 9): "duplicate",
        ("b.xlsx", "1", 9): "held_aside", ("b.xlsx", "1", 4): "superseded",
    }
    assert len(found) == 5
    assert found == dict(found)


@pytest.mark.parametrize("place", [("a.xlsx", "1", 5), ("a.xlsx", "2", 4), ("c.xlsx", "1", 4), ("a.xlsx", "1", 10)])
def test_a_row_that_is_not_there_has_no_fate(place: tuple[str, str, int]) -> None:
    found = RowFates([("a.xlsx", "1", SheetFates([4, 6, 9], bytearray([0, 2, 1])))])
    assert place not in found
    assert found.get(place) is None


@pytest.mark.parametrize("numbers", [[4, 5, 7], [7, 4, 5]])
def test_a_row_is_found_by_its_number(numbers: list[int]) -> None:
    rows = [ConformedRow(number, {"a": str(number)}, {}, {}) for number in numbers]
    for form in (rows, ConformedRows.of(rows, ["a"])):
        assert [row_numbered(form, number) for number in (4, 5, 7)] == sorted(rows, key=lambda row: row.number)
        assert row_numbered(form, 6) is None
