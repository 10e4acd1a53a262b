"""One page per township: its figures against their targets, and how much of each list is its own. Counts only."""

from township_sync.domain.policy_month import PolicyMonth
from township_sync.workbooks.monthly_report import begin_book
from township_sync.workbooks.report_figures import figure_cells
from township_sync.workbooks.report_sheet import ReportSheet
from township_sync.workbooks.report_words import month_text, report_words


def township_page(month: PolicyMonth, unit: str) -> bytes:
    """The .xlsx with one A4 page; the same month gives the same bytes."""
    kept, book, formats = begin_book(month)
    words, name = report_words(), month.units[unit]
    page = ReportSheet.begin(book, name, formats, words, landscape=False)
    page.sheet.fit_to_pages(1, 1)
    page.sheet.set_column(0, 0, 40)
    page.sheet.set_column(1, 6, 11)
    title = words["page"]["title"].format(unit=name, month=month_text(month, words), **month.pack.terms)
    page.line(title, "title")
    page.line(words["page"]["note"].format(as_of=month.as_of, document=month.pack.document), "note")
    _figures(page, month, unit)
    _lists(page, month, unit)
    book.close()
    return kept.getvalue()


def _figures(page: ReportSheet, month: PolicyMonth, unit: str) -> None:
    page.headings(page.words["page"]["headings"])
    for theme, title in month.themes().items():
        indicators = [each for each in month.indicators_of(theme) if (each.name, unit) in month.figures]
        if indicators:
            page.line(title, "section")
        for indicator in indicators:
            page.cell(0, indicator.title, "plain")
            figure_cells(page, 1, month, indicator, unit)
            page.status(6, month.figures[indicator.name, unit])
            page.row += 1


def _lists(page: ReportSheet, month: PolicyMonth, unit: str) -> None:
    words = page.words["page"]
    of_themes = [each for theme in month.themes() for each in month.lists_of(theme)]
    open_lists: list[list[str | int]] = [[each.title, each.clause, count] for each in of_themes
                                         if (count := len(month.rows_of(each.name, unit)))]
    if open_lists:
        page.table(words["lists"], words["lists_headings"], open_lists)
    else:
        page.row += 1
        page.line(words["nothing"], "note")
