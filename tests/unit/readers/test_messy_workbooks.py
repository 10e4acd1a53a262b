"""A clean table, messed up at random in every way that changes nothing of what it says, is read back as it was."""

import os
from random import Random

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from museum.messy import Sheet, messy_book
from museum.writers import file_bytes
from township_sync.checks.normalisations import normalisation_of
from township_sync.domain.contract import contract
from township_sync.domain.period import Month
from township_sync.domain.table import ReadFile, ReadSheet
from township_sync.steps.read import read_file

MAY = Month(2020, 5)
HARMLESS = {
    "unknown_column", "hidden_rows_read", "total_row_skipped", "note_row_skipped", "repeated_header_skipped",
    "formula_value_used",
}


@settings(
    max_examples=int(os.environ.get("MESSY_EXAMPLES", "80")), deadline=None, derandomize=True, database=None,
    phases=[Phase.generate],  # a workbook is small enough to look at; shrinking it takes minutes
)
@given(st.randoms(use_true_random=False))
def test_a_clean_table_is_read_back_from_any_messy_workbook(random: Random) -> None:
    name, book, sheets = messy_book(random)
    [read] = read_file(name, file_bytes(book), "430981114", MAY)
    assert {found.slug for found in read.findings} <= HARMLESS
    assert len(read.sheets) == len(sheets)
    for given_sheet, sheet in zip(sheets, read.sheets, strict=True):
        assert _values(sheet) == given_sheet.rows
        _every_row_has_one_fate(given_sheet, sheet)
        _every_silent_change_has_a_name(sheet)
        assert _hidden(read, sheet) == given_sheet.hidden


def _values(sheet: ReadSheet) -> dict[int, dict[str, str | None]]:
    return {row.number: dict(row.values) for row in sheet.rows}


def _every_row_has_one_fate(given_sheet: Sheet, sheet: ReadSheet) -> None:
    """Every row with something in it below the header is data or counted as skipped."""
    below = given_sheet.page.rows[sheet.header_row :]
    assert sum(any(row) for row in below) == len(sheet.rows) + sheet.rows_skipped
    assert sheet.rows_skipped == given_sheet.skipped


def _every_silent_change_has_a_name(sheet: ReadSheet) -> None:
    columns = contract(sheet.entity).by_field
    for row in sheet.rows:
        for field, typed in row.raw.items():
            value = row.values[field]
            assert typed == value or row.states.get(field) or normalisation_of(columns[field], typed, value)


def _hidden(read: ReadFile, sheet: ReadSheet) -> int:
    told = [found for found in read.findings if found.slug == "hidden_rows_read" and found.sheet == sheet.sheet]
    return sum(int(str(found.details["count"])) for found in told)
