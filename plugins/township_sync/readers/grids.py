"""From what the parsing process handed back to the `Grid`s of the domain."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import repeat

from township_sync.domain.cell_columns import CellColumn, CellRows, is_blank
from township_sync.domain.table import Cell, Grid
from township_sync.readers import limits
from township_sync.readers.packed import pack
from township_sync.readers.raw import Mark, RawSheet
from township_sync.readers.sheet_facts import end_of_table

__all__ = ["grid_of", "is_blank"]
Place = tuple[int, int]


def grid_of(sheet: RawSheet) -> Grid:
    """The sheet as a grid; values far below or far to the right of the rest are taken out and named as stray."""
    packed = pack(sheet.rows, keep_lengths=sheet.records)
    columns = [CellColumn(column.values, column.codes) for column in packed.columns]
    height = _mark(columns, packed.height, sheet.marks)
    rows, found = _without_strays(CellRows(columns, height, packed.lengths))
    strays = sorted([*sheet.strays, *found])
    return Grid(
        sheet.name, rows, sheet.visible, sheet.hidden_rows, sheet.merges, strays, sheet.records, sheet.from_1904
    )


def _mark(columns: list[CellColumn], height: int, marks: Mapping[Place, Mark]) -> int:
    """Note on cells what their marks tell, and give the height; marks of cells that were cut out are left alone."""
    known: dict[tuple[int, int, Mark], int] = {}
    for (row, column), mark in marks.items():
        if row > height + limits.BLANK_RUN or column > limits.HEADER_COLUMNS * 10:
            continue
        height = max(height, row)
        columns.extend(CellColumn() for _ in range(column - len(columns)))
        marked = columns[column - 1]
        marked.codes.extend(repeat(0, row - len(marked.codes)))
        before = marked.codes[row - 1]
        code = known.get((column, before, mark))
        if code is None:
            code = known[column, before, mark] = marked.add(_marked(marked.cell(before), mark))
        marked.codes[row - 1] = code
    for each in columns:
        each.codes.extend(repeat(0, height - len(each.codes)))
    return height


def _marked(before: Cell, mark: Mark) -> Cell:
    if mark.error is not None:
        return Cell(mark.error, "error", mark.is_formula)
    if not mark.has_result:
        return Cell(None, "formula_without_value", True)
    return Cell(before.value, before.kind, True)


def _without_strays(rows: CellRows) -> tuple[CellRows, list[Place]]:
    """The rows up to the end of the table, and the filled cells beyond it."""
    last_row = end_of_table(_filled_spans(rows))
    filled = (place for place, column in enumerate(rows.columns, 1) if _is_filled(column, last_row))
    last_column = end_of_table((place, place) for place in filled)
    right = _filled_places(rows.columns[last_column:], last_column + 1, range(1, last_row + 1))
    below = _filled_places(rows.columns, 1, range(last_row + 1, rows.height + 1))
    kept = rows.columns[:last_column]
    height = _last_filled(kept, last_row) if right else last_row
    if height < rows.height:
        for column in kept:
            del column.codes[height:]
    lengths = None if rows.lengths is None else [min(length, last_column) for length in rows.lengths[:height]]
    return CellRows(kept, height, lengths), [*right, *below]


def _filled_spans(rows: CellRows) -> Iterable[Place]:
    """The runs of rows that hold something."""
    start = 1
    for empty in rows.empty_rows():
        if empty > start:
            yield start, empty - 1
        start = empty + 1
    if start <= rows.height:
        yield start, rows.height


def _is_filled(column: CellColumn, last_row: int) -> bool:
    blank = column.blank
    if len(blank) == len(column.values):
        return False
    return any(code not in blank for code in column.codes[:last_row])


def _filled_places(columns: Sequence[CellColumn], first: int, rows: range) -> list[Place]:
    found = [
        (row, place)
        for place, column in enumerate(columns, first)
        if len(column.blank) < len(column.values)
        for row in rows
        if column.codes[row - 1] not in column.blank
    ]
    return sorted(found)[: limits.STRAY_CELLS]


def _last_filled(columns: Sequence[CellColumn], last_row: int) -> int:
    return next(
        (row for row in range(last_row, 0, -1) if any(c.codes[row - 1] not in c.blank for c in columns)), 0
    )
