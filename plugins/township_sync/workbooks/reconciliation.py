"""The bureau's workbook of a reconciliation: sums, and every row that is not the same on both sides, for A4."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from township_sync import project
from township_sync.workbooks.report_sheet import Formats, ReportSheet

Line = Sequence[str | int | None]


@dataclass(frozen=True, slots=True)
class SheetOfRows:
    """A sheet by its heading and its lines, which may be many: they are written as they come."""

    name: str
    headings: Sequence[str]
    lines: Iterable[Line]


@dataclass(frozen=True, slots=True)
class ReconciliationBook:
    """What the workbook says: a title, a note, tables (title, headings, lines) on the first sheet, further sheets.

    `day` is its date of making, so that the same content gives the same bytes.
    """

    title: str
    note: str
    tables: Sequence[tuple[str, Sequence[str], Sequence[Line]]]
    sheets: Sequence[SheetOfRows]
    day: date


def words() -> dict[str, Any]:
    """The Chinese words of reconciliations."""
    return project.mapping("contracts/letters/reconciliation.zh.yaml")


def reconciliation_workbook(said: ReconciliationBook, folder: Path) -> bytes:
    """The .xlsx; rows go to disk as they are written, so that a hundred thousand of them need no room.

    They are personal: what lies on disk meanwhile lies in `folder`, where the workbook itself belongs.
    """
    import xlsxwriter

    kept, texts = BytesIO(), words()
    book = xlsxwriter.Workbook(kept, {"constant_memory": True, "tmpdir": str(folder), "strings_to_formulas": False,
                                      "strings_to_urls": False})
    book.set_properties({"created": datetime(said.day.year, said.day.month, said.day.day)})
    formats = Formats(book)
    _summary(ReportSheet.begin(book, texts["sheets"]["summary"], formats, texts, landscape=False), said)
    for each in said.sheets:
        _rows(ReportSheet.begin(book, each.name, formats, texts), each, texts)
    book.close()
    return kept.getvalue()


def _summary(page: ReportSheet, said: ReconciliationBook) -> None:
    page.columns([150, *[76] * 9])
    page.line(said.title, "title")
    page.line(said.note, "note")
    for title, headings, lines in said.tables:
        page.row += 1
        page.line(title, "section")
        if headings:
            page.headings(headings)
        for line in lines:
            page.cells(line)


def _rows(page: ReportSheet, said: SheetOfRows, texts: Mapping[str, Any]) -> None:
    page.columns([100] * len(said.headings))
    page.headings(said.headings)
    page.sheet.freeze_panes(1, 1)
    page.sheet.repeat_rows(0)
    begun = page.row
    for line in said.lines:
        page.cells(line)
    if page.row == begun:
        page.cells([texts["nothing"]])
