"""Runs of numbers that rise by one: the rule and its message ask the same functions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd


def run_keys(frame: pd.DataFrame, sheet: Sequence[str], number: str) -> pd.Series:
    """The number of the run each row belongs to; rows are taken in the frame's order, sheet by sheet."""
    digits = frame.loc[frame[number].str.match(r"^[0-9]{18}$", na=False), number]
    # Never by way of floats: 18 digits are more than they hold.
    value = digits.astype("int64").astype("Int64").reindex(frame.index)
    before = value.groupby([frame[part] for part in sheet]).shift(1)
    return (~(value - before).eq(1).fillna(False).astype("bool")).cumsum()


def run_lengths(frame: pd.DataFrame, sheet: Sequence[str], number: str) -> pd.Series:
    """How many rows the run of each row has (1: it stands alone)."""
    keys = run_keys(frame, sheet, number)
    return keys.groupby(keys).transform("size")
