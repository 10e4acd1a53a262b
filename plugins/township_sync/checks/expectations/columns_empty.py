"""Several cells of a row that have to be empty together."""

from typing import Any, ClassVar

import pandas as pd

from township_sync.checks.expectations.base import RowsExpectation, RowsMetric, sees_rows


class ColumnsEmpty(RowsMetric):
    """True where all the columns are empty."""

    condition_metric_name = "multicolumn_values.empty"

    @sees_rows
    def _pandas(cls, column_list: pd.DataFrame, **kwargs: Any) -> pd.Series:
        return column_list.isna().all(axis=1)


class ExpectColumnsToBeEmpty(RowsExpectation):
    """Expect no value in any of the columns."""

    map_metric: ClassVar[str] = "multicolumn_values.empty"
