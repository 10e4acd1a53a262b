"""A phone that is bound to the accounts of several persons, not all of them farmers."""

from typing import Any, ClassVar

import pandas as pd

from township_sync.checks.expectations.base import RowsExpectation, RowsMetric, sees_rows


class PhoneOfOnePerson(RowsMetric):
    """True where the row's phone belongs to one person, or only to persons who may share."""

    condition_metric_name = "multicolumn_values.phone_of_one_person"
    condition_value_keys = ("phone", "person", "account", "role", "may_share")

    @sees_rows
    def _pandas(
        cls, column_list: pd.DataFrame, phone: str, person: str, account: str, role: str, may_share: list[str],
        **kwargs: Any,
    ) -> pd.Series:
        whole = column_list[column_list[[phone, person, account]].notna().all(axis=1)]
        by_phone = whole.groupby(phone)
        shared = by_phone[person].transform("nunique").gt(1) & by_phone[account].transform("nunique").gt(1)
        staffed = (whole[role].notna() & ~whole[role].isin(may_share)).groupby(whole[phone]).transform("any")
        return ~(shared & staffed).reindex(column_list.index, fill_value=False)


class ExpectStaffPhonesNotToBeShared(RowsExpectation):
    """Expect one `phone` not to stand with several persons and accounts, unless all their roles are in `may_share`."""

    phone: str
    person: str
    account: str
    role: str
    may_share: list[str]

    map_metric: ClassVar[str] = "multicolumn_values.phone_of_one_person"
    success_keys: ClassVar[tuple[str, ...]] = ("mostly", "phone", "person", "account", "role", "may_share")
