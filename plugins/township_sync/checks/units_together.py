"""Rules that set rows of different units against each other, in a month that is judged in parts.

Of every part only what such rules name is kept, packed. A row whose group (such as its person) stands nowhere else is
as expected; only the others are looked at together.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from township_sync.checks.findings import ALWAYS_SHOWN
from township_sync.checks.rule_check import RuleCheck

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

_FEW_WORDS = ("_unit", "_file", "_sheet", "_origin")
Checks = Mapping[str, Sequence[RuleCheck]]


@dataclass(frozen=True, slots=True)
class Kept:
    """Of one entity in one part: the columns that its rules over several units name, and by the columns of each group a
    number for each row's group; equal groups have equal numbers."""

    packed: bytes
    groups: Mapping[tuple[str, ...], np.ndarray]

    @classmethod
    def of(cls, frame: pd.DataFrame, checks: Sequence[RuleCheck]) -> Kept:
        words = {*ALWAYS_SHOWN, "_standing", "_compared"}.union(*(check.words for check in checks))
        named = frame[[name for name in frame.columns if name in words]]
        return cls(_packed(named), {group: _numbers(named, group) for check in checks for group in check.groups})

    def frame(self) -> pd.DataFrame:
        """The columns."""
        from io import BytesIO

        from pyarrow import feather

        found: pd.DataFrame = feather.read_table(BytesIO(self.packed)).to_pandas()
        return found.set_index("_row_id", drop=False).rename_axis(None)


Part = Mapping[str, Kept]
"""entity → what is kept of it"""


def kept(frames: Mapping[str, pd.DataFrame], checks: Checks) -> dict[str, Kept]:
    """What these checks need of a part's frames, as small as it can be."""
    return {name: Kept.of(frame, checks[name]) for name, frame in frames.items() if checks.get(name)}


def _packed(frame: pd.DataFrame) -> bytes:
    from io import BytesIO

    import pyarrow
    from pyarrow import feather

    written = BytesIO()
    feather.write_feather(pyarrow.Table.from_pandas(frame, preserve_index=False), written, compression="lz4")
    return written.getvalue()


def _numbers(frame: pd.DataFrame, group: Sequence[str]) -> np.ndarray:
    import pandas as pd

    return pd.util.hash_pandas_object(frame[list(group)], index=False).to_numpy()


def together(parts: Sequence[Part], checks: Checks) -> dict[str, pd.DataFrame]:
    """The rows of all parts that are not alone in the groups of all checks.

    One row of this month of every part counts among them, so that a rule is asked even when everybody is alone.
    """
    import pandas as pd

    crowds: dict[str, list[pd.DataFrame]] = {}
    for entity, frame, is_alone in _each(parts, checks):
        crowds.setdefault(entity, []).append(frame[~is_alone])
    return {entity: pd.concat(some) for entity, some in crowds.items()}


def alone(parts: Sequence[Part], checks: Checks) -> Iterator[dict[str, pd.DataFrame]]:
    """The other rows, some at a time."""
    return ({entity: frame[is_alone]} for entity, frame, is_alone in _each(parts, checks))


def _each(parts: Sequence[Part], checks: Checks) -> Iterator[tuple[str, pd.DataFrame, np.ndarray]]:
    """Of each entity and part the rows, and which of them are alone."""
    import numpy as np

    for entity in checks:
        several = [part[entity] for part in parts if entity in part]
        groups = several[0].groups if several else ()
        repeated = {group: _repeated([one.groups[group] for one in several]) for group in groups}
        for one in several:
            frame = one.frame()
            crowded = _first_of_month(frame)
            for group, numbers in one.groups.items():
                crowded |= np.isin(numbers, repeated[group])
            yield entity, frame, ~crowded


def _repeated(numbers: Sequence[np.ndarray]) -> np.ndarray:
    """The numbers that stand somewhere twice."""
    import numpy as np

    everything = np.sort(np.concatenate(numbers))
    return np.unique(everything[1:][everything[1:] == everything[:-1]])


def _first_of_month(frame: pd.DataFrame) -> np.ndarray:
    of_month = frame["_origin"].eq("this").to_numpy(dtype=bool)
    first: np.ndarray = of_month & (of_month.cumsum() == 1)
    return first
