"""A date that lies so many years after another."""

from typing import Any, ClassVar

import pandas as pd
from great_expectations.execution_engine import PandasExecutionEngine
from great_expectations.expectations.metrics.map_metric_provider.multicolumn_condition_partial import (
    multicolumn_condition_partial,
)

from township_sync.checks.expectations.base import RowsExpectation, RowsMetric


class YearsAfter(RowsMetric):
    """True where a date is missing, or the later one is not before the earlier one plus so many years."""

    condition_metric_name = "multicolumn_values.years_after"
    condition_value_keys = ("later", "earlier", "years")

    @multicolumn_condition_partial(engine=PandasExecutionEngine)
    def _pandas(cls, column_list: pd.DataFrame, later: str, earlier: str, years: int, **kwargs: Any) -> pd.Series:
        return ~(column_list[later] < column_list[earlier] + pd.DateOffset(years=years))


class ExpectDatesToBeYearsAfter(RowsExpectation):
    """Expect `later` not to be before `earlier` plus `years` (a start of work and a birthday)."""

    later: str
    earlier: str
    years: int

    map_metric: ClassVar[str] = "multicolumn_values.years_after"
    success_keys: ClassVar[tuple[str, ...]] = ("mostly", "later", "earlier", "years")
