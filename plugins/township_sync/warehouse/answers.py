"""Answers that came in files: which were taken in, and of what batches and rows they speak."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from township_sync.warehouse import audit
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.statements import statement


@dataclass(frozen=True, slots=True)
class AnsweredBatch:
    """A batch that an answer names; `was_sent` and `is_open` say whether an answer fits it."""

    batch_id: int
    publication_id: int
    client_ref: str
    was_sent: bool
    is_open: bool


@dataclass(frozen=True, slots=True)
class SentRow:
    """A row of a batch as it was sent, and how it stands; `row_version` is its hash."""

    row_no: int
    row_key: str
    action: str
    row_version: str
    status: str


def begin(connection: Connection, sha256: str, row_count: int, now: datetime) -> tuple[int, bool]:
    """The number of a file in the order of arrival, and whether it is new; inside the caller's transaction."""
    row = connection.execute(statement("package/add_answer"),
                             {"sha256": sha256, "row_count": row_count, "now": now}).fetchone()
    if row:
        return int(row["number"]), True
    row = connection.execute(statement("package/find_answer"), {"sha256": sha256}).fetchone()
    assert row is not None
    return int(row["number"]), False


def end(connection: Connection, sha256: str, is_new: bool, set_aside: int, batch_count: int, now: datetime) -> None:
    """Note what became of a file; a file that was known leaves the record as it is."""
    if is_new:
        row = connection.execute(statement("package/end_answer"), {"sha256": sha256, "set_aside": set_aside}).fetchone()
        assert row is not None
        audit.append(connection, "answer_imported", now, {"sha256": sha256}, rows=row["row_count"], set_aside=set_aside,
                     batches=batch_count)


def batches(connection: Connection, names: Sequence[str]) -> dict[str, AnsweredBatch]:
    """The batches of these names (ours, or those that they bear in a package), by the name as it was written."""
    found = connection.execute(statement("package/answered_batches"), {"names": list(names)})
    return {row.pop("name"): AnsweredBatch(**row) for row in found}


def rows(connection: Connection, batch_ids: Sequence[int]) -> dict[int, dict[str | int, SentRow]]:
    """The rows of batches, each by its number within the batch and by its key."""
    found: dict[int, dict[str | int, SentRow]] = defaultdict(dict)
    for said in connection.execute(statement("package/answered_rows"), {"batch_ids": list(batch_ids)}):
        batch_id = said.pop("batch_id")
        row = SentRow(**said)
        found[batch_id][row.row_no] = found[batch_id][row.row_key] = row
    return found


def whole(connection: Connection, batch_ids: Sequence[int]) -> set[int]:
    """Those of the batches of which every row has an answer."""
    found = connection.execute(statement("package/whole_batches"), {"batch_ids": list(batch_ids)})
    return {row["batch_id"] for row in found}
