"""Figures that set a township's month against the month before: rules and messages ask the same functions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd


def counts(
    frame: pd.DataFrame, group_by: Sequence[str], origin: str, change: str, joined: str, left: str
) -> pd.DataFrame:
    """Per row the figures of its group: `now` (rows without newcomers), `before` (all rows of last month),
    `share` (how far `now` is from last month's rows without leavers, as a part of `before`)."""
    import pandas as pd

    groups = [frame[part] for part in group_by]
    this, last = frame[origin].eq("this"), frame[origin].eq("last_month")
    now = (this & frame[change].ne(joined)).groupby(groups).transform("sum")
    before = last.groupby(groups).transform("sum")
    stayed = (last & frame[change].ne(left)).groupby(groups).transform("sum")
    return pd.DataFrame({"now": now, "before": before, "share": (now - stayed).abs() / before.where(before > 0)})


def share_seen_before(frame: pd.DataFrame, group_by: Sequence[str], origin: str) -> pd.Series:
    """Per row of this month the share of its group's rows that last month had too; 0 for all other rows."""
    import pandas as pd

    content = frame.groupby([name for name in frame.columns if name != origin], dropna=False).ngroup()
    this, last = frame[origin].eq("this"), frame[origin].eq("last_month")
    seen = content.isin(set(content[last])) & this
    groups = [frame[part] for part in group_by]
    share = seen.groupby(groups).transform("sum") / this.groupby(groups).transform("sum")
    return share.where(this, 0.0) if len(frame) else pd.Series(0.0, index=frame.index)
