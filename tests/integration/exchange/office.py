"""A county's office as a test sees it: months of app accounts that are published, approved, pushed and followed."""

import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import psycopg

from integration.warehouse.months import A, Sent, merge_month, person, send
from township_sync.domain.period import Month
from township_sync.settings import Settings
from township_sync.steps import month
from township_sync.steps.follow import Followed
from township_sync.warehouse.approvals import approve
from township_sync.warehouse.connect import Connection, connect
from township_sync.warehouse.databases import with_database
from township_sync.warehouse.server_binaries import binaries

NOW = datetime(2020, 6, 5, 1, tzinfo=UTC)
REFUSED = "黑名单公司"
"""A person of this name is what the platform refuses."""


def ids(*numbers: int) -> list[str]:
    """Identity numbers of the test area, one for each number."""
    return [f"43999919750514{number:03d}X" for number in numbers]


def accounts(period: str, *id_nos: str, unit: str = A, **more: str) -> Sent:
    """One township's sheet of accounts."""
    return Sent(unit, period, "app_account", [person(id_no, unit_code=unit, **more) for id_no in id_nos],
                name=f"{unit}/{'-'.join((*id_nos, *more.values()))}.xlsx")


@dataclass(frozen=True)
class Office:
    """One installation: its warehouse and its workspace."""

    connection: Connection
    settings: Settings
    sent: list[Sent] = field(default_factory=list)

    def take(self, *sent: Sent) -> None:
        """What townships send is loaded, beside what they sent before."""
        for each in sent:
            send(self.connection, self.settings, each)
        self.sent.extend(sent)
        for period in dict.fromkeys(each.period for each in sent):
            merge_month(self.connection, period, self.sent, NOW)

    def publish(self, period: str = "2020-05") -> tuple[int, ...]:
        """Make a month's files; the publications that wait."""
        return month.publish(self.settings, self.connection, Month.parse(period), NOW).ids

    def approve(self, *publications: int) -> None:
        """A person lets these publications leave."""
        approve(self.connection, publications, NOW, "某人", None)

    def push(self, *publications: int) -> int:
        """A person approves these publications, and everything approved is sent."""
        self.approve(*publications)
        return month.push(self.settings, self.connection, "month", NOW)

    def follow(self) -> Followed:
        """Ask what became of it."""
        return month.follow_open_batches(self.settings, self.connection, NOW)

    def sync(self, period: str = "2020-05") -> Followed:
        """All of it."""
        self.push(*self.publish(period))
        return self.follow()

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        """Rows of a query as tuples."""
        return [tuple(row.values()) for row in self.connection.execute(statement)]

    def told(self) -> list[tuple[Any, ...]]:
        """What the office believes to have told the platform: one line per row that counts, without its file."""
        return self.rows("SELECT row_key, row_hash, action, status, code, unit_code FROM ops.told_row "
                         "ORDER BY row_key, publication_id")


def copied(settings: Settings, name: str) -> Settings:
    """A real copy of the warehouse under another name, as a backup of this moment; nobody may be connected to it."""
    with psycopg.connect(with_database(settings.dsn or "", "postgres"), autocommit=True) as server:
        source = psycopg.conninfo.conninfo_to_dict(settings.dsn or "")["dbname"]
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{source}" STRATEGY FILE_COPY')
    return Settings(settings.workspace, settings.environment | {
        "TOWNSHIP_SYNC_DSN": with_database(settings.dsn or "", name)})


def dumped(settings: Settings, name: str) -> Settings:
    """The same by `pg_dump`, and by `pg_restore` into a new database, as a backup is restored in an office."""
    source, target = settings.dsn or "", with_database(settings.dsn or "", name)
    with psycopg.connect(with_database(source, "postgres"), autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
    file, programs = settings.workspace / "backup.dump", binaries(settings)
    subprocess.run([programs / "pg_dump", "--format=custom", "--compress=0", f"--file={file}", source], check=True)
    subprocess.run([programs / "pg_restore", "--exit-on-error", f"--dbname={target}", file], check=True)
    return Settings(settings.workspace, settings.environment | {"TOWNSHIP_SYNC_DSN": target})


def dropped(settings: Settings) -> None:
    """The copy is no longer needed."""
    with psycopg.connect(with_database(settings.dsn or "", "postgres"), autocommit=True) as server:
        name = psycopg.conninfo.conninfo_to_dict(settings.dsn or "")["dbname"]
        server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def opened(settings: Settings) -> Office:
    """An office at work on its warehouse."""
    return Office(connect(settings), settings)


def keys(rows: Sequence[tuple[Any, ...]]) -> list[Any]:
    """The first value of each row."""
    return [row[0] for row in rows]
