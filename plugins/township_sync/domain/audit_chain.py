"""The record of acts as a chain: each row holds the hash of the one before, so that none can be changed unseen.

A hash chain as in the linked time-stamping of Haber and Stornetta (1991): hash = SHA-256 over everything that the row
says and the hash of the row before it.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple


class Head(NamedTuple):
    """Where a chain stands: the number and hash of its last row."""

    number: int
    hash: str


BEGINNING = Head(0, "0" * 64)


@dataclass(frozen=True, slots=True)
class Act:
    """One row: who did what to what, when. `subject` and `details` hold texts, whole numbers and lists of these."""

    number: int
    moment: datetime
    actor: str
    action: str
    subject: Mapping[str, Any]
    details: Mapping[str, Any]
    previous_hash: str

    @property
    def told(self) -> str:
        """Everything that the row says, as the one text that is hashed: JSON, names sorted, no blanks, UTC."""
        said = {"number": self.number, "moment": self.moment.astimezone(UTC).isoformat(timespec="microseconds"),
                "actor": self.actor, "action": self.action, "subject": dict(self.subject),
                "details": dict(self.details), "previous_hash": self.previous_hash}
        return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    @property
    def digest(self) -> str:
        """SHA-256 (hex) over what the row says."""
        return hashlib.sha256(self.told.encode("utf-8")).hexdigest()


@dataclass(frozen=True, slots=True)
class Kept:
    """A row as the database gives it: what it says, and the hash that was kept with it."""

    act: Act
    hash: str


@dataclass(frozen=True, slots=True)
class Break:
    """The first place where a chain does not hold: the number of the row, and what is wrong there."""

    number: int
    what: str


def walk(rows: Iterable[Kept], before: Head, outside: Mapping[int, str]) -> tuple[Head, Break | None]:
    """Follow the chain after `before`: the last row that holds, and the first break or None.

    `outside` are heads that were kept elsewhere, hash by number: they tell when the end was cut off, or all of it was
    written anew with hashes that fit.
    """
    head = before
    for row in rows:
        what = _wrong(row, head, outside)
        if what:
            return head, Break(head.number + 1, what)
        head = Head(row.act.number, row.hash)
    lost = max(outside, default=0)
    if lost > head.number:
        return head, Break(head.number + 1, f"the rows from here to at least {lost} were cut off")
    return head, None


def _wrong(row: Kept, head: Head, outside: Mapping[int, str]) -> str | None:
    number = row.act.number
    if number != head.number + 1:
        return f"it is missing, {number} follows {head.number}"
    if row.act.digest != row.hash:
        return "it was changed, its hash is not that of what it says"
    if row.act.previous_hash != head.hash:
        return f"it does not follow row {head.number}, one of the two was replaced"
    if outside.get(number, row.hash) != row.hash:
        return "its hash is not the one that was noted outside of the database; it or a row before was written anew"
    return None
