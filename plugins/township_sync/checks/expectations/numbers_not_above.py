"""Numbers of a row of which one is part of the other."""

from typing import Any, ClassVar

import pandas as pd

from township_sync.checks.expectations.base import RowsExpectation, RowsMetric, sees_rows


class NumbersNotAbove(RowsMetric):
    """True where in no pair the first number is above the second."""

    condition_metric_name = "multicolumn_values.not_above"
    condition_value_keys = ("pairs",)

    @sees_rows
    def _pandas(cls, column_list: pd.DataFrame, pairs: list[list[str]], **kwargs: Any) -> pd.Series:
        above = [column_list[part] > column_list[whole] for part, whole in pairs]
        return ~pd.concat(above, axis=1).any(axis=1)


class ExpectNumbersNotToBeAboveTheirWhole(RowsExpectation):
    """Expect in every pair [part, whole] the part not to be above the whole; a missing number contradicts nothing."""

    pairs: list[list[str]]

    map_metric: ClassVar[str] = "multicolumn_values.not_above"
    success_keys: ClassVar[tuple[str, ...]] = ("mostly", "pairs")
