"""What the board shows of alerts and messages: alerts that are over, how each was told, and the outbox."""

from collections.abc import Mapping, Sequence
from typing import Any

from township_sync.domain.alert import Alert
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.statements import statement


def cleared_alerts(connection: Connection, most: int, skipped: int = 0) -> tuple[list[Alert], int]:
    """Alerts that are over, the last cleared first, and how many there are."""
    rows = connection.execute(statement("board/cleared_alerts"), {"most": most, "skipped": skipped}).fetchall()
    totals = [row.pop("total") for row in rows]
    return [Alert(**row) for row in rows], totals[0] if totals else 0


def alert(connection: Connection, alert_id: int) -> Alert | None:
    """One alert; None when there is none of that number."""
    row = connection.execute(statement("board/alert"), {"alert_id": alert_id}).fetchone()
    return Alert(**row) if row else None


def deliveries(connection: Connection, alert_id: int) -> Sequence[Mapping[str, Any]]:
    """Every turn of an alert's life that was told, by contact, with what became of the message."""
    return connection.execute(statement("board/deliveries"), {"alert_id": alert_id}).fetchall()


def messages(connection: Connection, status: str | None, most: int,
             skipped: int = 0) -> tuple[Sequence[Mapping[str, Any]], int]:
    """Messages of the outbox (of one status, or all), the newest first, and how many there are."""
    total = connection.execute(statement("board/count_messages"), {"status": status}).fetchone()
    asked = {"status": status, "most": most, "skipped": skipped}
    found = connection.execute(statement("board/messages"), asked).fetchall()
    return found, total["messages"] if total else 0
