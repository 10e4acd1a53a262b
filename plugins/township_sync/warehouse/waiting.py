"""Which months have something to do: waiting to be loaded, or judged lately."""

from datetime import datetime

from township_sync.warehouse.connect import Connection
from township_sync.warehouse.statements import statement


def months_waiting(connection: Connection) -> list[str]:
    """Months with submissions that were not read, or read and not judged, the earliest first.

    So is a month that was judged before rows of the month before it changed: it was held against other rows.
    """
    return [row["period"] for row in connection.execute(statement("receive/months_waiting"))]


def months_judged_since(connection: Connection, moment: datetime) -> list[str]:
    """Months that were judged at or after a moment, the earliest first."""
    return [row["period"] for row in connection.execute(statement("report/months_judged"), {"moment": moment})]
