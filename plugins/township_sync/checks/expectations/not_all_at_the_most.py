"""A sheet in which everybody was present on every day."""

from typing import Any, ClassVar

import pandas as pd

from township_sync.checks.expectations.base import RowsExpectation, RowsMetric, sees_rows


class NotAllAtTheMost(RowsMetric):
    """True where a sheet has few rows, or at least one value below the most, or the row is not to be reported."""

    condition_metric_name = "multicolumn_values.not_all_at_the_most"
    condition_value_keys = ("sheet", "value", "most", "min_rows", "reported")

    @sees_rows
    def _pandas(
        cls, column_list: pd.DataFrame, sheet: list[str], value: str, most: int, min_rows: int, reported: str,
        **kwargs: Any,
    ) -> pd.Series:
        full = column_list[value].eq(most)
        by_sheet = [column_list[part] for part in sheet]
        every = full.groupby(by_sheet).transform("all") & full.groupby(by_sheet).transform("size").ge(min_rows)
        return ~(every & column_list[reported])


class ExpectSheetsNotToBeAtTheMostThroughout(RowsExpectation):
    """Expect not all of at least `min_rows` rows of a sheet to have `value` equal to `most`; rows marked in `reported`
    are reported."""

    sheet: list[str]
    value: str
    most: int
    min_rows: int
    reported: str

    map_metric: ClassVar[str] = "multicolumn_values.not_all_at_the_most"
    success_keys: ClassVar[tuple[str, ...]] = ("mostly", "sheet", "value", "most", "min_rows", "reported")
