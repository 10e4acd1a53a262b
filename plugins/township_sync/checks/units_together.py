"""Rules that set rows of different units against each other, in a month that is judged in parts.

Of every part only what such rules name is kept. A row whose group (such as its person) stands nowhere else is as
expected; only the others are looked at together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from township_sync.checks.findings import ALWAYS_SHOWN
from township_sync.checks.rule_check import RuleCheck

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

_FEW_WORDS = ("_unit", "_file", "_sheet", "_origin")
Kept = Mapping[str, "pd.DataFrame"]
"""entity → the columns that its rules over several units name"""


def kept(frames: Mapping[str, pd.DataFrame], checks: Mapping[str, Sequence[RuleCheck]]) -> dict[str, pd.DataFrame]:
    """What these checks need of a part's frames, as small as it can be."""
    return {name: _small(frame, checks[name]) for name, frame in frames.items() if checks.get(name)}


def _small(frame: pd.DataFrame, checks: Sequence[RuleCheck]) -> pd.DataFrame:
    words = {*ALWAYS_SHOWN, "_standing", "_compared"}.union(*(check.words for check in checks))
    named = frame[[name for name in frame.columns if name in words]].copy()
    return named.astype(dict.fromkeys(_FEW_WORDS, "category"))


def not_alone(
    parts: Sequence[Kept], checks: Mapping[str, Sequence[RuleCheck]]
) -> tuple[list[Kept], dict[str, pd.DataFrame]]:
    """The rows of each part that are alone in the groups of all checks, and all other rows together."""
    import pandas as pd

    alone: list[dict[str, pd.DataFrame]] = [{} for _ in parts]
    together: dict[str, pd.DataFrame] = {}
    for entity, asked in checks.items():
        frames = [(number, part[entity]) for number, part in enumerate(parts) if entity in part]
        if not frames:
            continue
        marks = _several([frame for _, frame in frames], asked)
        for (number, frame), several in zip(frames, marks, strict=True):
            alone[number][entity] = frame[~several]
        crowds = (frame[several] for (_, frame), several in zip(frames, marks, strict=True))
        together[entity] = pd.concat([crowd.astype(dict.fromkeys(_FEW_WORDS, "str")) for crowd in crowds])
    return list(alone), together


def _several(frames: Sequence[pd.DataFrame], checks: Sequence[RuleCheck]) -> list[np.ndarray]:
    """For each row of each frame whether another row has the same group by any of the checks.

    One row of this month counts among them, so that a rule is asked even when everybody is alone.
    """
    import numpy as np

    marks = [_first_of_month(frame) for frame in frames]
    for groups in {group for check in checks for group in check.groups}:
        hashes = [_hashes(frame, groups) for frame in frames]
        everything = np.sort(np.concatenate(hashes))
        repeated = np.unique(everything[1:][everything[1:] == everything[:-1]])
        marks = [mark | np.isin(own, repeated) for mark, own in zip(marks, hashes, strict=True)]
    return marks


def _first_of_month(frame: pd.DataFrame) -> np.ndarray:
    of_month = frame["_origin"].eq("this").to_numpy()
    first: np.ndarray = of_month & (of_month.cumsum() == 1)
    return first


def _hashes(frame: pd.DataFrame, columns: Sequence[str]) -> np.ndarray:
    """A number for each row's values in some columns; equal values give equal numbers."""
    import pandas as pd

    plain = frame[list(columns)].astype({name: "str" for name in columns if name in _FEW_WORDS})
    return pd.util.hash_pandas_object(plain, index=False).to_numpy()
