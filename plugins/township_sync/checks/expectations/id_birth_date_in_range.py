"""The person of a number is born, and not older than anybody is."""

from datetime import date
from typing import Any, ClassVar

import pandas as pd
from great_expectations.expectations.expectation import ColumnMapExpectation

from township_sync.checks import identity_numbers
from township_sync.checks.expectations.base import ValuesMetric, sees_values


class IdBirthDateInRange(ValuesMetric):
    """True where there is no real birth date, or it lies in the range."""

    condition_metric_name = "column_values.id_birth_date_in_range"
    condition_value_keys = ("last_day", "oldest")

    @sees_values
    def _pandas(cls, column: pd.Series, last_day: date, oldest: int, **kwargs: Any) -> pd.Series:
        births = identity_numbers.birth_dates(column)
        return births.isna() | identity_numbers.born_in_range(births, pd.Timestamp(last_day), oldest)


class ExpectIdNumbersToBeBornInRange(ColumnMapExpectation):
    """Expect a birth date not after `last_day` and an age of at most `oldest` whole years on it."""

    last_day: date
    oldest: int

    map_metric: ClassVar[str] = "column_values.id_birth_date_in_range"
    success_keys: ClassVar[tuple[str, ...]] = ("mostly", "last_day", "oldest")
