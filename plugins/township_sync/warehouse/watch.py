"""What the watch keeps: alerts with their life, what Airflow said of its runs, and when it last looked."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from township_sync.domain.airflow_facts import AirflowFacts
from township_sync.domain.alert import Alert, Severity, Sighting, Telling
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.statements import statement
from township_sync.warehouse.storable import storable


@dataclass(frozen=True, slots=True)
class Watched:
    """When a thing (`warehouse`, `airflow`) was last looked at, and when it last answered in full."""

    what: str
    asked_at: datetime
    answered_at: datetime | None
    details: Mapping[str, Any]


def keep_facts(connection: Connection, facts: AirflowFacts | None, now: datetime, forget_before: datetime) -> None:
    """Keep what Airflow said, or that it was asked and did not answer; call it inside a transaction."""
    details = None if facts is None else json.dumps(storable(facts.standing), default=str)
    note(connection, "airflow", now, facts is not None, details)
    for run in facts.runs if facts else ():
        connection.execute(statement("watch/keep_run"), asdict(run) | {"asked_at": now})
    if facts:
        connection.execute(statement("watch/forget_gone"), {"now": now})
    connection.execute(statement("watch/forget_runs"), {"before": forget_before})


def note(connection: Connection, what: str, now: datetime, has_answered: bool, details: str | None = None) -> None:
    """Note that a thing was looked at, and whether it answered in full."""
    values = {"what": what, "asked_at": now, "answered_at": now if has_answered else None, "details": details}
    connection.execute(statement("watch/note_watched"), values)


def watched(connection: Connection) -> dict[str, Watched]:
    """When each thing was last looked at; empty before the first watch."""
    return {row["what"]: Watched(**row) for row in connection.execute(statement("watch/watched"))}


def sightings(connection: Connection, kind: str, values: Mapping[str, Any]) -> list[Sighting]:
    """What the statement `sql/watch/<kind>.sql` finds; its further columns are the details."""
    found = connection.execute(statement(f"watch/{kind}"), values).fetchall()
    return [Sighting(kind, row.pop("subject"), {name: value for name, value in row.items() if value is not None})
            for row in found]


def alone(connection: Connection) -> None:
    """Keep every other watch waiting until the caller's transaction ends."""
    connection.execute(statement("watch/lock"))


def keep_alerts(connection: Connection, found: Iterable[tuple[Sighting, Severity]], looked_for: Sequence[str],
                now: datetime) -> None:
    """Open what is new, note what still stands, and clear what was looked for and not found."""
    numbers = []
    for sighting, severity in found:
        details = json.dumps(storable(dict(sighting.details)), default=str, ensure_ascii=False)
        values = {"kind": sighting.kind, "subject": sighting.subject, "severity": severity, "details": details}
        row = connection.execute(statement("watch/open_alert"), values | {"now": now}).fetchone()
        assert row is not None
        numbers.append(row["alert_id"])
    connection.execute(statement("watch/clear_alerts"), {"kinds": list(looked_for), "found": numbers, "now": now})


def due_tellings(connection: Connection, now: datetime, again_hours: Mapping[str, int]) -> list[Telling]:
    """The turns that the engineers have to be told of now."""
    rows = connection.execute(statement("watch/due_tellings"), {"now": now, "again_hours": json.dumps(again_hours)})
    return [Telling(what=row.pop("what"), alert=Alert(**row)) for row in rows.fetchall()]


def note_tellings(connection: Connection, tellings: Iterable[Telling], number: str, now: datetime) -> None:
    """Keep which message tells these turns, in the transaction that puts it into the outbox."""
    for telling in tellings:
        connection.execute(statement("watch/add_telling"), {
            "alert_id": telling.alert.alert_id, "what": telling.what, "number": number, "now": now})


def alerts(connection: Connection, open_only: bool = True) -> list[Alert]:
    """Alerts, those that stand first, the graver ones before the others."""
    return [Alert(**row) for row in connection.execute(statement("watch/alerts"), {"is_all": not open_only})]
