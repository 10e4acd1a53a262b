"""A value that was copied down a whole village."""

from typing import Any, ClassVar

import pandas as pd

from township_sync.checks.expectations.base import RowsExpectation, RowsMetric, sees_rows


class ValueNotCopied(RowsMetric):
    """True where the row's value fills no large part of its village."""

    condition_metric_name = "multicolumn_values.not_copied"
    condition_value_keys = ("group_by", "value", "min_filled", "above_share")

    @sees_rows
    def _pandas(
        cls, column_list: pd.DataFrame, group_by: list[str], value: str, min_filled: int, above_share: float,
        **kwargs: Any,
    ) -> pd.Series:
        filled = column_list.groupby(group_by)[value].transform("count").reindex(column_list.index)
        same = column_list.groupby([*group_by, value])[value].transform("size").reindex(column_list.index)
        return ~(filled.ge(min_filled) & (same / filled).gt(above_share))


class ExpectValuesNotToFillTheirGroup(RowsExpectation):
    """Expect no value to fill more than `above_share` of the filled cells of a group that has at least `min_filled`."""

    group_by: list[str]
    value: str
    min_filled: int
    above_share: float

    map_metric: ClassVar[str] = "multicolumn_values.not_copied"
    success_keys: ClassVar[tuple[str, ...]] = ("mostly", "group_by", "value", "min_filled", "above_share")
