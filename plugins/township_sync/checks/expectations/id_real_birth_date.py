"""GB 11643: the birth date inside a number is a real date."""

from typing import Any, ClassVar

import pandas as pd
from great_expectations.execution_engine import PandasExecutionEngine
from great_expectations.expectations.expectation import ColumnMapExpectation
from great_expectations.expectations.metrics.map_metric_provider import (
    ColumnMapMetricProvider,
    column_condition_partial,
)

from township_sync.checks import identity_numbers


class IdRealBirthDate(ColumnMapMetricProvider):
    """True where the number has no good form (another rule's matter) or holds a real date."""

    condition_metric_name = "column_values.id_real_birth_date"

    @column_condition_partial(engine=PandasExecutionEngine)
    def _pandas(cls, column: pd.Series, **kwargs: Any) -> pd.Series:
        return ~column.str.match(identity_numbers.FORM, na=False) | identity_numbers.birth_dates(column).notna()


class ExpectIdNumbersToHoldARealBirthDate(ColumnMapExpectation):
    """Expect the birth date of every number of 18 or 15 digits to exist."""

    map_metric: ClassVar[str] = "column_values.id_real_birth_date"
