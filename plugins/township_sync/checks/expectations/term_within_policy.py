"""The agreement of a public-welfare post ends within the policy's term."""

from typing import Any, ClassVar

import pandas as pd

from township_sync.checks.expectations.base import RowsExpectation, RowsMetric, sees_rows


class TermWithinPolicy(RowsMetric):
    """True where the term is short enough, or the person is near retirement, or something is not known."""

    condition_metric_name = "multicolumn_values.term_within_policy"
    condition_value_keys = ("begin", "end", "birth", "sex", "max_years", "near_years", "retirement_age")

    @sees_rows
    def _pandas(
        cls, column_list: pd.DataFrame, begin: str, end: str, birth: str, sex: str, max_years: int, near_years: int,
        retirement_age: dict[str, int], **kwargs: Any,
    ) -> pd.Series:
        long = column_list[end] > column_list[begin] + pd.DateOffset(years=max_years)
        far = pd.Series(False, index=column_list.index)
        for code, age in retirement_age.items():
            near_from = column_list[birth] + pd.DateOffset(years=age - near_years)
            far |= column_list[sex].eq(code) & (column_list[begin] < near_from)
        return ~(long & far)


class ExpectTermsToBeWithinPolicy(RowsExpectation):
    """Expect `end` at most `max_years` after `begin`, unless the person is on `begin` at most `near_years` before the
    age of retirement (`retirement_age`: sex → years)."""

    begin: str
    end: str
    birth: str
    sex: str
    max_years: int
    near_years: int
    retirement_age: dict[str, int]

    map_metric: ClassVar[str] = "multicolumn_values.term_within_policy"
    success_keys: ClassVar[tuple[str, ...]] = (
        "mostly", "begin", "end", "birth", "sex", "max_years", "near_years", "retirement_age",
    )
