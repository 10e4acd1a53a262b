"""One look at everything, by the DAG `watch_pipeline` or by `township-sync watch`, which needs no Airflow.

Whatever is down keeps the look from nothing else: without Airflow the warehouse is looked at, without the warehouse the
engineers are told of just that, at once and without an outbox.
"""

import logging
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from township_sync.domain.airflow_facts import AirflowFacts
from township_sync.errors import TerminalError, TownshipSyncError, TransientError
from township_sync.orchestration.airflow_facts import airflow_facts
from township_sync.orchestration.client import Client, sign_in_of
from township_sync.settings import Settings
from township_sync.steps import watch_letter
from township_sync.steps.watch import Looked, watch
from township_sync.warehouse import watch as kept
from township_sync.warehouse.connect import Connection, connect

_log = logging.getLogger(__name__)
_ALARM_AGAIN = timedelta(hours=1)


def look(settings: Settings, now: datetime) -> Looked:
    """Look once, and deliver what the engineers are to be told.

    TransientError or TerminalError when the warehouse does not answer, or takes nothing, after the engineers were told.
    """
    try:
        with connect(settings) as connection:
            looked = watch(connection, settings, now, facts_or_none(settings, connection, now))
            _deliver(connection, settings, now)
    except (TransientError, TerminalError):
        _tell_of_silence(settings, now)
        raise
    return looked


def facts_or_none(settings: Settings, connection: Connection, now: datetime) -> AirflowFacts | None:
    """What Airflow says; None where there is none, or it does not answer."""
    if not settings.get("AIRFLOW_URL") and not (settings.workspace / "run" / "airflow_keys.json").exists():
        return None
    last = kept.watched(connection).get("airflow")
    try:
        return airflow_facts(Client(sign_in_of(settings)), now, last.answered_at if last else None)
    except TownshipSyncError as silent:
        _log.warning("Airflow could not be asked: %s", silent)
        return None


def _deliver(connection: Connection, settings: Settings, now: datetime) -> None:
    """What cannot be delivered now waits in the outbox: the next look, or the next delivery, takes it along."""
    from township_sync.steps.outbox import deliver_messages

    try:
        deliver_messages(connection, settings, now)
    except TownshipSyncError as later:
        _log.warning("not every message could be delivered: %s", later)


def _tell_of_silence(settings: Settings, now: datetime) -> None:
    """Tell the engineers that the warehouse is silent, once an hour; a file remembers, as the warehouse cannot."""
    from township_sync.steps.tell import alarm

    mark = settings.folder("run") / "watch_alarm"
    if not _is_due(mark, now):
        return
    try:
        alarm(settings, watch_letter.ROLE, f"watch-warehouse-{now:%Y%m%dT%H}", watch_letter.silence(settings), now)
    except TownshipSyncError as problem:
        _log.error("the engineers could not be told that the warehouse is silent: %s", problem)
        return
    # On a full disk it is told at every look.
    with suppress(OSError):
        mark.write_text(now.isoformat(), encoding="ascii")


def _is_due(mark: Path, now: datetime) -> bool:
    try:
        return datetime.fromisoformat(mark.read_text(encoding="ascii")) <= now - _ALARM_AGAIN
    except (OSError, ValueError):
        return True
