"""Identity numbers that were dragged down a column and count upwards."""

from typing import Any, ClassVar

import pandas as pd

from township_sync.checks.expectations.base import RowsExpectation, RowsMetric, sees_rows
from township_sync.checks.runs import run_lengths


class RisingByOne(RowsMetric):
    """True where the row is in no run of `run` rows of one sheet whose numbers rise by exactly 1."""

    condition_metric_name = "multicolumn_values.rising_by_one"
    condition_value_keys = ("sheet", "number", "run")

    @sees_rows
    def _pandas(cls, column_list: pd.DataFrame, sheet: list[str], number: str, run: int, **kwargs: Any) -> pd.Series:
        return ~(run_lengths(column_list, sheet, number) >= run)


class ExpectIdNumbersNotToRiseByOne(RowsExpectation):
    """Expect no `run` data rows that follow each other in a sheet to hold 18-digit numbers that rise by exactly 1."""

    sheet: list[str]
    number: str
    run: int

    map_metric: ClassVar[str] = "multicolumn_values.rising_by_one"
    success_keys: ClassVar[tuple[str, ...]] = ("mostly", "sheet", "number", "run")
