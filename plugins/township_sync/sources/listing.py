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

MOST_FILES = 100_000
"""In one folder; more of them is somebody's mistake, and is said."""

DEEPEST = 4
"""Folders below a unit's place; what lies deeper is passed over."""

_UNFINISHED = re.compile(
    r"^~\$|^\.|\.(part|partial|filepart|tmp|crdownload|download|opdownload|xltd|td)$|^(thumbs\.db|desktop\.ini)$",
    re.IGNORECASE)
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class OfferedFile:
    """One file of a unit and month; `reference` is the channel's own way to find it, `sha256` None when not known.

    `name` is the path below the unit, below the month when the unit code is empty. Files of several units that came
    together count as arrived by `order`, those of equal order as they were listed. `mark` is what the channel saw of
    the file (its size and times, say): a file that looks different when it is fetched is still being written.
    """

    unit_code: str
    period: str
    name: str
    size: int
    sha256: str | None
    reference: str
    order: bytes = b""
    mark: str = ""

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


def is_young(changed: float, now: float, quiet: float) -> bool:
    """Whether a file was changed less than `quiet` seconds ago (both times in seconds since 1970).

    A time in the future says that a clock is wrong, not that the file is young.
    """
    return 0 <= now - changed < quiet


def readable_name(raw: bytes) -> str:
    """A name as text in one line; names that are no UTF-8 were written by old machines in GBK.

    What is neither, and what cannot be shown (line ends, control characters), becomes U+FFFD: the bytes of the name
    are the channel's business, nobody opens a file by the name given here.
    """
    for encoding in ("utf-8", "gb18030"):
        try:
            return _UNPRINTABLE.sub("\ufffd", raw.decode(encoding))
        except UnicodeDecodeError:
            continue
    return _UNPRINTABLE.sub("\ufffd", raw.decode("utf-8", "replace"))


def is_period(text: str) -> bool:
    """Whether a folder's name or a field is a month."""
    try:
        Month.parse(text)
    except UsageError:
        return False
    return True
