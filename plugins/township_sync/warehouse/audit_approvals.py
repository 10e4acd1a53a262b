"""Who agreed to a push, or returned it: on record before anything follows from it."""

from collections.abc import Sequence
from datetime import datetime

from township_sync.warehouse import audit, exchange
from township_sync.warehouse.connect import Connection


def record_approved(connection: Connection, publication_ids: Sequence[int], now: datetime, by: str | None,
                    because: str | None) -> None:
    """Note that these publications may leave; nobody is named (`by` None) where it is automatic."""
    _record(connection, "approval_given", publication_ids, now, by, because)


def record_returned(connection: Connection, publication_ids: Sequence[int], now: datetime, by: str | None,
                    because: str | None) -> int:
    """Note that these publications must not leave, and give them up; how many there were to give up.

    TransientError while another process sends one of them.
    """
    _record(connection, "approval_returned", publication_ids, now, by, because)
    return exchange.withdraw(connection, publication_ids, now, by, because)


def _record(connection: Connection, action: str, publication_ids: Sequence[int], now: datetime, by: str | None,
            because: str | None) -> None:
    with connection.transaction():
        for number in publication_ids:
            audit.append(connection, action, now, {"publication_id": number}, by, because=because or None)
