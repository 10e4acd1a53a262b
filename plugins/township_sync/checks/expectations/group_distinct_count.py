"""How many different things stand in one group of rows."""

from typing import Any, ClassVar

import pandas as pd

from township_sync.checks.expectations.base import RowsExpectation, RowsMetric, sees_rows


class GroupDistinctCount(RowsMetric):
    """True where the row's group holds at most so many different values; rows without a whole group key are fine."""

    condition_metric_name = "multicolumn_values.group_distinct_count"
    condition_value_keys = ("group_by", "counted", "max_distinct")

    @sees_rows
    def _pandas(
        cls, column_list: pd.DataFrame, group_by: list[str], counted: str, max_distinct: int, **kwargs: Any
    ) -> pd.Series:
        several = column_list[column_list.duplicated(group_by, keep=False)]
        distinct = several.groupby(group_by)[counted].transform("nunique").reindex(column_list.index)
        return ~(distinct.gt(max_distinct) & column_list[counted].notna())


class ExpectGroupsToHoldFewDistinctValues(RowsExpectation):
    """Expect rows of one `group_by` to hold at most `max_distinct` different values of `counted`."""

    group_by: list[str]
    counted: str
    max_distinct: int = 1

    map_metric: ClassVar[str] = "multicolumn_values.group_distinct_count"
    success_keys: ClassVar[tuple[str, ...]] = ("mostly", "group_by", "counted", "max_distinct")
