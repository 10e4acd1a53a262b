"""GB 32100: the 18th character of a unified social credit code is the one that MOD 31 gives."""

from typing import Any, ClassVar

import pandas as pd
from great_expectations.expectations.expectation import ColumnMapExpectation

from township_sync.checks import identity_numbers
from township_sync.checks.expectations.base import ValuesMetric, sees_values


class UsccCheckCharacter(ValuesMetric):
    """True where the form is at fault (another rule's matter), or the last character fits."""

    condition_metric_name = "column_values.uscc_check_character"

    @sees_values
    def _pandas(cls, column: pd.Series, **kwargs: Any) -> pd.Series:
        return ~column.str.match(identity_numbers.USCC_FORM, na=False) | identity_numbers.uscc_check_fits(column)


class ExpectCreditCodesToEndWithTheirCheckCharacter(ColumnMapExpectation):
    """Expect a credit code of good form to end with its check character; the first two characters may be any."""

    map_metric: ClassVar[str] = "column_values.uscc_check_character"
