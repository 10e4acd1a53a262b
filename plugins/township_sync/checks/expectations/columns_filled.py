"""Several cells of a row that have to be filled together."""

from typing import Any, ClassVar

import pandas as pd

from township_sync.checks.expectations.base import RowsExpectation, RowsMetric, sees_rows
from township_sync.checks.gaps import gaps


class ColumnsFilled(RowsMetric):
    """True where no demanded cell is empty."""

    condition_metric_name = "multicolumn_values.filled"
    condition_value_keys = ("demanded", "demanded_if", "unfit_is_empty", "forms")

    @sees_rows
    def _pandas(cls, column_list: pd.DataFrame, demanded: list[str], **kwargs: Any) -> pd.Series:
        conditions, forms = kwargs.get("demanded_if") or {}, kwargs.get("forms") or {}
        return ~gaps(column_list, demanded, conditions, bool(kwargs.get("unfit_is_empty")), forms).any(axis=1)


class ExpectColumnsToBeFilled(RowsExpectation):
    """Expect each `demanded` column to have a value, and each column of `demanded_if` where its condition holds.

    `demanded_if` is column → {other column: codes}. A refused or emptied cell says nothing, unless `unfit_is_empty`; a
    value that does not fit its pattern in `forms` counts as empty.
    """

    demanded: list[str]
    demanded_if: dict[str, dict[str, list[str]]] | None = None
    unfit_is_empty: bool = False
    forms: dict[str, str] | None = None

    map_metric: ClassVar[str] = "multicolumn_values.filled"
    success_keys: ClassVar[tuple[str, ...]] = ("mostly", "demanded", "demanded_if", "unfit_is_empty", "forms")
