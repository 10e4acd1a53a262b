"""GB 11643: the birth date inside a number is a real date."""

from typing import Any, ClassVar

import pandas as pd
from great_expectations.expectations.expectation import ColumnMapExpectation

from township_sync.checks import identity_numbers
from township_sync.checks.expectations.base import ValuesMetric, sees_values


class IdRealBirthDate(ValuesMetric):
    """True where the number has no good form (another rule's matter) or holds a real date."""

    condition_metric_name = "column_values.id_real_birth_date"

    @sees_values
    def _pandas(cls, column: pd.Series, **kwargs: Any) -> pd.Series:
        return ~column.str.match(identity_numbers.FORM, na=False) | identity_numbers.birth_dates(column).notna()


class ExpectIdNumbersToHoldARealBirthDate(ColumnMapExpectation):
    """Expect the birth date of every number of 18 or 15 digits to exist."""

    map_metric: ClassVar[str] = "column_values.id_real_birth_date"
