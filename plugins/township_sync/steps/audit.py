"""The record of acts, verified: the chain in the database against itself, and against heads kept outside of it.

A chain alone does not show that its end was cut off, or that all of it was written anew; a head that lies elsewhere
does. `published/audit_heads.txt` gets a line after every publishing, push and delivery.
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from township_sync.domain.audit_chain import Head, walk
from township_sync.errors import TerminalError, UsageError
from township_sync.settings import Settings
from township_sync.warehouse import audit
from township_sync.warehouse.audit_rows import chain, head_before
from township_sync.warehouse.connect import Connection

_LINE = re.compile(r"([1-9]\d{0,17}) ([0-9a-f]{64})")


@dataclass(frozen=True, slots=True)
class Verified:
    """A chain that holds: its last row, how many rows were looked at, and how many heads from outside agree."""

    head: Head
    rows: int
    heads: int


def keep_head(connection: Connection, settings: Settings) -> None:
    """Note where the chain stands outside of the database, after a commit; nothing when it stands where it stood."""
    head = audit.head(connection)
    path = _path(settings)
    line = f"{head.number} {head.hash}"
    written = path.read_text(encoding="ascii") if path.is_file() else ""
    if head.number and written.splitlines()[-1:] != [line]:
        separator = "" if not written or written.endswith("\n") else "\n"
        with path.open("a", encoding="ascii") as heads:
            heads.write(f"{separator}{line}\n")
            heads.flush()
            os.fsync(heads.fileno())


def verify(connection: Connection, settings: Settings, first: int = 1, known: Head | None = None) -> Verified:
    """Follow the chain from row `first`; `known` is a head that somebody kept elsewhere.

    Raises TerminalError that names the first row that does not hold, with the remedy.
    """
    before = head_before(connection, first)
    outside = {number: digest for number, digest in _kept(settings).items() if number >= first}
    if known and outside.setdefault(known.number, known.hash) != known.hash:
        raise TerminalError(f"The head {known.number} of {_path(settings).name} is not the one given; one of the two "
                            "was changed: ask who keeps them.")
    head, broken = walk(chain(connection, before.number), before, outside)
    if broken:
        raise TerminalError(f"The record of acts does not hold at row {broken.number}: {broken.what}. Keep the "
                            "database as it is, compare it with the last backup that `audit verify` passes, and find "
                            "out who had its superuser account since.")
    return Verified(head, head.number - before.number, len(outside))


def parse_head(text: str) -> Head:
    """`NUMBER HASH` or `NUMBER:HASH` as `audit verify` prints it; UsageError otherwise."""
    found = _LINE.fullmatch(text.strip().replace(":", " "))
    if not found:
        raise UsageError(f"'{text}' is no head; write NUMBER:HASH as `audit verify` prints it.")
    return Head(int(found[1]), found[2])


def _kept(settings: Settings) -> Mapping[int, str]:
    path = _path(settings)
    if not path.is_file():
        return {}
    heads: dict[int, str] = {}
    for place, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
        found = _LINE.fullmatch(line)
        if not found or heads.setdefault(int(found[1]), found[2]) != found[2]:
            raise TerminalError(f"Line {place} of {path.name} is no head, or contradicts an earlier one; restore the "
                                "file from the backup.")
    return heads


def _path(settings: Settings) -> Path:
    return settings.folder("published") / "audit_heads.txt"
