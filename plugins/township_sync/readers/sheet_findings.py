"""What is wrong with a sheet as a sheet: its header, its columns, its skipped rows and stray cells."""

from collections.abc import Iterator

from township_sync.domain import masking
from township_sync.domain.cell_columns import CellColumn, CellRows, empty_column
from township_sync.domain.finding import Finding
from township_sync.domain.table import Cell, Grid
from township_sync.readers import limits
from township_sync.readers.header import Header
from township_sync.readers.row_kinds import MACHINE_NAMES
from township_sync.readers.rows import Rows, header_width


def findings_of(file: str, grid: Grid, header: Header, rows: Rows) -> list[Finding]:
    """Every finding of one sheet that was recognised, in the order in which a clerk meets them."""
    return [
        *_of_header(file, grid, header),
        *_of_columns(file, grid, header, rows),
        *_of_sheet(file, grid, rows),
        *_of_rows(file, grid, header, rows),
        *_strays(file, grid),
    ]


def column_letters(number: int) -> str:
    """1 = A, 16384 = XFD."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _of_header(file: str, grid: Grid, header: Header) -> Iterator[Finding]:
    if header_width(header) > limits.HEADER_COLUMNS:
        said = {"said": "too many columns", "columns": header_width(header), "limit": limits.HEADER_COLUMNS}
        yield Finding("too_many_rows", file, details={"sheet": grid.name, **said})
    for text in header.missing:
        yield Finding("required_column_missing", file, grid.name, header.row, text)
    for name, columns in header.doubled:
        letters = "、".join(map(column_letters, columns))
        known = header.entity.column(name).header
        yield Finding("duplicate_header", file, grid.name, header.row, known, details={"columns": letters})


def _of_columns(file: str, grid: Grid, header: Header, rows: Rows) -> Iterator[Finding]:
    cells = CellRows.of(grid.rows)
    for place, text in sorted(header.unknown.items()):
        column = _column(cells, place)
        if any(column.codes[number - 1] not in column.blank for number in rows.data.numbers):
            yield Finding("unknown_column", file, grid.name, header.row, masking.mask_whole_numbers(text))
    for name, place in sorted(header.columns.items(), key=lambda item: item[1]):
        column = _column(cells, place)
        formulas = {code for code, cell in column.marked.items() if _is_result(cell)}
        count = sum(column.codes[number - 1] in formulas for number in rows.data.numbers) if formulas else 0
        if count:
            known = header.entity.column(name).header
            yield Finding("formula_value_used", file, grid.name, header.row, known, details={"count": count})


def _is_result(cell: Cell) -> bool:
    """Whether the result of a formula was read."""
    return cell.is_formula and cell.kind not in ("formula_without_value", "error")


def _column(cells: CellRows, place: int) -> CellColumn:
    return cells.columns[place - 1] if place <= len(cells.columns) else empty_column(len(cells))


def _of_sheet(file: str, grid: Grid, rows: Rows) -> Iterator[Finding]:
    if not rows.data.numbers:
        yield Finding("no_data_rows", file, grid.name)
    if hidden := sum(number in rows.data.hidden for number in rows.data.numbers):
        yield Finding("hidden_rows_read", file, grid.name, details={"count": hidden})


def _of_rows(file: str, grid: Grid, header: Header, rows: Rows) -> Iterator[Finding]:
    for number, slug in rows.skipped:
        if slug != MACHINE_NAMES:
            yield Finding(slug, file, grid.name, number)
    for number, found in rows.ragged:
        details = {"found": found, "expected": header_width(header)}
        yield Finding("csv_ragged_row", file, grid.name, number, details=details)


def _strays(file: str, grid: Grid) -> Iterator[Finding]:
    for row, column in grid.stray_cells:
        letters = column_letters(column)
        yield Finding("stray_cell_ignored", file, grid.name, row, letters, details={"cell": f"{letters}{row}"})
