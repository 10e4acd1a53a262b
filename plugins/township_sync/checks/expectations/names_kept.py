"""A sheet whose names were sorted away from their numbers."""

from typing import Any, ClassVar

import pandas as pd

from township_sync.checks.expectations.base import RowsExpectation, RowsMetric, sees_rows


class FewRenamed(RowsMetric):
    """True where the row's person bears last month's name, or few rows of the sheet do not."""

    condition_metric_name = "multicolumn_values.few_renamed"
    condition_value_keys = ("sheet", "name", "name_before", "min_count", "above_share")

    @sees_rows
    def _pandas(
        cls, column_list: pd.DataFrame, sheet: list[str], name: str, name_before: str,
        min_count: int, above_share: float, **kwargs: Any,
    ) -> pd.Series:
        known = column_list[name].notna() & column_list[name_before].notna()
        renamed = known & column_list[name].ne(column_list[name_before])
        by_sheet = [column_list[part] for part in sheet]
        count = renamed.groupby(by_sheet).transform("sum")
        share = count / known.groupby(by_sheet).transform("sum")
        return ~(renamed & count.ge(min_count) & share.gt(above_share))


class ExpectFewNamesToHaveChanged(RowsExpectation):
    """Expect fewer than `min_count` rows, or at most `above_share` of a sheet's known persons, to bear a new name."""

    sheet: list[str]
    name: str
    name_before: str
    min_count: int
    above_share: float

    map_metric: ClassVar[str] = "multicolumn_values.few_renamed"
    success_keys: ClassVar[tuple[str, ...]] = ("mostly", "sheet", "name", "name_before", "min_count", "above_share")
