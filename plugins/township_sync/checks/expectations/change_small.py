"""A number that moved too far since last month."""

from typing import Any, ClassVar

import pandas as pd

from township_sync.checks.expectations.base import RowsExpectation, RowsMetric, sees_rows


class ChangeSmall(RowsMetric):
    """True where a number is missing, or moved by at most a share of what it was."""

    condition_metric_name = "multicolumn_values.change_small"
    condition_value_keys = ("now", "before", "max_share")

    @sees_rows
    def _pandas(cls, column_list: pd.DataFrame, now: str, before: str, max_share: float, **kwargs: Any) -> pd.Series:
        return ~((column_list[now] - column_list[before]).abs() > column_list[before] * max_share)


class ExpectChangesToBeSmall(RowsExpectation):
    """Expect `now` to differ from `before` by at most `max_share` of `before`."""

    now: str
    before: str
    max_share: float

    map_metric: ClassVar[str] = "multicolumn_values.change_small"
    success_keys: ClassVar[tuple[str, ...]] = ("mostly", "now", "before", "max_share")
