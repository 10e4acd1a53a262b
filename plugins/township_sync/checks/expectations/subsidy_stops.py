"""A subsidy does not go on after the person has left the register."""

from typing import Any, ClassVar

import pandas as pd

from township_sync.checks.expectations.base import RowsExpectation, RowsMetric, sees_rows


class BeforeStop(RowsMetric):
    """True where the subsidy's period begins before the month after the exit, or there was no exit."""

    condition_metric_name = "multicolumn_values.before_stop"
    condition_value_keys = ("begin", "exit_day")

    @sees_rows
    def _pandas(cls, column_list: pd.DataFrame, begin: str, exit_day: str, **kwargs: Any) -> pd.Series:
        stop = column_list[exit_day] + pd.offsets.MonthBegin(1)
        return ~(column_list[begin] >= stop)


class ExpectSubsidiesToStopAfterExit(RowsExpectation):
    """Expect `begin` to be before the first day of the month after `exit_day`."""

    begin: str
    exit_day: str

    map_metric: ClassVar[str] = "multicolumn_values.before_stop"
    success_keys: ClassVar[tuple[str, ...]] = ("mostly", "begin", "exit_day")
