"""Which rows below a header are data, and which totals, notes, examples or headers again (domain.md 4#1, 4, 6-11)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import compress

from township_sync.domain.cell_columns import CellColumn, CellRows, DataRows, empty_column, kind_of
from township_sync.domain.table import Cell, CellValue, Grid
from township_sync.readers.grids import is_blank
from township_sync.readers.header import Header
from township_sync.readers.odd_rows import odd_rows
from township_sync.readers.row_kinds import RowKinds

_DAY_0 = date(1904, 1, 1)
_FIRST_DAY, _LAST_DAY = 20_000 - 1462, 60_000 - 1462


@dataclass(slots=True)
class Rows:
    """The rows below a header, each in one place; blank rows are in none."""

    data: DataRows
    skipped: list[tuple[int, str]] = field(default_factory=list)
    totals: list[tuple[int, str, Cell]] = field(default_factory=list)
    ragged: list[tuple[int, int]] = field(default_factory=list)


def sort_rows(grid: Grid, header: Header) -> Rows:
    """Tell the rows below the header apart; only the odd ones are looked at cell by cell."""
    cells = CellRows.of(grid.rows)
    kinds = RowKinds(header, [cells[row - 1] for row in range(header.top, header.row + 1)])
    found = Rows(DataRows([], {}))
    is_data = bytearray(header.row) + b"\1" * (cells.height - header.row)
    for number in sorted(odd_rows(cells, kinds)):
        reason = kinds.why_no_data(number, cells[number - 1])
        is_data[number - 1] = reason is None
        if reason and reason != "blank":
            found.skipped.append((number, reason))
        if reason == "total_row_skipped":
            found.totals += [(number, name, cell) for name, cell in _by_field(cells[number - 1], header)]
    numbers = list(compress(range(1, cells.height + 1), is_data))
    found.data = DataRows(numbers, _columns(cells, header, grid, is_data), grid.hidden_rows)
    if grid.records:
        found.ragged = list(_ragged(cells, header, numbers))
    return found


def header_width(header: Header) -> int:
    """The last column that the header names."""
    return max(label.column for label in header.labels)


def _ragged(rows: CellRows, header: Header, numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Records longer than the header, or too short for the last required column, with the length of what is filled."""
    required = [header.columns[column.field] for column in header.entity.required if column.field in header.columns]
    width, least = header_width(header), max(required, default=0)
    lengths = rows.lengths or [len(rows.columns)] * rows.height
    beyond = {number for column in rows.columns[width:] for number in column.filled_rows()}
    for number in numbers:
        if number in beyond or lengths[number - 1] < least:
            yield number, _filled_length(rows[number - 1])


def _filled_length(cells: Sequence[Cell]) -> int:
    return max((place for place, cell in enumerate(cells, 1) if not is_blank(cell)), default=0)


def _by_field(cells: Sequence[Cell], header: Header) -> Iterator[tuple[str, Cell]]:
    """What stands in the columns of the fields."""
    for name, column in header.columns.items():
        if column <= len(cells) and not is_blank(cells[column - 1]):
            yield name, cells[column - 1]


def _columns(rows: CellRows, header: Header, grid: Grid, is_data: bytearray) -> dict[str, CellColumn]:
    """The column of each field with its data rows only, filled down where the contract says so."""
    columns: dict[str, CellColumn] = {}
    for name, place in header.columns.items():
        if place > len(rows.columns):
            columns[name] = empty_column(sum(is_data))
            continue
        column = rows.columns[place - 1]
        if header.entity.by_field[name].fill_down:
            column = _filled_down(column, place, grid, header)
        if grid.from_1904 and header.entity.by_field[name].type == "date":
            column = _days_from_1904(column)
        columns[name] = column.only(is_data)
    return columns


def _days_from_1904(column: CellColumn) -> CellColumn:
    """The column with each bare number of days as its day, which only its workbook could tell from another day."""
    marked = {code: replace(cell, value=_day(cell.value), kind=kind_of(_day(cell.value)))
              for code, cell in column.marked.items() if cell.kind == "number"}
    return CellColumn([*map(_day, column.values)], column.codes, column.marked | marked)


def _day(value: CellValue) -> CellValue:
    """The day of a number that can be one (1954 to 2064, as `typed_dates.from_serial`), else the value itself."""
    if type(value) is not float or not _FIRST_DAY <= value <= _LAST_DAY:
        return value
    return _DAY_0 + timedelta(days=int(value))


def _filled_down(column: CellColumn, place: int, grid: Grid, header: Header) -> CellColumn:
    """The column with the blank cells that a merge covers holding what stands in its first one, never beyond it."""
    codes = column.codes[:]
    for top, left, bottom, _ in grid.merges:
        if left == place and header.row < top <= len(codes):
            for index in range(top, min(bottom, len(codes))):
                if column.codes[index] in column.blank:
                    codes[index] = column.codes[top - 1]
    return CellColumn(column.values, codes, column.marked)
