"""The sheet 口径 of a report: what each figure means, how open questions were answered, which sums do not add up."""

from typing import get_args

from township_sync.domain.policy_month import PolicyMonth
from township_sync.domain.policy_pack import Indicator, Level
from township_sync.workbooks.figure_text import target_text
from township_sync.workbooks.report_sheet import ReportSheet


def write_definitions(page: ReportSheet, month: PolicyMonth) -> None:
    """Fill the sheet from the pack alone, so that it cannot say anything else than what was computed."""
    words = page.words["definitions"]
    for column, width in enumerate((34, 24, 70, 18, 18)):
        page.sheet.set_column(column, column, width)
    page.headings(words["figures"])
    for each in month.pack.indicators.values():
        wanted = (_wanted(page, each, level) for level in get_args(Level))
        page.cells([each.title, each.clause, each.definition, *wanted])
    page.table(words["questions"], words["questions_headings"],
               [[each.name, each.asks, each.clause, each.answer] for each in month.pack.questions])
    if month.differences:
        page.table(words["differences"], words["differences_headings"], month.differences)


def _wanted(page: ReportSheet, indicator: Indicator, level: Level) -> str:
    target = indicator.targets.get(level)
    return target_text(target.operator, target.value, indicator, page.words) if target else ""
