"""A new .xlsx made from the values of a file that cannot be marked in place (.xls, .csv, .ods, .xlsb …)."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from township_sync.domain.conformed_columns import numbers_of
from township_sync.domain.contract import contract
from township_sync.domain.finding import Finding
from township_sync.domain.table import Cell, Grid, ReadSheet
from township_sync.workbooks.comment_text import clean
from township_sync.workbooks.looks import LOOKS
from township_sync.workbooks.pages import Book, pages
from township_sync.workbooks.problems import Problem, marks, on_what_is_seen
from township_sync.workbooks.rebuilt_sheet import RebuiltSheet
from township_sync.workbooks.receipt import Receipt
from township_sync.workbooks.sheet_page import A4, Page, PageCell
from township_sync.workbooks.source_looks import PLAIN, SourceLook
from township_sync.workbooks.what_stands_there import WhatStandsThere
from township_sync.workbooks.wording import words

CREATED = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
"""The creation date written into every workbook of ours, so that two runs give the same bytes."""
_NAME_LENGTH = 31
_WRONG_IN_NAMES = str.maketrans("[]:*?/\\", "（）：＊？／＼")


def rebuild(
    grids: Sequence[Grid], kind: str, problems: Sequence[Problem], findings: Sequence[Finding], receipt: Receipt,
    there: WhatStandsThere | None = None, looks: Mapping[str, SourceLook] | None = None,
) -> bytes:
    """The values of every sheet at their own rows and columns, marked as in an edited workbook; with the look that
    could be made out of the file, else as a plain table."""
    import xlsxwriter

    buffer = BytesIO()
    workbook = xlsxwriter.Workbook(buffer, {"in_memory": True})
    workbook.set_properties({"created": CREATED})
    ours, looks = words()["sheets"], looks or {}
    names = _sheet_names(grids, set(ours.values()))
    problems = on_what_is_seen(problems, {grid.name: grid.merges for grid in grids})
    hidden = {(grid.name, problem.place) for grid in grids for problem in problems
              if problem.place and problem.finding.sheet == grid.name and problem.place[0] in grid.hidden_rows}
    visible = frozenset(grid.name for grid in grids if grid.visible and grid.name in names)
    book = Book(ours["problems"], ours["receipt"], visible, frozenset(hidden), _remark(kind, bool(looks)))
    for page in pages(problems, findings, receipt, book, there or WhatStandsThere()):
        _write_page(workbook, page, names)
    marked = marks(problems)
    for grid in grids:
        if grid.name in names:
            look = looks.get(grid.name, PLAIN)
            RebuiltSheet(workbook, grid, names[grid.name], look, marked.get(grid.name, {})).write()
    workbook.close()
    return buffer.getvalue()


def _remark(kind: str, has_looks: bool) -> str:
    text = words()["receipt"]
    return str(text["rebuilt_with_looks" if has_looks else "rebuilt"]).format(kind=kind)


def grids_of(sheets: Sequence[ReadSheet]) -> list[Grid]:
    """Sheets with the known headers and the texts as typed, for a file whose grids are not at hand."""
    return [_grid_of(sheet) for sheet in sheets]


def _grid_of(sheet: ReadSheet) -> Grid:
    width = max(sheet.columns.values(), default=0)
    last = max([sheet.header_row, *numbers_of(sheet.rows)])
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
    looks = {name: workbook.add_format(look.for_xlsxwriter()) for name, look in LOOKS.items()}
    _set_paper(sheet)
    for column, width in enumerate(page.widths):
        sheet.set_column(column, column, width)
    for row, cells in enumerate(page.rows):
        if cells:
            sheet.set_row(row, page.height(cells))
        for column, cell in enumerate(cells):
            _write_page_cell(sheet, row, column, cell, looks[cell.look], names)
    if page.frozen:
        sheet.freeze_panes(page.frozen, 0)
        sheet.repeat_rows(page.frozen - 1)
    if page.filtered:
        sheet.autofilter(page.frozen - 1, 0, len(page.rows) - 1, len(page.widths) - 1)


def _set_paper(sheet: Any) -> None:
    sheet.set_paper(A4)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.set_footer(words()["footer"])
    sheet.set_tab_color("#C00000")
    sheet.hide_gridlines(2)


def _write_page_cell(sheet: Any, row: int, column: int, cell: PageCell, look: Any, names: Mapping[str, str]) -> None:
    if isinstance(cell.value, int):
        sheet.write_number(row, column, cell.value, look)
    elif cell.target:
        name, _, place = cell.target.rpartition("!")
        plain = name[1:-1].replace("''", "'")
        own = names.get(plain, plain).replace("'", "''")
        sheet.write_url(row, column, f"internal:'{own}'!{place}", look, cell.value)
    elif cell.value == "":
        sheet.write_blank(row, column, None, look)
    elif cell.value is not None:
        sheet.write_string(row, column, clean(cell.value), look)
