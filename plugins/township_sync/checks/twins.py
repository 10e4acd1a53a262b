"""Rows whose numbers differ in a few characters only: the rule and its message ask the same function."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd


def twins(frame: pd.DataFrame, group_by: Sequence[str], number: str, max_different: int) -> pd.Series:
    """For each row the index labels of the rows of its group whose number differs in 1 to so many characters."""
    import pandas as pd

    found: dict[object, list[object]] = {label: [] for label in frame.index}
    known = frame[frame[number].notna()]
    crowded = known[known.groupby(list(group_by))[number].transform("nunique").gt(1)]
    for _, group in crowded.groupby(list(group_by)):
        pairs = list(group[number].items())
        for label, text in pairs:
            found[label] = [other for other, said in pairs if 0 < _different(text, said) <= max_different]
    return pd.Series(list(found.values()), index=frame.index, dtype="object")


def _different(first: str, second: str) -> int:
    return sum(a != b for a, b in zip(first, second, strict=False))
