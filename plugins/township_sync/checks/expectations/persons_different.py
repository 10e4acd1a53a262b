"""Two rows of one township that are likely one person with a slip of the pen."""

from typing import Any, ClassVar

import pandas as pd

from township_sync.checks.expectations.base import RowsExpectation, RowsMetric, sees_rows
from township_sync.checks.twins import twins


class NotTheSamePerson(RowsMetric):
    """True where no other row of the group has a number that differs in so few characters."""

    condition_metric_name = "multicolumn_values.not_the_same_person"
    condition_value_keys = ("group_by", "number", "max_different")

    @sees_rows
    def _pandas(
        cls, column_list: pd.DataFrame, group_by: list[str], number: str, max_different: int, **kwargs: Any
    ) -> pd.Series:
        alike = column_list.index.isin(list(twins(column_list, group_by, number, max_different)))
        return pd.Series(~alike, index=column_list.index)


class ExpectPersonsToBeDifferent(RowsExpectation):
    """Expect rows of one `group_by` (township, name, birth date) not to have numbers that differ in 1 to
    `max_different` characters."""

    group_by: list[str]
    number: str
    max_different: int

    map_metric: ClassVar[str] = "multicolumn_values.not_the_same_person"
    success_keys: ClassVar[tuple[str, ...]] = ("mostly", "group_by", "number", "max_different")
