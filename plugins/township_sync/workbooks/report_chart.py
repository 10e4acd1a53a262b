"""A chart of one figure by unit, with its targets as a line."""

from typing import Any

from township_sync.domain.policy_pack import Indicator
from township_sync.workbooks.report_sheet import ROW_HEIGHT, ReportSheet

CHART_ROWS = 15
"""Height of a chart in rows of the sheet, with the empty one below it."""


def add_chart(
    book: Any, page: ReportSheet, title: str, indicator: Indicator, rows: tuple[int, int], column: int, targets: int,
    width: int,
) -> None:
    """A column chart of the units' cells in `column`, below what is written; `targets`: the column of their targets.

    `width` is in pixels.
    """
    chart = book.add_chart({"type": "column"})
    named = _series(page, rows, column)
    chart.add_series({"name": indicator.title, **named, "fill": {"color": "#5B9BD5"}, "gap": 60})
    line = book.add_chart({"type": "line"})
    line.add_series({"name": page.words["theme"]["target"], **_series(page, rows, targets),
                     "line": {"color": "#C00000", "width": 1.5}})
    chart.combine(line)
    # The targets stand in columns that nobody has to read.
    chart.show_hidden_data()
    chart.set_title({"name": title, "name_font": {"size": 11}})
    chart.set_legend({"position": "bottom"})
    chart.set_y_axis({"num_format": "0%" if indicator.measure == "share" else "#,##0", "min": 0,
                      "major_gridlines": {"visible": True, "line": {"color": "#D9D9D9"}}})
    chart.set_size({"width": width, "height": (CHART_ROWS - 1) * ROW_HEIGHT})
    page.sheet.insert_chart(page.row, 0, chart)
    page.row += CHART_ROWS


def _series(page: ReportSheet, rows: tuple[int, int], column: int) -> dict[str, Any]:
    name, (first, last) = page.sheet.get_name(), rows
    return {"categories": [name, first, 0, last, 0], "values": [name, first, column, last, column]}
