"""What the platform answered, row by row, and whether a batch adds up: sent = accepted + rejected + pending."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any

from township_sync.domain.outgoing import Receipt
from township_sync.warehouse import audit
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.statements import statement

_SAID = [field.name for field in fields(Receipt)]


@dataclass(frozen=True, slots=True)
class Balance:
    """How the rows of a batch stand; `contradicted` are rows with several verdicts of which none outranks the others.

    `set_aside` counts receipts that fit no row of the batch.
    """

    sent: int
    accepted: int
    rejected: int
    set_aside: int
    contradicted: int

    @property
    def pending(self) -> int:
        """Rows without a verdict."""
        return self.sent - self.accepted - self.rejected


def keep_receipts(connection: Connection, batch_id: int, receipts: Sequence[Receipt], now: datetime) -> int:
    """Keep one page of receipts; how many of them are new and fit no row of the batch.

    What was kept before changes nothing. Nothing follows from a receipt before `settle` is called.
    """
    values = {name: [getattr(receipt, name) for receipt in receipts] for name in _SAID}
    with connection.transaction():
        added = connection.execute(statement("exchange/add_receipts"), {**values, "batch_id": batch_id, "now": now})
        return sum(row["set_aside"] is not None for row in added)


def settle(connection: Connection, batch_id: int, publication_id: int, now: datetime,
           counts: Mapping[str, int] | None = None, wrong: str | None = None, told: Sequence[str] | None = None) -> str:
    """Give every row the verdict of its deciding receipt and close the batch, all in one transaction.

    Of a row's receipts the highest sequence decides; of several with one sequence those that the platform still tells
    (`told`, the hashes of its newest whole answer), then `rejected` before `accepted`, then the greater code and
    message: the same end in whatever order they came. The batch is `out_of_balance` with a note
    when `wrong` says so, its rows do not add up, or the platform's own `counts` (received, accepted, rejected) are
    others. Returns its state; one that is not open any more stays as it is.
    """
    values = {"batch_id": batch_id, "publication_id": publication_id, "told": None if told is None else list(told)}
    with connection.transaction():
        # Who marks the publication as sent at this moment waits, and sees the batch closed.
        connection.execute(statement("exchange/lock_publication"), values)
        if not connection.execute(statement("exchange/lock_batch"), values).fetchone():
            return "closed"
        connection.execute(statement("exchange/adopt_rows"), values)
        connection.execute(statement("exchange/apply_receipts"), values)
        stands = balance(connection, batch_id, told)
        return _close(connection, values, stands, now, _note(stands, counts or {}, wrong))


def _note(stands: Balance, counts: Mapping[str, int], wrong: str | None) -> str | None:
    """What does not add up, in one sentence, or None."""
    ours = {"received": stands.sent, "accepted": stands.accepted, "rejected": stands.rejected}
    said = [f"{name} {ours[name]} by row, {value} by the platform's count" for name, value in counts.items()
            if value != ours.get(name, value)]
    if stands.contradicted:
        said.insert(0, f"{stands.contradicted} of {stands.sent} rows with contradictory receipts")
    if stands.pending:
        said.insert(0, f"{stands.pending} of {stands.sent} rows without a receipt")
    return "; ".join([wrong, *said] if wrong else said) or None


def _close(connection: Connection, subject: Mapping[str, Any], stands: Balance, now: datetime, note: str | None) -> str:
    state = "out_of_balance" if note else "closed"
    values = {**subject, "state": state, "accepted": stands.accepted, "rejected": stands.rejected,
              "set_aside": stands.set_aside, "note": note, "now": now}
    changed = connection.execute(statement("exchange/close_batch"), values).rowcount
    connection.execute(statement("exchange/settle_publication"), subject)
    if changed:
        about = {"batch_id": subject["batch_id"]}
        audit.append(connection, "receipts_applied", now, about, **asdict(stands))
        audit.append(connection, f"batch_{state}", now, about, accepted=stands.accepted, rejected=stands.rejected,
                     set_aside=stands.set_aside, **({"note": note} if note else {}))
    return state


def balance(connection: Connection, batch_id: int, told: Sequence[str] | None = None) -> Balance:
    """How the rows of a batch stand; `told` as in `settle`."""
    values = {"batch_id": batch_id, "told": None if told is None else list(told)}
    row = connection.execute(statement("exchange/balance"), values).fetchone()
    assert row is not None
    return Balance(**row)


def note_overdue(connection: Connection, batch_id: int, note: str) -> None:
    """Keep with a batch that has no receipt what the platform said when it was asked for it."""
    connection.execute(statement("exchange/note_batch"), {"batch_id": batch_id, "note": note})


def periods_of(connection: Connection, batch_ids: Sequence[int]) -> list[str]:
    """Months and quarters to which these batches belong, sorted."""
    found = connection.execute(statement("exchange/periods_of_batches"), {"batch_ids": list(batch_ids)})
    return [row["period"] for row in found]
