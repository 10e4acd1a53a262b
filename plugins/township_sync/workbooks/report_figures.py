"""A figure's cells in a table of a report: numerator, denominator, value, the month before, target."""

from township_sync.domain.indicator import Figure
from township_sync.domain.policy_month import PolicyMonth
from township_sync.domain.policy_pack import Indicator
from township_sync.workbooks.figure_text import target_text
from township_sync.workbooks.report_sheet import ReportSheet


def figure_cells(page: ReportSheet, column: int, month: PolicyMonth, indicator: Indicator, place: str) -> None:
    """Write the five cells of a place's figure from `column` on."""
    figure = month.figures.get((indicator.name, place))
    page.cell(column, figure.numerator if figure else None, "count", "#,##0")
    page.cell(column + 1, figure.denominator if figure and indicator.measure == "share" else None, "count", "#,##0")
    page.value(column + 2, indicator, figure)
    page.value(column + 3, indicator, month.before.get((indicator.name, place)))
    page.cell(column + 4, wanted(page, figure, indicator), "count")


def wanted(page: ReportSheet, figure: Figure | None, indicator: Indicator) -> str:
    """The target of a figure as text; nothing without one."""
    return target_text(figure.operator, figure.target, indicator, page.words) if figure else ""
