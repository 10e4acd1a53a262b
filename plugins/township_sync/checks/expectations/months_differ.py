"""A month that was sent a second time under a new date."""

from typing import Any, ClassVar

import pandas as pd

from township_sync.checks.expectations.base import RowsExpectation, RowsMetric, sees_rows
from township_sync.checks.month_figures import share_seen_before


class NotLastMonthAgain(RowsMetric):
    """True where the township's rows are not nearly all equal to last month's."""

    condition_metric_name = "multicolumn_values.not_last_month_again"
    condition_value_keys = ("group_by", "origin", "min_share")

    @sees_rows
    def _pandas(
        cls, column_list: pd.DataFrame, group_by: list[str], origin: str, min_share: float, **kwargs: Any
    ) -> pd.Series:
        return ~(share_seen_before(column_list, group_by, origin) >= min_share)


class ExpectMonthsToDiffer(RowsExpectation):
    """Expect less than `min_share` of a group's rows to equal a row of last month in all columns of `column_list`."""

    group_by: list[str]
    origin: str
    min_share: float

    map_metric: ClassVar[str] = "multicolumn_values.not_last_month_again"
    success_keys: ClassVar[tuple[str, ...]] = ("mostly", "group_by", "origin", "min_share")
