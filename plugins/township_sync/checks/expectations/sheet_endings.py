"""Identity numbers of a sheet that a spreadsheet has cut after 15 digits."""

from typing import Any, ClassVar

import pandas as pd

from township_sync.checks.expectations.base import RowsExpectation, RowsMetric, sees_rows


class FewEndings(RowsMetric):
    """True where the row's sheet has few long numbers with the ending, or the row has none."""

    condition_metric_name = "multicolumn_values.few_endings"
    condition_value_keys = ("sheet", "number", "filled", "ending", "min_count", "min_share")

    @sees_rows
    def _pandas(
        cls, column_list: pd.DataFrame, sheet: list[str], number: str, filled: str, ending: str,
        min_count: int, min_share: float, **kwargs: Any,
    ) -> pd.Series:
        ends = column_list[number].str.len().eq(18) & column_list[number].str.endswith(ending, na=False)
        by_sheet = [column_list[part] for part in sheet]
        count = ends.groupby(by_sheet).transform("sum")
        share = count / column_list[filled].groupby(by_sheet).transform("sum")
        return ~(ends & count.ge(min_count) & share.ge(min_share))


class ExpectSheetsToHoldFewNumbersWithEnding(RowsExpectation):
    """Expect fewer than `min_count` numbers of 18 characters, or less than `min_share` of the filled cells of a sheet,
    to end with `ending`."""

    sheet: list[str]
    number: str
    filled: str
    ending: str
    min_count: int
    min_share: float

    map_metric: ClassVar[str] = "multicolumn_values.few_endings"
    success_keys: ClassVar[tuple[str, ...]] = (
        "mostly", "sheet", "number", "filled", "ending", "min_count", "min_share",
    )
