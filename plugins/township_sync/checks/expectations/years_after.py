"""A date that lies so many years after another."""

from typing import Any, ClassVar

import pandas as pd

from township_sync.checks.expectations.base import RowsExpectation, RowsMetric, sees_rows


class YearsAfter(RowsMetric):
    """True where a date is missing, or the later one is not before the earlier one plus so many years."""

    condition_metric_name = "multicolumn_values.years_after"
    condition_value_keys = ("later", "earlier", "years")

    @sees_rows
    def _pandas(cls, column_list: pd.DataFrame, later: str, earlier: str, years: int, **kwargs: Any) -> pd.Series:
        return ~(column_list[later] < column_list[earlier] + pd.DateOffset(years=years))


class ExpectDatesToBeYearsAfter(RowsExpectation):
    """Expect `later` not to be before `earlier` plus `years` (a start of work and a birthday)."""

    later: str
    earlier: str
    years: int

    map_metric: ClassVar[str] = "multicolumn_values.years_after"
    success_keys: ClassVar[tuple[str, ...]] = ("mostly", "later", "earlier", "years")
