"""Runs of numbers that rise by one: the rule and its message ask the same functions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd


def run_keys(frame: pd.DataFrame, sheet: Sequence[str], number: str) -> pd.Series:
    """The number of the run each row belongs to; rows are taken in the frame's order, sheet by sheet."""
    import pandas as pd

    whole = frame[number].where(frame[number].str.match(r"^[0-9]{18}$", na=False))
    value = pd.to_numeric(whole, errors="coerce").astype("Int64") if whole.notna().any() else whole
    before = value.groupby([frame[part] for part in sheet]).shift(1)
    follows = (value - before).eq(1).fillna(False) if whole.notna().any() else whole.notna()
    return (~follows.astype(bool)).cumsum()


def run_lengths(frame: pd.DataFrame, sheet: Sequence[str], number: str) -> pd.Series:
    """How many rows the run of each row has (1: it stands alone)."""
    keys = run_keys(frame, sheet, number)
    return keys.groupby(keys).transform("size")
