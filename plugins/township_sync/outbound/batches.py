"""From a published file to the bodies that are sent: whole records, byte for byte, each body with the file's header.

A body is read when it is its turn, so that of a large file one body is in memory at a time.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from township_sync.errors import TerminalError

LEADING = ("row_key", "action", "row_version", "corrects")
"""The first columns of a body (docs/provincial_platform.openapi.yaml); no value of theirs holds a comma or a quote."""

_MOST_CORRECTED = 999
"""A manifest may name a thousand corrected batches; a row that corrects none counts as one here."""


@dataclass(frozen=True, slots=True)
class Body:
    """One body: its rows are `first_row` to `first_row + row_count - 1` of the file; `corrects` are the names of the
    batches of which it replaces rows, sorted."""

    first_row: int
    row_count: int
    content: bytes
    corrects: tuple[str, ...]

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def bodies(published: BinaryIO, sizes: Iterable[int]) -> Iterator[Body]:
    """Cut a file into bodies of at most so many rows each, and of at most a thousand corrected batches.

    The rows that are left when the sizes are used up make one more body. TerminalError for a file that is empty or of
    another form.
    """
    records = _records(published)
    header = next(records, b"")
    if not header.startswith(",".join((*LEADING, "")).encode()):
        raise TerminalError("The published file does not begin with " + ", ".join(LEADING) + ": it was made for an "
                            "older contract of the platform, or is empty; return the publication and publish again.")
    first, limits = 1, iter(sizes)
    most, rows, corrects = next(limits, 0), list[bytes](), set[str]()
    for record in records:
        corrected = _corrected(record)
        is_full = len(corrects) > _MOST_CORRECTED and corrected not in corrects
        if rows and (len(rows) == most or is_full):
            yield _body(header, first, rows, corrects)
            first += len(rows)
            most, rows, corrects = next(limits, 0), [], set()
        rows.append(record)
        corrects.add(corrected)
    if rows:
        yield _body(header, first, rows, corrects)


def _body(header: bytes, first_row: int, rows: list[bytes], corrects: set[str]) -> Body:
    return Body(first_row, len(rows), b"".join((header, *rows)), tuple(sorted(corrects - {""})))


def _corrected(record: bytes) -> str:
    """The name of the batch of which a row replaces a row; empty when it replaces none."""
    return record.split(b",", len(LEADING))[len(LEADING) - 1].decode().partition("#")[0]


def _records(published: BinaryIO) -> Iterator[bytes]:
    """The records of a CSV file as raw bytes; a line feed inside quotes stays in its record."""
    lines: list[bytes] = []
    quotes = 0
    for line in published:
        lines.append(line)
        quotes += line.count(b'"')
        if quotes % 2 == 0 and line.endswith(b"\n"):
            yield b"".join(lines)
            lines, quotes = [], 0
    if lines:
        yield b"".join(lines)


def client_ref(kind: str, dataset: str, period: str, revision: int, number: int) -> str:
    """Our name for a batch, known to the platform."""
    return f"{kind}-{dataset}-{period}-r{revision}-{number}"


def idempotency_key(kind: str, dataset: str, period: str, revision: int, body_sha256: str) -> str:
    """The key under which a body is sent, now and ever again: it depends on nothing but what is sent."""
    return hashlib.sha256("|".join((kind, dataset, period, str(revision), body_sha256)).encode()).hexdigest()
