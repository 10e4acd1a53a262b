"""What the platform answered, row by row, and whether a batch adds up."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from township_sync.warehouse import audit
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.exchange import Balance
from township_sync.warehouse.statements import statement


def store_receipts(
    connection: Connection, batch_id: int, receipts: Sequence[Mapping[str, Any]], now: datetime
) -> Balance:
    """Keep receipts and give each row the verdict of its latest one, in one transaction.

    Receipts that were kept before change nothing; those for a row or key that the batch does not have are set aside.
    A receipt has receipt_hash, receipt_id, row_no, row_key, sequence, status, code, message.
    """
    with connection.transaction():
        connection.execute(statement("exchange/lock_batch"), {"batch_id": batch_id})
        with connection.cursor() as cursor:
            values = [{**receipt, "batch_id": batch_id, "now": now} for receipt in receipts]
            cursor.executemany(statement("exchange/add_receipt"), values)
            added = cursor.rowcount
        connection.execute(statement("exchange/apply_receipts"), {"batch_id": batch_id})
        stands = balance(connection, batch_id)
        if values and added:
            audit.append(connection, "receipts_applied", now, {"batch_id": batch_id}, receipts=added, **asdict(stands))
        return stands


def balance(connection: Connection, batch_id: int) -> Balance:
    """How the rows of a batch stand."""
    row = connection.execute(statement("exchange/balance"), {"batch_id": batch_id}).fetchone()
    assert row is not None
    return Balance(**row)


def close_batch(connection: Connection, batch_id: int, publication_id: int, now: datetime, stands: Balance,
                note: str | None) -> str:
    """Close a batch that adds up, else mark it `out_of_balance` with the note; returns its state."""
    state = "out_of_balance" if note else "closed"
    values = {"batch_id": batch_id, "state": state, "accepted": stands.accepted, "rejected": stands.rejected,
              "set_aside": stands.set_aside, "note": note, "now": now}
    with connection.transaction():
        # Who marks the publication as sent at this moment waits, and sees the batch closed.
        connection.execute(statement("exchange/lock_publication"), {"publication_id": publication_id})
        changed = connection.execute(statement("exchange/close_batch"), values).rowcount
        connection.execute(statement("exchange/settle_publication"), {"publication_id": publication_id})
        if changed:
            audit.append(connection, f"batch_{state}", now, {"batch_id": batch_id}, accepted=stands.accepted,
                         rejected=stands.rejected, set_aside=stands.set_aside, **({"note": note} if note else {}))
    return state


def periods_of(connection: Connection, batch_ids: Sequence[int]) -> list[str]:
    """Months and quarters to which these batches belong, sorted."""
    found = connection.execute(statement("exchange/periods_of_batches"), {"batch_ids": list(batch_ids)})
    return [row["period"] for row in found]
