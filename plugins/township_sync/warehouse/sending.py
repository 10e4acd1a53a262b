"""What a sender writes while it sends: each call is one transaction, and none happens once another has its lease."""

from collections.abc import Generator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime

from township_sync.errors import TransientError
from township_sync.warehouse import audit, exchange
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.exchange import Batch
from township_sync.warehouse.lease import Lease, held, hold
from township_sync.warehouse.statements import statement

_EARLIER_STATES = {"sent": ["approved"], "settled": ["approved", "sent"], "refused": ["approved", "sent"]}


def alone(connection: Connection, publication_id: int, seconds: float) -> AbstractContextManager[Lease]:
    """The lease of a publication for the time of a block; LeaseHeld while another process sends it."""
    return held(connection, f"publication {publication_id}", seconds)


@contextmanager
def _fenced(connection: Connection, lease: Lease) -> Generator[None, None, None]:
    with connection.transaction():
        hold(connection, lease)
        yield


def begin_attempt(connection: Connection, lease: Lease, batch: Batch, now: datetime) -> int:
    """Record that a batch is about to be sent, and give the number of the attempt.

    TransientError when it may not be sent any more, since it was given up at this moment; the next run says why.
    """
    with _fenced(connection, lease):
        connection.execute(statement("exchange/lock_publication"), {"publication_id": batch.publication_id})
        row = connection.execute(statement("exchange/add_attempt"), {"batch_id": batch.batch_id, "now": now}).fetchone()
        if row is None:
            raise TransientError(f"{batch.client_ref} is not sent: it was given up or taken meanwhile; run again.")
        audit.append(connection, "attempt_begun", now, {"batch_id": batch.batch_id}, attempt=row["attempt_id"])
    return int(row["attempt_id"])


def end_attempt(connection: Connection, lease: Lease, batch: Batch, attempt_id: int, outcome: str,
                now: datetime) -> None:
    """Record how it went: acknowledged, refused, not_sent or unknown."""
    with _fenced(connection, lease):
        connection.execute(statement("exchange/end_attempt"), {"attempt_id": attempt_id, "outcome": outcome})
        audit.append(connection, "attempt_ended", now, {"batch_id": batch.batch_id}, attempt=attempt_id,
                     outcome=outcome)


def mark_sent(connection: Connection, lease: Lease, batch: Batch, remote_id: str, now: datetime) -> None:
    """The platform has acknowledged the batch under its own name."""
    values = {"batch_id": batch.batch_id, "remote_id": remote_id, "now": now}
    with _fenced(connection, lease):
        if connection.execute(statement("exchange/mark_sent"), values).rowcount:
            audit.append(connection, "batch_sent", now, {"batch_id": batch.batch_id}, remote_id=remote_id)


def mark_refused(connection: Connection, lease: Lease, batch: Batch, note: str, now: datetime) -> None:
    """The platform refuses the batch for good, and with it the publication, unless other batches of it were taken.

    Batches of it that were not tried yet are given up, too; the rows of all these go out with another publication.
    """
    values = {"publication_id": batch.publication_id, "batch_id": batch.batch_id, "note": note,
              "not_sent": f"Not sent: {batch.client_ref} before it was refused."}
    with _fenced(connection, lease):
        connection.execute(statement("exchange/mark_refused"), values)
        # Rows of a refused publication count as never heard and are published again: wrong for rows already taken.
        taken = any(one.remote_id for one in exchange.batches(connection, batch.publication_id))
        _move(connection, batch.publication_id, "sent" if taken else "refused")
        audit.append(connection, "batch_refused", now, {"batch_id": batch.batch_id}, note=note)


def mark_publication(connection: Connection, lease: Lease, publication_id: int, state: str) -> None:
    """Move a publication forward to `sent` or `settled`; it never goes back.

    What is sent is settled at once when its answers came before.
    """
    with _fenced(connection, lease):
        _move(connection, publication_id, state)


def _move(connection: Connection, publication_id: int, state: str) -> None:
    values = {"publication_id": publication_id, "state": state, "from_states": _EARLIER_STATES[state]}
    connection.execute(statement("exchange/mark_publication"), values)
    connection.execute(statement("exchange/settle_publication"), {"publication_id": publication_id})
