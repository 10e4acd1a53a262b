"""Full or correction: what a file says of itself, in its hidden sheet `_meta` or in its name."""

from township_sync.domain.submission_mode import mode_in_name
from township_sync.domain.table import Mode, ModeSource
from township_sync.readers import Opened

_META, _KEY = "_meta", "mode"


def mode_of(opened: Opened) -> tuple[Mode, ModeSource]:
    """The mode of one file, and what said so.

    A mark for a correction counts wherever it stands, since a correction deletes nothing; else a file is full. Only its
    name says `full` on purpose: our template writes it into `_meta` of every month.
    """
    in_meta, in_name = _in_meta(opened), mode_in_name(opened.name, opened.bundle)
    if in_meta == "correction":
        return "correction", "meta"
    if in_name:
        return in_name, "name"
    return "full", "meta" if in_meta else ""


def _in_meta(opened: Opened) -> str | None:
    """The value beside `mode` in the first two columns of `_meta`."""
    cells = (row for grid in opened.grids if grid.name.strip() == _META for row in grid.rows if len(row) > 1)
    said = (str(row[1].value).strip().lower() for row in cells if str(row[0].value).strip() == _KEY)
    return next((word for word in said if word in ("full", "correction")), None)
