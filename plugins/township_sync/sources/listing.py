"""What a channel offers: files that can be fetched, and files that were passed over, with the reason.

Every channel module has `list_files(settings, unit_code, since, now) -> Listing` and `fetch(settings, file) -> bytes`.
`since` is a period (`2020-05`, inclusive) or an empty text for all; an empty unit code asks for what lies at no known
unit's place. `fetch` raises Passed for a file that cannot be
taken now; it never gives a mix of two versions.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from township_sync.domain.period import Month
from township_sync.errors import TransientError, UsageError

LARGEST_FILE_BYTES = 64 * 1024 * 1024
"""More is not even fetched; what a readable file may weigh is decided by `readers/limits.py`."""

_UNFINISHED = re.compile(r"^~\$|^\.|\.(part|tmp|crdownload|download)$|^(thumbs\.db|desktop\.ini)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class OfferedFile:
    """One file of a unit and month; `reference` is the channel's own way to find it, `sha256` None when not known.

    `name` is the path below the unit, below the month when the unit code is empty. Files of several units that came
    together count as arrived by `order`, those of equal order as they were listed.
    """

    unit_code: str
    period: str
    name: str
    size: int
    sha256: str | None
    reference: str
    order: bytes = b""

    @property
    def path(self) -> str:
        """The path below the month."""
        return f"{self.unit_code}/{self.name}" if self.unit_code else self.name


@dataclass(frozen=True, slots=True)
class PassedOver:
    """One file that is not taken, and why (`not_a_file`, `too_large`, `still_written`, `bad_place`, …)."""

    period: str
    name: str
    reason: str
    unit_code: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """What a unit has to offer, in the order in which it counts as arrived."""

    files: Sequence[OfferedFile] = ()
    passed_over: Sequence[PassedOver] = field(default_factory=tuple)


class Passed(TransientError):
    """A file that was listed cannot be taken now; `reason` is a word as in PassedOver."""

    def __init__(self, file: OfferedFile, reason: str) -> None:
        where = f"{file.unit_code} for {file.period}"
        super().__init__(f"A file of {where} was not taken ({reason}); the next poll tries it again.")
        self.reason = reason


def is_unfinished(name: str) -> bool:
    """Whether a name or path is that of a lock file, a hidden file, or a copy that is still running."""
    return _UNFINISHED.search(name.rpartition("/")[2]) is not None


def is_period(text: str) -> bool:
    """Whether a folder's name or a field is a month."""
    try:
        Month.parse(text)
    except UsageError:
        return False
    return True
