"""Several cells of a row, each within its own set."""

from typing import Any, ClassVar

import pandas as pd

from township_sync.checks.expectations.base import RowsExpectation, RowsMetric, sees_rows


class ColumnsInSets(RowsMetric):
    """True where every filled column holds a value of its set."""

    condition_metric_name = "multicolumn_values.in_sets"
    condition_value_keys = ("value_sets",)

    @sees_rows
    def _pandas(cls, column_list: pd.DataFrame, value_sets: dict[str, list[str]], **kwargs: Any) -> pd.Series:
        held = [column_list[name].isna() | column_list[name].isin(codes) for name, codes in value_sets.items()]
        return pd.concat(held, axis=1).all(axis=1)


class ExpectColumnsToBeInTheirSets(RowsExpectation):
    """Expect each column of `value_sets` to be empty or one of its values."""

    value_sets: dict[str, list[str]]

    map_metric: ClassVar[str] = "multicolumn_values.in_sets"
    success_keys: ClassVar[tuple[str, ...]] = ("mostly", "value_sets")
