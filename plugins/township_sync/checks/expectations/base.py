"""What every expectation of ours over several columns shares; only pandas frames are judged."""

from typing import Any, Literal

from great_expectations.expectations.expectation import MulticolumnMapExpectation
from great_expectations.expectations.metrics.map_metric_provider import MulticolumnMapMetricProvider


class RowsMetric(MulticolumnMapMetricProvider):
    """Base of metrics that see the named columns of all rows at once and say which rows are as expected."""

    condition_domain_keys = ("batch_id", "table", "column_list", "row_condition", "condition_parser", "ignore_row_if")


class RowsExpectation(MulticolumnMapExpectation):
    """Base of expectations over several columns.

    Rows with missing values stay in, because a group or a sheet is judged as a whole.
    """

    ignore_row_if: Literal["all_values_are_missing", "any_value_is_missing", "never"] = "never"


def as_timestamp(day: Any) -> Any:
    """A date of the settings as pandas compares it."""
    import pandas as pd

    return pd.Timestamp(day)
