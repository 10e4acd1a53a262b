"""Whether a file is everything of its month (全量) or only the corrected rows (补正), by the name it has."""

from functools import cache
from pathlib import PurePosixPath

from township_sync import project
from township_sync.domain.table import Mode


def mode_in_name(name: str, bundle: str | None = None) -> Mode | None:
    """What the name of a file says, or that of the bundle around it; None when neither says anything.

    The unit's folder says nothing. Of both marks the one that deletes nothing counts.
    """
    own = PurePosixPath(name).name if bundle is None else name.removeprefix(bundle)
    said = own + (PurePosixPath(bundle).name if bundle else "")
    return next((mode for mode, marks in _marks().items() if any(mark in said for mark in marks)), None)


@cache
def _marks() -> dict[Mode, tuple[str, ...]]:
    """Marks by mode, the careful one first."""
    written = project.mapping("contracts/letters/submission_modes.zh.yaml")
    return {"correction": tuple(written["correction"]), "full": tuple(written["full"])}
