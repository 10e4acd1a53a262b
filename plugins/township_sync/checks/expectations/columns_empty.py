"""Several cells of a row that have to be empty together."""

from typing import Any, ClassVar

import pandas as pd
from great_expectations.execution_engine import PandasExecutionEngine
from great_expectations.expectations.metrics.map_metric_provider.multicolumn_condition_partial import (
    multicolumn_condition_partial,
)

from township_sync.checks.expectations.base import RowsExpectation, RowsMetric


class ColumnsEmpty(RowsMetric):
    """True where all the columns are empty."""

    condition_metric_name = "multicolumn_values.empty"

    @multicolumn_condition_partial(engine=PandasExecutionEngine)
    def _pandas(cls, column_list: pd.DataFrame, **kwargs: Any) -> pd.Series:
        return column_list.isna().all(axis=1)


class ExpectColumnsToBeEmpty(RowsExpectation):
    """Expect no value in any of the columns."""

    map_metric: ClassVar[str] = "multicolumn_values.empty"
