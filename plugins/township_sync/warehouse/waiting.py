"""Which months have something to do: waiting to be loaded, or judged lately."""

from datetime import datetime

from township_sync.domain.period import COUNTY_TIME
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.statements import statement


def months_waiting(connection: Connection, now: datetime | None = None) -> list[str]:
    """Months with submissions that were not read, or read and not judged, the earliest first.

    So is a month that was judged before rows of the month before it changed (it was held against other rows), before
    somebody decided a case or waived a finding of it, before a new household register came that may decide a case, or
    before a waiver came to its end (asked for with `now`).
    """
    values = {"today": now.astimezone(COUNTY_TIME).date() if now else None}
    return [row["period"] for row in connection.execute(statement("receive/months_waiting"), values)]


def months_judged_since(connection: Connection, moment: datetime) -> list[str]:
    """Months that were judged at or after a moment, the earliest first."""
    return [row["period"] for row in connection.execute(statement("report/months_judged"), {"moment": moment})]
