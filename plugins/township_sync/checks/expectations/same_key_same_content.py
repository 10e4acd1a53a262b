"""Rows of one key say the same."""

from typing import Any, ClassVar

import pandas as pd

from township_sync.checks.expectations.base import RowsExpectation, RowsMetric, sees_rows


class SameKeySameContent(RowsMetric):
    """True where all rows with the row's key and name are equal in every column of the domain."""

    condition_metric_name = "multicolumn_values.same_key_same_content"
    condition_value_keys = ("key", "name", "one_name_only")

    @sees_rows
    def _pandas(
        cls, column_list: pd.DataFrame, key: list[str], name: str, one_name_only: bool, **kwargs: Any
    ) -> pd.Series:
        several = column_list[column_list.duplicated(key, keep=False)]
        content = several.groupby(list(several.columns), dropna=False).ngroup()
        contents = content.groupby([several[part] for part in (*key, name)]).transform("nunique")
        differing = contents.reindex(column_list.index).gt(1)
        if one_name_only:
            names = several.groupby(key)[name].transform("nunique").reindex(column_list.index)
            differing &= names.eq(1)
        return ~differing


class ExpectRowsOfOneKeyToBeEqual(RowsExpectation):
    """Expect rows of one `key` and `name` to be equal in all columns of `column_list`.

    With `one_name_only` a key that stands with several names is left to the rule about names.
    """

    key: list[str]
    name: str
    one_name_only: bool = False

    map_metric: ClassVar[str] = "multicolumn_values.same_key_same_content"
    success_keys: ClassVar[tuple[str, ...]] = ("mostly", "key", "name", "one_name_only")
