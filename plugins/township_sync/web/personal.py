"""Views of personal data: on record before anything is shown."""

from datetime import datetime

from township_sync.settings import Settings
from township_sync.warehouse import audit
from township_sync.warehouse.connect import connect
from township_sync.web.viewer import Viewer


def viewed(settings: Settings, who: Viewer, now: datetime, page: str, thing: str | int, rows: int) -> None:
    """Put on record that somebody sees whole values of persons: on which page, of what (a number or code of ours, never
    a value), in how many rows. Kept when it returns, whatever becomes of the page."""
    with connect(settings) as connection, connection.transaction():
        seen = {"page": page, "thing": str(thing)}
        audit.append(connection, "personal_data_viewed", now, seen, by=who.name, rows=rows)


def taken(settings: Settings, who: Viewer, now: datetime, name: str, sha256: str, unit: str | None,
          masked: bool) -> None:
    """Put on record that somebody downloads a file about persons, masked or whole, of one unit or (None) of many; as
    `viewed`."""
    with connect(settings) as connection, connection.transaction():
        audit.append(connection, "file_taken", now, {"sha256": sha256}, by=who.name, file=name, unit=unit,
                     masked=masked)
