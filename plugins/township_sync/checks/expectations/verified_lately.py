"""A company was verified, and not too long ago."""

from datetime import date
from typing import Any, ClassVar

import pandas as pd

from township_sync.checks.expectations.base import RowsExpectation, RowsMetric, sees_rows
from township_sync.checks.gaps import gaps


class VerifiedLately(RowsMetric):
    """True where day and result are filled, the result is final and the day is recent."""

    condition_metric_name = "multicolumn_values.verified_lately"
    condition_value_keys = ("day", "result", "open_results", "last_day", "max_days")

    @sees_rows
    def _pandas(
        cls, column_list: pd.DataFrame, day: str, result: str, open_results: list[str], last_day: Any, max_days: int,
        **kwargs: Any,
    ) -> pd.Series:
        old = column_list[day] < pd.Timestamp(last_day) - pd.Timedelta(days=max_days)
        empty = gaps(column_list, [day, result], {}, unfit_is_empty=False, forms={}).any(axis=1)
        return ~(old | empty | column_list[result].isin(open_results))


class ExpectVerificationToBeRecent(RowsExpectation):
    """Expect `day` and `result` to be filled, `result` not to be one of `open_results`, and `day` to be at most
    `max_days` before `last_day`."""

    day: str
    result: str
    open_results: list[str]
    last_day: date
    max_days: int

    map_metric: ClassVar[str] = "multicolumn_values.verified_lately"
    success_keys: ClassVar[tuple[str, ...]] = ("mostly", "day", "result", "open_results", "last_day", "max_days")
