"""Watch: find what is stuck, late, unsent, unreconciled, silently empty, failed or killed, and tell the engineers.

It relies on nobody's callback: it asks the warehouse, and is handed what Airflow says of itself. Each thing is one
alert with a life: opened, told, told again while it stands, cleared. What could not be asked stays as it stands.
"""

import json
import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from township_sync.compilers.due_days import due_day
from township_sync.domain.airflow_facts import AirflowFacts
from township_sync.domain.alert import Sighting, Telling
from township_sync.domain.contract import contracts
from township_sync.domain.period import COUNTY_TIME, Month
from township_sync.errors import TownshipSyncError
from township_sync.settings import Settings
from township_sync.steps.watch_kinds import Kind, watch_file
from township_sync.steps.watch_machine import LOOKS
from township_sync.warehouse import watch as kept
from township_sync.warehouse.connect import Connection

_log = logging.getLogger(__name__)
_MONTHS = 3
"""How many months that are due are looked at for what is silently empty."""


@dataclass(frozen=True, slots=True)
class Looked:
    """What one watch did: how many alerts stand, and the turns that the engineers are told of."""

    standing: int
    tellings: tuple[Telling, ...]

    @property
    def counts(self) -> dict[str, int]:
        """As numbers that may travel between tasks."""
        turns = [telling.what for telling in self.tellings]
        return {"standing": self.standing, **{what: turns.count(what) for what in ("opened", "again", "cleared")}}


def watch(connection: Connection, settings: Settings, now: datetime, airflow: AirflowFacts | None) -> Looked:
    """Look at everything once and put one message to the engineers into the outbox when there is news.

    `airflow` is what Airflow says of itself, None when it does not answer: then nothing is concluded from what it
    said before, except that it is silent.
    """
    from township_sync.steps.watch_letter import tell

    rules = watch_file()
    with connection.transaction():
        kept.alone(connection)
        kept.keep_facts(connection, airflow, now, now - rules.runs_kept)
    found, looked_for = _look(connection, settings, now, has_airflow=airflow is not None)
    with connection.transaction():
        kept.alone(connection)
        graded = [(sighting, rules.kinds[sighting.kind].severity) for sighting in found]
        kept.keep_alerts(connection, graded, looked_for, now)
        tellings = tuple(kept.due_tellings(connection, now, rules.told_again_after_hours))
        tell(connection, settings, tellings, now)
        kept.note(connection, "warehouse", now, has_answered=True)
    return Looked(len(found), tellings)


def _look(connection: Connection, settings: Settings, now: datetime,
          has_airflow: bool) -> tuple[list[Sighting], list[str]]:
    """What is wrong now, and which kinds were looked for to the end; a kind that fails keeps no other from being
    looked for."""
    found: list[Sighting] = []
    # What an earlier version looked for is looked for no more, and would stand for ever.
    looked_for = ["watch_incomplete", *({one.kind for one in kept.alerts(connection)} - watch_file().kinds.keys())]
    for kind in _due(connection, now, has_airflow):
        try:
            with connection.transaction():
                found += _sightings(connection, settings, kind, now)
            looked_for.append(kind.name)
        except TownshipSyncError as failed:
            _log.warning("%s could not be looked for: %s", kind.name, failed)
            found.append(Sighting("watch_incomplete", kind.name, {"because": type(failed).__name__}))
    return found, looked_for


def _due(connection: Connection, now: datetime, has_airflow: bool) -> Iterator[Kind]:
    last = kept.watched(connection)
    for kind in watch_file().kinds.values():
        before, hours = last.get(kind.name), kind.numbers.get("every_hours", 0)
        is_early = before is not None and before.asked_at > now - timedelta(hours=hours)
        if kind.name != "watch_incomplete" and not is_early and (has_airflow or kind.asked_of != "airflow"):
            yield kind


def _sightings(connection: Connection, settings: Settings, kind: Kind, now: datetime) -> list[Sighting]:
    if kind.asked_of != "machine":
        return kept.sightings(connection, kind.name, _values(kind, now))
    found = list(LOOKS[kind.name](connection, settings, kind.numbers))
    if "every_hours" in kind.numbers:
        kept.note(connection, kind.name, now, has_answered=True)
    return found


def _values(kind: Kind, now: datetime) -> Mapping[str, Any]:
    """The parameters of a statement: the kind's own numbers, the moment, and the months that are due."""
    entities = [name for name, one in contracts().items() if one.cadence == "monthly" and not one.inbound]
    whole = {name: int(number) for name, number in kind.numbers.items()}
    return {"now": now, "due_periods": json.dumps(_due_periods(now)), "entities": entities, **whole}


def _due_periods(now: datetime) -> list[dict[str, str]]:
    """The newest months whose day is over, each with the one before it."""
    today = now.astimezone(COUNTY_TIME).date()
    month = Month(today.year, today.month)
    ended = (month.plus(-back) for back in range(1, _MONTHS + 2))
    due = [each for each in ended if due_day(each) < today][:_MONTHS]
    return [{"period": str(each), "before": str(each.plus(-1))} for each in due]
