"""GB 11643: the 18th character is the one that ISO 7064 MOD 11-2 gives."""

from datetime import date
from typing import Any, ClassVar

import pandas as pd
from great_expectations.expectations.expectation import ColumnMapExpectation

from township_sync.checks import identity_numbers
from township_sync.checks.expectations.base import ValuesMetric, sees_values


class IdCheckCharacter(ValuesMetric):
    """True where form or date are at fault (other rules' matter), or the last character fits."""

    condition_metric_name = "column_values.id_check_character"
    condition_value_keys = ("last_day", "oldest")

    @sees_values
    def _pandas(cls, column: pd.Series, last_day: date, oldest: int, **kwargs: Any) -> pd.Series:
        births = identity_numbers.birth_dates(column)
        judged = column.str.match(identity_numbers.LONG_FORM, na=False) & identity_numbers.born_in_range(
            births, pd.Timestamp(last_day), oldest
        )
        return ~judged | identity_numbers.check_fits(column)


class ExpectIdNumbersToEndWithTheirCheckCharacter(ColumnMapExpectation):
    """Expect a number of good form and date to end with its check character."""

    last_day: date
    oldest: int

    map_metric: ClassVar[str] = "column_values.id_check_character"
    success_keys: ClassVar[tuple[str, ...]] = ("mostly", "last_day", "oldest")
