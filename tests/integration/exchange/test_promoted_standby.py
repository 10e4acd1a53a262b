"""The database server dies and its asynchronous standby takes over without the last commits (reliability.md D8)."""

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest

from integration.exchange.office import REFUSED, Office, accounts, ids, opened
from integration.exchange.oracle import Ledger
from township_sync.errors import TerminalError
from township_sync.settings import Settings
from township_sync.steps.audit import verify
from township_sync.warehouse import embedded, schema, server_data, server_process
from township_sync.warehouse.databases import with_database
from township_sync.warehouse.server_account import server_account
from township_sync.warehouse.server_binaries import binaries

P1, P2, P3 = ids(1, 2, 3)
APRIL = accounts("2020-04", P1)
MAY = (accounts("2020-05", P1, role="2"), accounts("2020-05", P2), accounts("2020-05", P3, person_name=REFUSED))
REPLICATED = "-c wal_level=replica -c max_wal_senders=4 -c fsync=off -c autovacuum=off -c jit=off -c max_connections=50"


@pytest.fixture
def primary(open_folder: Path) -> Iterator[Settings]:
    """A server of its own with every table of ours."""
    made = Settings(open_folder / "primary", {"TOWNSHIP_SYNC_POSTGRES_OPTIONS": REPLICATED})
    embedded.ensure_running(made)
    try:
        schema.upgrade(made)
        yield made
    finally:
        embedded.stop(made)


@pytest.fixture
def standby(open_folder: Path, primary: Settings) -> Iterator[Settings]:
    """The standby of it as a base backup makes it (pg_basebackup -R), at work; its commits follow those of the primary
    without holding them up."""
    made, account = Settings(open_folder / "standby", primary.environment), server_account()
    data = server_data.data_folder(made)
    account.own(data.parent)
    subprocess.run([binaries(made) / "pg_basebackup", "--pgdata", data, "--host", server_data.socket_folder(primary),
                    "--username", "postgres", "--write-recovery-conf", "--checkpoint", "fast", "--no-sync"],
                   check=True, capture_output=True, cwd="/", **account.run_as)
    embedded.ensure_running(made)
    yield made
    embedded.stop(made)


def _in(settings: Settings, sending: Settings) -> Settings:
    """The installation with the warehouse of this server."""
    return Settings(sending.workspace, sending.environment | {"TOWNSHIP_SYNC_DSN": embedded.embedded_dsn(settings)})


def _replayed(primary: Settings, standby: Settings) -> None:
    """Wait until the standby has all that the primary committed."""
    with psycopg.connect(embedded.embedded_dsn(primary)) as first, psycopg.connect(
            embedded.embedded_dsn(standby), autocommit=True) as second:
        [written] = first.execute("SELECT pg_current_wal_lsn()::text").fetchone() or ("",)
        while second.execute("SELECT pg_last_wal_replay_lsn() >= %s::pg_lsn", (written,)).fetchone() != (True,):
            pass


def _dies(primary: Settings) -> None:
    pid = server_process.running_pid(server_data.data_folder(primary))
    assert pid
    os.killpg(pid, signal.SIGKILL)
    with suppress(ChildProcessError):
        os.waitpid(pid, 0)


def test_d8_a_standby_that_lost_the_last_commits_shows_it_and_learns_from_the_platform_what_was_sent(
    primary: Settings, standby: Settings, sending: Settings, ledger: Ledger
) -> None:
    office = opened(_in(primary, sending))
    office.take(APRIL)
    office.sync("2020-04")
    _replayed(primary, standby)
    embedded.stop(standby)
    office.take(*MAY)
    office.sync("2020-05")
    believed = office.told()
    office.connection.close()
    _dies(primary)

    embedded.ensure_running(standby)
    with psycopg.connect(with_database(embedded.embedded_dsn(standby), "postgres"), autocommit=True) as server:
        server.execute("SELECT pg_promote()")
    again = Office(opened(_in(standby, sending)).connection, _in(standby, sending), [APRIL])
    try:
        with pytest.raises(TerminalError, match="The record of acts does not hold"):
            verify(again.connection, again.settings)
        assert again.rows("SELECT DISTINCT period FROM ops.publication") == [("2020-04",)]
        again.take(*MAY)
        shutil.rmtree(again.settings.folder("published") / "2020-05")
        assert again.sync("2020-05").heard.effects == (), "it was heard before anything was made"
        assert again.told() == believed
        assert again.rows("SELECT origin FROM ops.publication WHERE period = '2020-05'") == [("adopted",)]
        assert len(ledger.ask("SELECT row_key, row_version, action FROM applied")) == 3
        assert ledger.outcomes() == ["new", "new"], "nothing was declared again"
    finally:
        again.connection.close()
