"""What our expectations share: they judge pandas frames only, and see one column, or several columns of all rows."""

from collections.abc import Callable
from typing import Any, Literal, TypeVar

from great_expectations.execution_engine.pandas_execution_engine import PandasExecutionEngine
from great_expectations.expectations.expectation import MulticolumnMapExpectation
from great_expectations.expectations.metrics.map_metric_provider.column_condition_partial import (
    column_condition_partial,
)
from great_expectations.expectations.metrics.map_metric_provider.column_map_metric_provider import (
    ColumnMapMetricProvider,
)
from great_expectations.expectations.metrics.map_metric_provider.multicolumn_condition_partial import (
    multicolumn_condition_partial,
)
from great_expectations.expectations.metrics.map_metric_provider.multicolumn_map_metric_provider import (
    MulticolumnMapMetricProvider,
)

Condition = TypeVar("Condition", bound=Callable[..., Any])


def sees_values(condition: Condition) -> Condition:
    """Mark the method that says, for the filled values of a column, which are as expected."""
    marked: Condition = column_condition_partial(engine=PandasExecutionEngine)(condition)
    return marked


def sees_rows(condition: Condition) -> Condition:
    """Mark the method that says, for the named columns of all rows, which rows are as expected."""
    marked: Condition = multicolumn_condition_partial(engine=PandasExecutionEngine)(condition)
    return marked


class ValuesMetric(ColumnMapMetricProvider):
    """Base of metrics over one column; missing values are never judged."""


class RowsMetric(MulticolumnMapMetricProvider):
    """Base of metrics over several columns."""

    condition_domain_keys = ("batch_id", "table", "column_list", "row_condition", "condition_parser", "ignore_row_if")


class RowsExpectation(MulticolumnMapExpectation):
    """Base of expectations over several columns.

    Rows with missing values stay in, because a group or a sheet is judged as a whole.
    """

    ignore_row_if: Literal["all_values_are_missing", "any_value_is_missing", "never"] = "never"
