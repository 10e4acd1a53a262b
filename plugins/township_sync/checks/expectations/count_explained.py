"""A township whose number of rows moved without anybody joining or leaving."""

from typing import Any, ClassVar

import pandas as pd

from township_sync.checks.expectations.base import RowsExpectation, RowsMetric, sees_rows
from township_sync.checks.month_figures import counts


class CountExplained(RowsMetric):
    """True where the township's rows without newcomers are about last month's rows without leavers."""

    condition_metric_name = "multicolumn_values.count_explained"
    condition_value_keys = ("group_by", "origin", "change", "joined", "left", "max_share")

    @sees_rows
    def _pandas(
        cls, column_list: pd.DataFrame, group_by: list[str], origin: str, change: str, joined: str, left: str,
        max_share: float, **kwargs: Any,
    ) -> pd.Series:
        figures = counts(column_list, group_by, origin, change, joined, left)
        drifted = figures["before"].gt(0) & figures["share"].gt(max_share)
        return ~(drifted & column_list[origin].eq("this"))


class ExpectRowCountsToBeExplained(RowsExpectation):
    """Expect a group's rows of this month without those whose `change` is `joined` to differ from last month's rows
    without those that `left` by at most `max_share` of all rows of last month."""

    group_by: list[str]
    origin: str
    change: str
    joined: str
    left: str
    max_share: float

    map_metric: ClassVar[str] = "multicolumn_values.count_explained"
    success_keys: ClassVar[tuple[str, ...]] = (
        "mostly", "group_by", "origin", "change", "joined", "left", "max_share",
    )
