"""The exchange's own memory: what is known of files, batches and receipts. Each call is one transaction."""

from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from township_sync.errors import TransientError, UsageError
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
    """One request body of a publication: rows `first_row` to `first_row + row_count - 1`."""

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
    attempts: int


@dataclass(frozen=True, slots=True)
class PlannedBatch:
    """A batch as it is going to be stored."""

    number: int
    first_row: int
    row_count: int
    idempotency_key: str
    client_ref: str
    body_sha256: str


@dataclass(frozen=True, slots=True)
class Balance:
    """How the rows of a batch stand: sent = accepted + rejected + without a receipt."""

    sent: int
    accepted: int
    rejected: int
    set_aside: int

    @property
    def missing(self) -> int:
        return self.sent - self.accepted - self.rejected


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


@contextmanager
def alone(connection: Connection, publication_id: int) -> Generator[None, None, None]:
    """Keep every other session from sending the same publication; TransientError when one is at it for long.

    A short wait is right: the session of a sender that was just killed lives on for a moment.
    """
    values = {"publication_id": publication_id}
    try:
        with connection.transaction():
            connection.execute(statement("exchange/wait_briefly"))
            connection.execute(statement("exchange/lock"), values)
    except TransientError:
        raise TransientError(f"Another process is sending publication {publication_id}; run again later.") from None
    try:
        yield
    finally:
        if not connection.closed:
            connection.execute(statement("exchange/unlock"), values)


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


def plan_batches(
    connection: Connection, publication_id: int, planned: Sequence[PlannedBatch], now: datetime
) -> list[Batch]:
    """Store all batches of a publication at once, before anything is sent, and give them back."""
    with connection.transaction():
        for one in planned:
            connection.execute(statement("exchange/add_batch"), {
                "publication_id": publication_id, "number": one.number, "first_row": one.first_row,
                "row_count": one.row_count, "idempotency_key": one.idempotency_key, "client_ref": one.client_ref,
                "body_sha256": one.body_sha256, "now": now,
            })
        audit.append(connection, "batches_planned", now, {"publication_id": publication_id}, batches=len(planned),
                     rows=sum(one.row_count for one in planned), bodies=_together(planned))
    return batches(connection, publication_id)


def _together(planned: Sequence[PlannedBatch]) -> str:
    """One SHA-256 over those of all bodies, one a line in their order."""
    return sha256("".join(f"{one.body_sha256}\n" for one in planned).encode()).hexdigest()


def begin_attempt(connection: Connection, batch_id: int, now: datetime) -> int:
    """Record that a batch is about to be sent."""
    with connection.transaction():
        row = connection.execute(statement("exchange/add_attempt"), {"batch_id": batch_id, "now": now}).fetchone()
        assert row is not None
        audit.append(connection, "attempt_begun", now, {"batch_id": batch_id}, attempt=row["attempt_id"])
    return int(row["attempt_id"])


def end_attempt(connection: Connection, batch_id: int, attempt_id: int, outcome: str, now: datetime) -> None:
    """Record how it went: acknowledged, found, refused, not_sent or unknown."""
    with connection.transaction():
        connection.execute(statement("exchange/end_attempt"), {"attempt_id": attempt_id, "outcome": outcome})
        audit.append(connection, "attempt_ended", now, {"batch_id": batch_id}, attempt=attempt_id, outcome=outcome)


def mark_sent(connection: Connection, batch_id: int, remote_id: str, now: datetime) -> None:
    """The platform has acknowledged the batch under its own name."""
    values = {"batch_id": batch_id, "remote_id": remote_id, "now": now}
    with connection.transaction():
        if connection.execute(statement("exchange/mark_sent"), values).rowcount:
            audit.append(connection, "batch_sent", now, {"batch_id": batch_id}, remote_id=remote_id)


def mark_refused(connection: Connection, batch: Batch, note: str, now: datetime) -> None:
    """The platform refuses the batch for good, and with it the publication, unless other batches of it were taken.

    Batches of it that were not tried yet are given up, too; the rows of all these go out with another publication.
    """
    values = {"publication_id": batch.publication_id, "batch_id": batch.batch_id, "note": note,
              "not_sent": f"Not sent: {batch.client_ref} before it was refused."}
    with connection.transaction():
        connection.execute(statement("exchange/mark_refused"), values)
        # Rows of a refused publication count as never heard and are published again: wrong for rows already taken.
        taken = any(one.remote_id for one in batches(connection, batch.publication_id))
        mark_publication(connection, batch.publication_id, "sent" if taken else "refused")
        audit.append(connection, "batch_refused", now, {"batch_id": batch.batch_id}, note=note)


def withdraw(connection: Connection, publication_ids: Sequence[int], now: datetime, by: str | None = None,
             because: str | None = None) -> int:
    """Give up publications of which nothing was sent: their rows are made anew next time; how many there were.

    What may have reached the platform stays as it is. TransientError while another process sends one of them.
    """
    withdrawn = 0
    for number in publication_ids:
        subject = {"publication_id": number}
        with alone(connection, number), connection.transaction():
            if connection.execute(statement("exchange/withdraw"), subject).rowcount:
                audit.append(connection, "publication_withdrawn", now, subject, by, because=because)
                withdrawn += 1
    return withdrawn


_EARLIER_STATES = {"sent": ["ready"], "settled": ["ready", "sent"], "refused": ["ready", "sent"]}


def mark_publication(connection: Connection, publication_id: int, state: str) -> None:
    """Move a publication forward to `sent`, `settled` or `refused`; it never goes back.

    What is sent is settled at once when its answers came before.
    """
    values = {"publication_id": publication_id, "state": state, "from_states": _EARLIER_STATES[state]}
    with connection.transaction():
        connection.execute(statement("exchange/mark_publication"), values)
        connection.execute(statement("exchange/settle_publication"), {"publication_id": publication_id})
