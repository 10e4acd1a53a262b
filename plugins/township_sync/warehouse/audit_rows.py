"""Reading the record of acts: the chain in order, a choice of it, and all about one batch."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from township_sync.domain.audit_chain import BEGINNING, Act, Head, Kept
from township_sync.errors import UsageError
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.statements import statement

_AT_ONCE = 2_000


@dataclass(frozen=True, slots=True)
class SentBatch:
    """A batch with every act about it, and about its publication as a whole."""

    batch_id: int
    publication_id: int
    client_ref: str
    state: str
    row_count: int
    acts: tuple[Act, ...]


def chain(connection: Connection, after: int) -> Iterator[Kept]:
    """Every row after a number, in order; never more than some thousand in memory."""
    while rows := connection.execute(statement("audit/rows"), {"after": after, "count": _AT_ONCE}).fetchall():
        yield from map(_kept, rows)
        after = rows[-1]["number"]


def head_before(connection: Connection, first: int) -> Head:
    """The row before number `first`, which is taken on trust; UsageError when it is not there."""
    if first <= 1:
        return BEGINNING
    rows = connection.execute(statement("audit/rows"), {"after": first - 2, "count": 1}).fetchall()
    if not rows or rows[0]["number"] != first - 1:
        raise UsageError(f"The record has no row {first - 1}; verify it from 1.")
    return Head(first - 1, rows[0]["hash"])


def listed(connection: Connection, since: datetime | None, action: str | None) -> list[Act]:
    """The acts since a moment and of one kind, in order."""
    found = connection.execute(statement("audit/listed"), {"since": since, "action": action})
    return [_kept(row).act for row in found]


def sent_batch(connection: Connection, name: str) -> SentBatch:
    """A batch by its number or our name for it; UsageError when there is none."""
    found = connection.execute(statement("audit/find_batch"), {"batch": name}).fetchone()
    if found is None:
        raise UsageError(f"There is no batch '{name}'; name its number or its name, such as "
                         "month-recruiter-2020-05-r1-1.")
    about = {"batch_id": found["batch_id"], "publication_id": found["publication_id"]}
    acts = connection.execute(statement("audit/of_batch"), about)
    return SentBatch(**found, acts=tuple(_kept(row).act for row in acts))


def _kept(row: Mapping[str, Any]) -> Kept:
    said = dict(row)
    return Kept(hash=said.pop("hash"), act=Act(**said))
