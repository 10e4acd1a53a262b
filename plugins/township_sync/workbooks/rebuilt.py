"""A new .xlsx made from the values of a file that cannot be marked in place (.xls, .csv, .ods, .xlsb …)."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, time
from io import BytesIO
from typing import Any

from township_sync.domain.contract import contract
from township_sync.domain.finding import Finding
from township_sync.domain.table import Cell, Grid, ReadSheet
from township_sync.workbooks.edited import comment_text
from township_sync.workbooks.page_xml import clean
from township_sync.workbooks.pages import A4, Book, Page, PageCell, pages
from township_sync.workbooks.problems import Place, Problem, marks
from township_sync.workbooks.receipt import Receipt
from township_sync.workbooks.styles import RED
from township_sync.workbooks.wording import words

CREATED = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
"""The creation date written into every workbook of ours, so that two runs give the same bytes."""
_MONTHS_AND_DAYS = "yyyy-mm-dd"
_LOOKS: dict[str, dict[str, Any]] = {
    "plain": {"text_wrap": True, "valign": "top"},
    "note": {},
    "number": {"valign": "top"},
    "title": {"bold": True, "font_size": 14},
    "heading": {"bold": True, "bg_color": "#D9E1F2"},
    "link": {"underline": 1, "font_color": "#0563C1", "valign": "top"},
}
_WIDTH = 16
_NAME_LENGTH = 31
_WRONG_IN_NAMES = str.maketrans("[]:*?/\\", "（）：＊？／＼")


def rebuild(
    grids: Sequence[Grid], kind: str, problems: Sequence[Problem], findings: Sequence[Finding], receipt: Receipt
) -> bytes:
    """The values of every sheet at their own rows and columns, marked as in an edited workbook."""
    import xlsxwriter

    buffer = BytesIO()
    workbook = xlsxwriter.Workbook(buffer, {"in_memory": True, "default_date_format": _MONTHS_AND_DAYS})
    workbook.set_properties({"created": CREATED})
    ours = words()["sheets"]
    names = _sheet_names(grids, set(ours.values()))
    remark = words()["receipt"]["rebuilt"].format(kind=kind)
    book = Book(ours["problems"], ours["receipt"], frozenset(names), remark)
    marked = marks(problems)
    for page in pages(problems, findings, receipt, book):
        _write_page(workbook, page, names)
    for grid in grids:
        if grid.name not in ours.values():
            _write_grid(workbook, grid, names[grid.name], marked.get(grid.name, {}))
    workbook.close()
    return buffer.getvalue()


def grids_of(sheets: Sequence[ReadSheet]) -> list[Grid]:
    """Sheets with the known headers and the texts as typed, for a file whose grids are not at hand."""
    return [_grid_of(sheet) for sheet in sheets]


def _grid_of(sheet: ReadSheet) -> Grid:
    width = max(sheet.columns.values(), default=0)
    last = max([sheet.header_row, *(row.number for row in sheet.rows)])
    rows = [[Cell()] * width for _ in range(last)]
    known = contract(sheet.entity).by_field
    for field, column in sheet.columns.items():
        rows[sheet.header_row - 1][column - 1] = Cell(known[field].header, "text")
        for row in sheet.rows:
            if typed := row.raw.get(field):
                rows[row.number - 1][column - 1] = Cell(typed, "text")
    return Grid(sheet.sheet, rows)


def _sheet_names(grids: Sequence[Grid], ours: set[str]) -> dict[str, str]:
    """Names that a workbook allows (at most 31 characters, all different) by the names that the file gave."""
    names: dict[str, str] = {}
    taken = {name.lower() for name in ours}
    for grid in grids:
        if grid.name in ours:
            continue
        plain = (clean(grid.name).translate(_WRONG_IN_NAMES).strip("'") or "1")[:_NAME_LENGTH]
        name, count = plain, 1
        while name.lower() in taken:
            count += 1
            name = plain[:_NAME_LENGTH - 4] + f"({count})"
        taken.add(name.lower())
        names[grid.name] = name
    return names


def _write_page(workbook: Any, page: Page, names: Mapping[str, str]) -> None:
    sheet = workbook.add_worksheet(page.name)
    looks = {name: workbook.add_format(look) for name, look in _LOOKS.items()}
    sheet.set_paper(A4)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    for column, width in enumerate(page.widths):
        sheet.set_column(column, column, width)
    for row, cells in enumerate(page.rows):
        for column, cell in enumerate(cells):
            _write_page_cell(sheet, row, column, cell, looks[cell.look], names)
    if page.frozen:
        sheet.freeze_panes(page.frozen, 0)
    if page.filtered:
        sheet.autofilter(page.frozen - 1, 0, len(page.rows) - 1, len(page.widths) - 1)


def _write_page_cell(sheet: Any, row: int, column: int, cell: PageCell, look: Any, names: Mapping[str, str]) -> None:
    if isinstance(cell.value, int):
        sheet.write_number(row, column, cell.value, look)
    elif cell.target:
        name, _, place = cell.target.rpartition("!")
        own = names[name[1:-1].replace("''", "'")].replace("'", "''")
        sheet.write_url(row, column, f"internal:'{own}'!{place}", look, cell.value)
    elif cell.value is not None:
        sheet.write_string(row, column, clean(cell.value), look)


def _write_grid(workbook: Any, grid: Grid, name: str, marked: Mapping[Place, Sequence[Problem]]) -> None:
    sheet = workbook.add_worksheet(name)
    plain, red = _formats(workbook, {}), _formats(workbook, {"bg_color": "#" + RED[2:]})
    sheet.set_column(0, max((len(row) for row in grid.rows), default=1), _WIDTH)
    _merge_and_hide(sheet, grid)
    for row, cells in enumerate(grid.rows):
        for column, cell in enumerate(cells):
            if (row + 1, column + 1) not in marked:
                _write_value(sheet, row, column, cell, plain)
    for (row, column), problems in sorted(marked.items()):
        _write_value(sheet, row - 1, column - 1, _cell_at(grid, row, column), red)
        _write_comment(sheet, row - 1, column - 1, comment_text(problems))
    if not grid.visible:
        sheet.hide()


def _merge_and_hide(sheet: Any, grid: Grid) -> None:
    """What a reader looks at when the file comes back: true merges, and rows that a filter hid."""
    from xlsxwriter.exceptions import OverlappingRange

    for first_row, first_column, last_row, last_column in grid.merges:
        if (first_row, first_column) != (last_row, last_column):
            with suppress(OverlappingRange):
                sheet.merge_range(first_row - 1, first_column - 1, last_row - 1, last_column - 1, "")
    for row in grid.hidden_rows:
        sheet.set_row(row - 1, None, None, {"hidden": True})


def _formats(workbook: Any, look: dict[str, Any]) -> dict[str, Any]:
    return {
        "text": workbook.add_format({**look, "num_format": "@"}),
        "date": workbook.add_format({**look, "num_format": _MONTHS_AND_DAYS}),
        "time": workbook.add_format({**look, "num_format": "hh:mm:ss"}),
        "other": workbook.add_format(look),
    }


def _cell_at(grid: Grid, row: int, column: int) -> Cell:
    cells = grid.rows[row - 1] if row <= len(grid.rows) else ()
    return cells[column - 1] if column <= len(cells) else Cell()


def _write_value(sheet: Any, row: int, column: int, cell: Cell, formats: Mapping[str, Any]) -> None:
    value = cell.value
    if isinstance(value, str):
        sheet.write_string(row, column, clean(value), formats["text"])
    elif isinstance(value, bool):
        sheet.write_boolean(row, column, value, formats["other"])
    elif isinstance(value, int | float):
        sheet.write_number(row, column, value, formats["other"])
    elif isinstance(value, datetime | date):
        sheet.write_datetime(row, column, value, formats["date"])
    elif isinstance(value, time):
        sheet.write_datetime(row, column, value, formats["time"])
    else:
        sheet.write_blank(row, column, None, formats["other"])


def _write_comment(sheet: Any, row: int, column: int, text: str) -> None:
    lines = sum(len(line) // 18 + 1 for line in text.split("\n"))
    options = {"author": words()["author"], "x_scale": 2, "y_scale": max(1, lines / 5), "font_name": "宋体",
               "font_size": 10}
    sheet.write_comment(row, column, text, options)
