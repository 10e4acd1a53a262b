"""From a published file to the bodies that are sent: whole records, byte for byte, each body with the file's header."""

import hashlib
from collections.abc import Iterator, Sequence

from township_sync.errors import TerminalError


def records(published: bytes) -> tuple[bytes, list[bytes]]:
    """The header and the data records of a CSV file as raw bytes; a line feed inside quotes stays in its record."""
    found = list(_records(published))
    if not found:
        raise TerminalError("The published file is empty, without even a header; publish it again.")
    return found[0], found[1:]


def _records(published: bytes) -> Iterator[bytes]:
    lines: list[bytes] = []
    quotes = 0
    for line in published.splitlines(keepends=True):
        lines.append(line)
        quotes += line.count(b'"')
        # bytes.splitlines also splits at a bare CR, which ends no record.
        if quotes % 2 == 0 and line.endswith(b"\n"):
            yield b"".join(lines)
            lines, quotes = [], 0
    if lines:
        yield b"".join(lines)


def body(header: bytes, rows: Sequence[bytes], first_row: int, row_count: int) -> bytes:
    """The body that holds these rows (numbered from 1)."""
    return header + b"".join(rows[first_row - 1 : first_row - 1 + row_count])


def idempotency_key(kind: str, dataset: str, period: str, revision: int, body_sha256: str) -> str:
    """The key under which a body is sent, now and ever again: it depends on nothing but what is sent."""
    return hashlib.sha256("|".join((kind, dataset, period, str(revision), body_sha256)).encode()).hexdigest()
