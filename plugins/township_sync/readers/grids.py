"""From what the parsing process handed back to the `Grid`s of the domain."""

from collections.abc import Iterable, Sequence
from datetime import date, time

from township_sync.domain.table import EMPTY, Cell, CellKind, Grid
from township_sync.readers import limits
from township_sync.readers.raw import Mark, RawSheet, RawValue
from township_sync.readers.sheet_facts import end_of_table

Row = list[Cell]


def grid_of(sheet: RawSheet) -> Grid:
    """The sheet as a grid; values far below or far to the right of the rest are taken out and named as stray."""
    rows = _cells(sheet)
    strays = [*sheet.strays, *_take_out_strays(rows)]
    while rows and all(is_blank(cell) for cell in rows[-1]):
        rows.pop()
    return Grid(sheet.name, rows, sheet.visible, sheet.hidden_rows, sheet.merges, sorted(strays), sheet.records)


def is_blank(cell: Cell) -> bool:
    """Whether a cell holds nothing that can be seen."""
    return cell.kind == "empty" or (cell.kind == "text" and not str(cell.value).strip())


def _cells(sheet: RawSheet) -> list[Row]:
    rows = [[_cell(value) for value in row] for row in sheet.rows]
    for (row, column), mark in sheet.marks.items():
        _put(rows, row, column, mark)
    return rows


def _cell(value: RawValue) -> Cell:
    return EMPTY if value is None else Cell(value, _kind(value))


def _kind(value: RawValue) -> CellKind:
    if isinstance(value, str):
        return "text"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, date):
        return "date"
    return "time" if isinstance(value, time) else "number"


def _put(rows: list[Row], row: int, column: int, mark: Mark) -> None:
    """Note on a cell what its mark tells; marks of cells that were cut out are left alone."""
    if row > len(rows) + limits.BLANK_RUN or column > limits.HEADER_COLUMNS * 10:
        return
    rows.extend([] for _ in range(row - len(rows)))
    line = rows[row - 1]
    line.extend(EMPTY for _ in range(column - len(line)))
    before = line[column - 1]
    if mark.error is not None:
        line[column - 1] = Cell(mark.error, "error", mark.is_formula)
    elif not mark.has_result:
        line[column - 1] = Cell(None, "formula_without_value", True)
    else:
        line[column - 1] = Cell(before.value, before.kind, True)


def _take_out_strays(rows: list[Row]) -> list[tuple[int, int]]:
    last_row = end_of_table((number, number) for number, row in enumerate(rows, 1) if not all(map(is_blank, row)))
    last_column = end_of_table((column, column) for column in _filled_columns(rows[:last_row]))
    strays = [*_beyond(rows[:last_row], 1, last_column), *_beyond(rows[last_row:], last_row + 1, 0)]
    del rows[last_row:]
    for row in rows:
        del row[last_column:]
    return strays


def _filled_columns(rows: Sequence[Row]) -> Iterable[int]:
    return {column for row in rows for column, cell in enumerate(row, 1) if not is_blank(cell)}


def _beyond(rows: Sequence[Row], first: int, column: int) -> list[tuple[int, int]]:
    return [
        (number, place)
        for number, row in enumerate(rows, first)
        for place, cell in enumerate(row[column:], column + 1)
        if not is_blank(cell)
    ][: limits.STRAY_CELLS]
