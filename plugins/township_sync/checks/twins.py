"""Rows whose numbers differ in a few characters only: the rule and its message ask the same function."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd


def twins(frame: pd.DataFrame, group_by: Sequence[str], number: str, max_different: int) -> dict[object, list[object]]:
    """For the rows that have any: the index labels of the rows of its group whose number differs in 1 to so many
    characters."""
    found: dict[object, list[object]] = {}
    known = frame[frame[number].notna()]
    several = known[known.duplicated(list(group_by), keep=False)]
    for _, group in several.groupby(list(group_by)):
        pairs = list(group[number].items())
        for label, text in pairs:
            if alike := [other for other, said in pairs if 0 < _different(text, said) <= max_different]:
                found[label] = alike
    return found


def _different(first: str, second: str) -> int:
    return sum(a != b for a, b in zip(first, second, strict=False))
