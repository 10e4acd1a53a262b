"""The sheet of one theme: units × figures coloured by status, how long each unit's lists are, a chart per target."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from township_sync.domain.indicator import CITY
from township_sync.domain.policy_month import PolicyMonth
from township_sync.domain.policy_pack import Indicator
from township_sync.workbooks.report_chart import CHART_ROWS, add_chart
from township_sync.workbooks.report_figures import wanted
from township_sync.workbooks.report_sheet import PAGE_HEIGHT, PAGE_WIDTH, ROW_HEIGHT, ReportSheet
from township_sync.workbooks.report_words import month_text, place_name

_TARGETS_FROM = 40
"""The first of the hidden columns that hold the targets for the charts."""

_SCALE = 85
"""In percent; the two tables of fourteen units then fit one page."""


def write_theme(book: Any, page: ReportSheet, month: PolicyMonth, theme: str) -> None:
    """Fill the sheet of a theme."""
    indicators, lists = month.indicators_of(theme), month.lists_of(theme)
    last = max(len(indicators), len(lists), 6)
    width = page.columns([170, *[105] * last])
    # A scale of our own: Excel heeds page breaks only where it does not fit the page by itself.
    scale = min(_SCALE, PAGE_WIDTH * 100 // width)
    page.sheet.set_print_scale(scale)
    page.line(f"{month.pack.themes[theme]}　{month_text(month, page.words)}", "title")
    rows = _figures(page, month, indicators)
    _lists(page, month, theme)
    breaks = _charts(book, page, _Charts(month, rows, width, PAGE_HEIGHT * 100 // scale), indicators)
    page.sheet.set_h_pagebreaks(breaks)
    page.sheet.print_area(0, 0, page.row, last)


def _figures(page: ReportSheet, month: PolicyMonth, indicators: list[Indicator]) -> tuple[int, int]:
    """The table; returns the first and last row of the units."""
    page.headings([page.words["theme"]["unit"], *(each.title for each in indicators)])
    page.sheet.freeze_panes(page.row, 1)
    first = page.row
    for place in month.places:
        page.cell(0, place_name(month, place, page.words), "total_name" if place == CITY else "label")
        for column, indicator in enumerate(indicators, 1):
            page.value(column, indicator, month.figures.get((indicator.name, place)), coloured=True)
        page.row += 1
    page.cell(0, page.words["theme"]["target"], "total_name")
    for column, indicator in enumerate(indicators, 1):
        page.cell(column, wanted(page, month.figures.get((indicator.name, CITY)), indicator), "total")
    page.row += 2
    return first, first + len(month.units) - 1


def _lists(page: ReportSheet, month: PolicyMonth, theme: str) -> None:
    lists = month.lists_of(theme)
    if lists:
        page.table(page.words["theme"]["lists"], [page.words["theme"]["unit"], *(each.title for each in lists)],
                   [[place_name(month, place, page.words), *(len(month.rows_of(each.name, place)) for each in lists)]
                    for place in month.places])


@dataclass(frozen=True, slots=True)
class _Charts:
    """The month, the first and last row of the units, and the pixels that a chart is wide and a page is high."""

    month: PolicyMonth
    rows: tuple[int, int]
    width: int
    height: int

    @property
    def per_page(self) -> int:
        return max(1, self.height // (CHART_ROWS * ROW_HEIGHT))


def _charts(book: Any, page: ReportSheet, charts: _Charts, indicators: list[Indicator]) -> list[int]:
    """A chart for each figure that has targets; returns the rows before which a page ends, so that none is cut."""
    drawn, breaks = 0, []
    for column, indicator in enumerate(indicators, 1):
        targets = [_target(charts.month, indicator, unit) for unit in charts.month.units]
        # Where nothing is wanted (=0) a chart shows no more than the table.
        if not any(targets):
            continue
        if drawn % charts.per_page == 0:
            breaks.append(page.row)
        drawn += 1
        _hide_targets(page, charts, targets, _TARGETS_FROM + column)
        title = page.words["theme"]["chart"].format(title=indicator.title, month=month_text(charts.month, page.words))
        add_chart(book, page, title, indicator, charts.rows, column, _TARGETS_FROM + column, charts.width)
    return breaks


def _hide_targets(page: ReportSheet, charts: _Charts, targets: list[Decimal | None], column: int) -> None:
    for row, target in zip(range(charts.rows[0], charts.rows[1] + 1), targets, strict=True):
        if target is not None:
            page.sheet.write_number(row, column, float(target))
    page.sheet.set_column(column, column, None, None, {"hidden": True})


def _target(month: PolicyMonth, indicator: Indicator, unit: str) -> Decimal | None:
    figure = month.figures.get((indicator.name, unit))
    return figure.target if figure else None
