"""A watch whose moments, facts of Airflow and limits are given; what engineers were told is in the outbox."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import psycopg
import pytest

from township_sync.domain.airflow_facts import AirflowFacts, Run
from township_sync.domain.period import COUNTY_TIME
from township_sync.settings import Settings
from township_sync.steps import watch as watching
from township_sync.steps.watch import Looked
from township_sync.steps.watch_kinds import watch_file
from township_sync.warehouse import watch as kept
from township_sync.warehouse.connect import Connection, connect
from township_sync.warehouse.databases import with_database

NOW = datetime(2020, 6, 20, 10, tzinfo=COUNTY_TIME)
SetNumbers = Callable[[str, Mapping[str, float]], None]


@pytest.fixture(autouse=True)
def numbers(monkeypatch: pytest.MonkeyPatch) -> SetNumbers:
    """Change the numbers of one kind; the disk of whoever runs the tests counts as empty."""
    def change(kind: str, said: Mapping[str, float]) -> None:
        now = watching.watch_file()
        one = replace(now.kinds[kind], numbers={**now.kinds[kind].numbers, **said})
        changed = replace(now, kinds={**now.kinds, kind: one})
        monkeypatch.setattr(watching, "watch_file", lambda: changed)

    assert watching.watch_file() is watch_file()
    change("disk_full", {"free_share": 0, "free_bytes": 0})
    return change


@dataclass
class Engineers:
    """Looks for them at a moment, and reads what they were told."""

    connection: Connection
    settings: Settings

    def look(self, after: timedelta = timedelta(0), airflow: Mapping[str, Any] | None = None) -> Looked:
        """One watch, so long after ten o'clock; `airflow` is what Airflow says (None: it is silent)."""
        return watching.watch(self.connection, self.settings, NOW + after, None if airflow is None else facts(airflow))

    def open(self) -> dict[tuple[str, str], str]:
        """Kind and subject of what stands, with its severity."""
        return {(alert.kind, alert.subject): alert.severity for alert in kept.alerts(self.connection)}

    def told(self) -> list[str]:
        """Every message, the oldest first."""
        rows = self.connection.execute("SELECT body FROM ops.digest WHERE kind = 'engineer' ORDER BY digest_id")
        return [row["body"] for row in rows]


@pytest.fixture(scope="package")
def watched_settings(postgres_server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """One warehouse for all of these tests: each is taken back when it ends."""
    workspace = tmp_path_factory.mktemp("watched")
    with psycopg.connect(with_database(postgres_server, "postgres"), autocommit=True) as server:
        server.execute("CREATE DATABASE watched TEMPLATE warehouse STRATEGY FILE_COPY")
        environment = {"TOWNSHIP_SYNC_DSN": with_database(postgres_server, "watched"), "TOWNSHIP_SYNC_SECRET": "test"}
        yield Settings(workspace, environment)
        server.execute("DROP DATABASE watched WITH (FORCE)")


@pytest.fixture
def engineers(watched_settings: Settings) -> Iterator[Engineers]:
    with connect(watched_settings) as connection, connection.transaction(force_rollback=True):
        yield Engineers(connection, watched_settings)


def facts(said: Mapping[str, Any]) -> AirflowFacts:
    """What Airflow says, with the parts that a case leaves out."""
    rest = {name: value for name, value in said.items() if name != "runs"}
    return AirflowFacts("http://127.0.0.1:8080", [_run(**run) for run in said.get("runs", ())], **rest)


def _run(dag_id: str, run_id: str, state: str, run_after: str, partition_key: str = "") -> Run:
    begun = datetime.fromisoformat(run_after).replace(tzinfo=COUNTY_TIME)
    ended = begun + timedelta(minutes=5) if state in ("success", "failed") else None
    return Run(dag_id, run_id, partition_key, "scheduled", state, begun, begun, ended)
