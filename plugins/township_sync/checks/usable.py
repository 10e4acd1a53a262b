"""What later rules may use of a cell: a value that its own rules would refuse says nothing to the others.

This is worked out from the contract and the standards, never from the findings: deleting a rule from `expectations/`
therefore changes no other rule's result.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from township_sync.checks import identity_numbers
from township_sync.checks.frames import UNFIT
from township_sync.domain.contract import Column, Entity, code_set
from township_sync.domain.unit import units

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Limits:
    """What decides on the use of a value: the month's last day, the age nobody passes, patterns no name may match."""

    last_day: date
    oldest: int
    bad_names: tuple[str, ...]


def with_known_numbers(frame: pd.DataFrame, contract: Entity, limits: Limits) -> pd.DataFrame:
    """Add for every identity number `__good` (in every respect) and `__filled` (the cell is not empty), and for the
    township `__known` (a unit of ours)."""
    added: dict[str, pd.Series] = {}
    for column in contract.columns:
        if column.type == "id_no":
            added[column.field + "__good"] = _good(frame[column.field], limits)
            added[column.field + "__filled"] = frame[column.field].notna() | frame[column.field + UNFIT]
        if column.type == "unit":
            added[column.field + "__known"] = frame[column.field].isin(list(units()))
    return frame.assign(**added)


def usable(frame: pd.DataFrame, contract: Entity, limits: Limits) -> pd.DataFrame:
    """The frame with every unusable value taken out, and the facts of the identity number beside it.

    `<field>__text` keeps an identity number as written; `_birth_date`, `_age` (whole years on the last day of the
    month) and `_id_sex` (1 male, 2 female) come from a good `id_no`, `<field>__year` from a date.
    """
    changed: dict[str, pd.Series] = {}
    for column in contract.columns:
        if column.type == "date":
            changed[column.field + "__year"] = frame[column.field].dt.year
        if column.type == "id_no":
            changed[column.field + "__text"] = frame[column.field]
        usable_here = _usable(frame, column, limits)
        unusable = frame[column.field].notna() & ~usable_here if usable_here is not None else None
        if unusable is not None and unusable.any():
            changed[column.field] = frame[column.field].mask(unusable)
            changed[column.field + UNFIT] = frame[column.field + UNFIT] | unusable
    changed_frame = frame.assign(**changed)
    return changed_frame.assign(**_facts(changed_frame["id_no"], limits)) if "id_no" in frame else changed_frame


def _usable(frame: pd.DataFrame, column: Column, limits: Limits) -> pd.Series | None:
    values, known = frame[column.field], column.field + "__good"
    if column.type == "id_no":
        return frame[known] if known in frame else _good(values, limits)
    if column.type == "uscc":
        return identity_numbers.uscc_check_fits(values)
    if column.type == "unit":
        return values.isin(list(units()))
    if column.type == "person_name":
        return ~values.str.contains("|".join(f"(?:{pattern})" for pattern in limits.bad_names), na=False)
    codes = column.code_list
    return values.isin(list(code_set(codes).labels)) if codes else None


def _good(numbers: pd.Series, limits: Limits) -> pd.Series:
    import pandas as pd

    return identity_numbers.good(numbers, pd.Timestamp(limits.last_day), limits.oldest)


def _facts(numbers: pd.Series, limits: Limits) -> dict[str, pd.Series]:
    import pandas as pd

    births = identity_numbers.birth_dates(numbers)
    last = pd.Timestamp(limits.last_day)
    not_yet = (births.dt.month * 100 + births.dt.day) > last.month * 100 + last.day
    return {
        "_birth_date": births,
        "_age": (last.year - births.dt.year - not_yet).astype("float64"),
        "_id_sex": identity_numbers.sexes(numbers),
    }
