"""From cells to typed rows: every cell is read as its contract says, and what reading it showed is reported.

Reported here is only what happens when a cell is read; whether a value is right, the suites judge.
"""

from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from township_sync.checks.cell_reading import read_cell
from township_sync.checks.cells.reading import Surroundings
from township_sync.checks.cells.typed import error_text, one_line, shown_text
from township_sync.checks.column_reading import ReadColumn, read_column
from township_sync.domain import masking
from township_sync.domain.cell_columns import DataRows
from township_sync.domain.conformed_columns import ConformedRows
from township_sync.domain.contract import Column, contract
from township_sync.domain.finding import Finding
from township_sync.domain.period import Month
from township_sync.domain.table import ConformedRow, Table

__all__ = ["conform_table", "read_cell", "shown"]
TEXT_ONLY_HEADERS = frozenset({"身份证号", "绑定身份证号", "统一社会信用代码", "残疾人证号"})
"""Columns whose numbers are lost when stored as numbers (rules.csv, id_no_numeric_many)."""
MANY, ONE_IN = 2, 10
"""Two or more, and at least one in ten of the filled cells."""


def conform_table(
    table: Table, *, file: str, period: Month, unit_code: str | None
) -> tuple[Sequence[ConformedRow], list[Finding]]:
    """Read every data row of a table; the sheet's own finding comes first, then those of the cells, row by row.

    `unit_code` belongs to the interface of a reading step; whose row it is, is judged later. Findings hold no unmasked
    personal value. A column that the contract does not have raises DefinitionError.
    """
    around = Surroundings(period, from_csv=_is_csv(file, table.sheet))
    rows = DataRows.of(table.rows, list(table.columns))
    read = [read_column(rows.columns[name], contract(table.entity).column(name), around) for name in table.columns]
    conformed = ConformedRows(rows.numbers, {column.column.field: column.conformed for column in read})
    return conformed, [*_numeric_many(file, table.sheet, read), *_findings(file, table.sheet, rows.numbers, read)]


def _findings(file: str, sheet: str, numbers: Sequence[int], columns: Sequence[ReadColumn]) -> Iterator[Finding]:
    """Every finding on a cell, row by row and in the order of the columns."""
    flagged = sorted((place, index) for index, column in enumerate(columns) for place in column.flagged_places())
    for place, index in flagged:
        column = columns[index]
        reading, text = column.found_at(place)
        yield Finding(
            reading.slug or "", file, sheet, numbers[place], column.column.header,
            shown(reading.slug or "", column.column, text), reading.details, made_by="conform",
        )


def shown(slug: str, column: Column, text: str) -> str | None:
    """A typed value as a finding may show it: by the privacy of its column, and never a whole number of a person."""
    if slug == "error_value":
        return error_text(text) or shown_text(text)
    if column.type == "uscc":
        return masking.mask_whole_numbers(one_line(text))
    if column.privacy == "open":
        return shown_text(text) or None
    return masking.mask(column.privacy, one_line(text)) or None


def _numeric_many(file: str, sheet: str, columns: Sequence[ReadColumn]) -> Iterator[Finding]:
    text_only = [column.counts() for column in columns if column.column.header in TEXT_ONLY_HEADERS]
    bad = [numeric for numeric, filled in text_only if _are_many(numeric, filled)]
    if bad:
        yield Finding("id_no_numeric_many", file, sheet, details={"count": sum(bad)}, made_by="conform")


def _are_many(count: int, filled: int) -> bool:
    return count >= MANY and count * ONE_IN >= filled


def _is_csv(file: str, sheet: str) -> bool:
    """The sheet of a CSV file bears the name of its file; the extension may lie."""
    path = PurePosixPath(file)
    return path.suffix.lower() == ".csv" or path.stem == sheet
