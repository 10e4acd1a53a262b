"""Which demanded cells of each row are empty: the rule and its message ask the same function."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from township_sync.checks.frames import UNFIT

if TYPE_CHECKING:
    import pandas as pd


def gaps(
    frame: pd.DataFrame,
    demanded: Sequence[str],
    demanded_if: Mapping[str, Mapping[str, Sequence[str]]],
    unfit_is_empty: bool,
    forms: Mapping[str, str],
) -> pd.DataFrame:
    """True per row and demanded column where the value is missing; a refused or emptied cell only when asked for.

    A value that does not fit the pattern of its column in `forms` counts as missing.
    """
    import pandas as pd

    found: dict[str, pd.Series] = {}
    for field in demanded:
        found[field] = _missing(frame, field, unfit_is_empty)
    for field, condition in demanded_if.items():
        holds = pd.Series(True, index=frame.index)
        for other, codes in condition.items():
            holds &= frame[other].isin(list(codes))
        found[field] = _missing(frame, field, unfit_is_empty) & holds
    for field, form in forms.items():
        found[field] |= frame[field].notna() & ~frame[field].str.match(form, na=False)
    return pd.DataFrame(found, index=frame.index)


def _missing(frame: pd.DataFrame, field: str, unfit_is_empty: bool) -> pd.Series:
    missing = frame[field].isna()
    return missing if unfit_is_empty else missing & ~frame[field + UNFIT]
