"""From cells to typed rows: every cell is read as its contract says, and what reading it showed is reported.

Reported here is only what happens when a cell is read; whether a value is right, the suites judge.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from importlib import import_module
from pathlib import PurePosixPath
from typing import cast

from township_sync.checks.cells.reading import NOT_GIVEN, CellReader, Reading, Surroundings, emptied, rejected
from township_sync.checks.cells.typed import error_text, is_ditto, is_empty_marker, one_line, shown_text, typed_text
from township_sync.domain import masking
from township_sync.domain.contract import Column, contract
from township_sync.domain.finding import Finding
from township_sync.domain.period import Month
from township_sync.domain.table import EMPTY, Cell, ConformedRow, Table

TEXT_ONLY_HEADERS = frozenset({"身份证号", "绑定身份证号", "统一社会信用代码", "残疾人证号"})
"""Columns whose numbers are lost when stored as numbers (rules.csv, id_no_numeric_many)."""
MANY, ONE_IN = 2, 10
"""Two or more, and at least one in ten of the filled cells."""


def conform_table(
    table: Table, *, file: str, period: Month, unit_code: str | None
) -> tuple[list[ConformedRow], list[Finding]]:
    """Read every data row of a table; the sheet's own finding comes first, then those of the cells, row by row.

    `unit_code` belongs to the interface of a reading step; whose row it is, is judged later. Findings hold no unmasked
    personal value. A column that the contract does not have raises DefinitionError.
    """
    around = Surroundings(period, from_csv=_is_csv(file, table.sheet))
    columns = [_ColumnReader(contract(table.entity).column(name), around) for name in table.columns]
    rows: list[ConformedRow] = []
    findings: list[Finding] = []
    for row in table.rows:
        read = [column.read(row.cells.get(column.field, EMPTY)) for column in columns]
        rows.append(_conformed(row.number, columns, read))
        findings += _findings(file, table.sheet, row.number, columns, read)
    return rows, [*_numeric_many(file, table.sheet, columns), *findings]


class _ColumnReader:
    """One column while its table is read: equal cells are read once, and numbers among its texts are counted."""

    def __init__(self, column: Column, around: Surroundings) -> None:
        self.column = column
        self.field = column.field
        self.filled = 0
        self.numeric = 0
        self._around = around
        self._known: dict[tuple[str, object], tuple[Reading, str]] = {("empty", None): (NOT_GIVEN, "")}

    def read(self, cell: Cell) -> tuple[Reading, str]:
        """The reading of a cell and its text as typed."""
        key = (cell.kind, cell.value)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = (read_cell(cell, self.column, self._around), typed_text(cell))
        if found[0] is not NOT_GIVEN:
            self.filled += 1
            self.numeric += cell.kind == "number"
        return found


def read_cell(cell: Cell, column: Column, around: Surroundings) -> Reading:
    """Read one cell: first what is the same for all types (empty, error, marker, 同上), then by its type."""
    if cell.kind == "formula_without_value":
        return rejected("formula_without_value")
    text = typed_text(cell)
    error = error_text(text) or (cell.kind == "error" and (shown_text(text) or "#N/A"))
    if error:
        return rejected("error_value", value=error)
    if is_empty_marker(text, column.type):
        return NOT_GIVEN
    if is_ditto(text):
        return _ditto(column)
    return _reader(column.type)(cell, column, around)


def _ditto(column: Column) -> Reading:
    """In a (conditionally) required column 同上 is nothing at all, so that the rule of the missing value reports it."""
    if column.is_required_somehow:
        return NOT_GIVEN
    return emptied("mobile_invalid" if column.type == "mobile" else "optional_value_unreadable")


@cache
def _reader(column_type: str) -> CellReader:
    module = import_module(f"township_sync.checks.cells.{column_type}_cell")
    return cast(CellReader, module.read)


def _conformed(number: int, columns: Sequence[_ColumnReader], read: Sequence[tuple[Reading, str]]) -> ConformedRow:
    values, states, raw = {}, {}, {}
    for column, (reading, text) in zip(columns, read, strict=True):
        values[column.field] = reading.value
        if reading.state:
            states[column.field] = reading.state
        if text:
            raw[column.field] = text
    return ConformedRow(number, values, states, raw)


def _findings(
    file: str, sheet: str, row: int, columns: Sequence[_ColumnReader], read: Sequence[tuple[Reading, str]]
) -> Iterator[Finding]:
    for column, (reading, text) in zip(columns, read, strict=True):
        if reading.slug:
            yield Finding(
                reading.slug,
                file,
                sheet,
                row,
                column.column.header,
                shown(reading.slug, column.column, text),
                reading.details,
                made_by="conform",
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


def _numeric_many(file: str, sheet: str, columns: Sequence[_ColumnReader]) -> Iterator[Finding]:
    text_only = [column for column in columns if column.column.header in TEXT_ONLY_HEADERS]
    bad = [column.numeric for column in text_only if _are_many(column.numeric, column.filled)]
    if bad:
        yield Finding("id_no_numeric_many", file, sheet, details={"count": sum(bad)}, made_by="conform")


def _are_many(count: int, filled: int) -> bool:
    return count >= MANY and count * ONE_IN >= filled


def _is_csv(file: str, sheet: str) -> bool:
    """The sheet of a CSV file bears the name of its file; the extension may lie."""
    path = PurePosixPath(file)
    return path.suffix.lower() == ".csv" or path.stem == sheet
