"""The exchange's own memory: what is known of files, batches and receipts. Each call is one transaction."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from township_sync.errors import UsageError
from township_sync.warehouse import audit
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.statements import statement


@dataclass(frozen=True, slots=True)
class Publication:
    """One file made for the platform; `path` lies below the published folder."""

    publication_id: int
    kind: str
    dataset: str
    period: str
    revision: int
    path: str
    sha256: str
    row_count: int
    state: str


@dataclass(frozen=True, slots=True)
class Batch:
    """One request body of a publication: rows `first_row` to `first_row + row_count - 1`.

    `is_begun`: something of it may have reached the platform.
    """

    batch_id: int
    publication_id: int
    number: int
    first_row: int
    row_count: int
    idempotency_key: str
    client_ref: str
    body_sha256: str
    state: str
    remote_id: str | None
    sent_at: datetime | None
    is_begun: bool


@dataclass(frozen=True, slots=True)
class PlannedBatch:
    """A batch as it is going to be stored."""

    number: int
    first_row: int
    row_count: int
    idempotency_key: str
    client_ref: str
    body_sha256: str
    byte_count: int


def known_files(connection: Connection, unit_code: str | None) -> set[tuple[str, str, str]]:
    """(period, name as recorded, SHA-256) of everything that came from a unit, or from unknown senders (None)."""
    found = connection.execute(statement("exchange/known_files"), {"unit_code": unit_code})
    return {(row["period"], row["name"], row["sha256"]) for row in found}


def publication(connection: Connection, publication_id: int) -> Publication:
    """One publication; UsageError when there is none."""
    row = connection.execute(statement("exchange/publication"), {"publication_id": publication_id}).fetchone()
    if row is None:
        raise UsageError(f"There is no publication {publication_id}; publish the month first.")
    return Publication(**row)


def batches(connection: Connection, publication_id: int) -> list[Batch]:
    """The batches of a publication in order; empty before they were planned."""
    found = connection.execute(statement("exchange/batches"), {"publication_id": publication_id})
    return [Batch(**row) for row in found]


def open_batches(connection: Connection) -> list[Batch]:
    """Batches of all publications that still lack receipts or do not add up, oldest first."""
    return [Batch(**row) for row in connection.execute(statement("exchange/open_batches"))]


def batch_notes(connection: Connection, batch_ids: Sequence[int]) -> list[tuple[int, str, str | None]]:
    """(number, our name for it, what is wrong with it) of these batches, in order."""
    found = connection.execute(statement("exchange/batch_notes"), {"batch_ids": list(batch_ids)})
    return [(row["batch_id"], row["client_ref"], row["note"]) for row in found]


def plan_batches(connection: Connection, publication_id: int, planned: Iterable[PlannedBatch], now: datetime) -> None:
    """Store all batches of a publication, in the transaction of the caller that decides what is sent."""
    with connection.cursor() as cursor:
        cursor.executemany(statement("exchange/add_batch"), [
            {**asdict(one), "publication_id": publication_id, "now": now} for one in planned])


def withdraw(connection: Connection, publication_ids: Sequence[int], now: datetime, by: str | None = None,
             because: str | None = None) -> int:
    """Give up publications of which nothing was sent: their rows are made anew next time; how many there were.

    One that a person approved may be given up as well; what may have reached the platform stays as it is.
    """
    withdrawn = 0
    for number in publication_ids:
        subject = {"publication_id": number}
        with connection.transaction():
            # A sender that begins its first attempt at this moment waits, and finds the publication given up.
            connection.execute(statement("exchange/lock_publication"), subject)
            if connection.execute(statement("exchange/withdraw"), subject).rowcount:
                connection.execute(statement("exchange/withdraw_batches"), subject)
                audit.append(connection, "publication_withdrawn", now, subject, by, because=because)
                withdrawn += 1
    return withdrawn
