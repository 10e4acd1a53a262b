"""The bureau's monthly workbook: an overview, one sheet per theme with a chart per target, and the definitions."""

from collections import Counter
from datetime import datetime
from io import BytesIO
from typing import Any, get_args

from township_sync.domain.indicator import CITY, Status
from township_sync.domain.policy_month import PolicyMonth
from township_sync.workbooks.report_definitions import write_definitions
from township_sync.workbooks.report_figures import figure_cells
from township_sync.workbooks.report_sheet import Formats, ReportSheet
from township_sync.workbooks.report_theme import write_theme
from township_sync.workbooks.report_words import month_text, report_words


def monthly_report(month: PolicyMonth) -> bytes:
    """The .xlsx; the same month gives the same bytes."""
    kept, book, formats = begin_book(month)
    words = report_words()

    def sheet(name: str) -> ReportSheet:
        return ReportSheet.begin(book, name, formats, words)

    _overview(sheet(words["overview"]["sheet"]), month)
    for theme, title in month.themes().items():
        write_theme(book, sheet(title), month, theme)
    write_definitions(sheet(words["definitions"]["sheet"]), month)
    book.close()
    return kept.getvalue()


def begin_book(month: PolicyMonth) -> tuple[BytesIO, Any, Formats]:
    """An empty workbook, where its bytes will be, and its formats; it is dated by the day that it is about."""
    import xlsxwriter

    kept = BytesIO()
    book = xlsxwriter.Workbook(kept, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": datetime(month.as_of.year, month.as_of.month, month.as_of.day)})
    return kept, book, Formats(book)


def _overview(page: ReportSheet, month: PolicyMonth) -> None:
    words = page.words["overview"]
    for column, width in enumerate((16, 38, 10, 10, 10, 12, 12, 14, 12)):
        page.sheet.set_column(column, column, width)
    page.line(words["title"].format(month=month_text(month, page.words), **month.pack.terms), "title")
    page.line(words["note"].format(as_of=month.as_of, known_on=month.known_on, document=month.pack.document,
                                   pack=month.pack.name, digest=month.pack.digest[:12]), "note")
    page.headings(words["headings"])
    page.sheet.freeze_panes(page.row, 2)
    page.sheet.repeat_rows(page.row - 1)
    for theme, title in month.themes().items():
        for indicator in month.indicators_of(theme):
            for column, text in enumerate((title, indicator.title, indicator.clause)):
                page.cell(column, text, "plain")
            figure_cells(page, 3, month, indicator, CITY)
            page.status(8, month.figures.get((indicator.name, CITY)))
            page.row += 1
    page.table(words["states"], words["states_headings"], _states(month))


def _states(month: PolicyMonth) -> list[list[str | int]]:
    """How many figures of each unit have each status."""
    found = Counter((unit, each.status) for (_, unit), each in month.figures.items())
    return [[name, *(found[unit, status] for status in get_args(Status))] for unit, name in month.units.items()]
