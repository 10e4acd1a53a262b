"""The server of our own: made once, found again, stopped whole."""

import os
import signal
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest

from township_sync.errors import TerminalError, UsageError
from township_sync.settings import Settings
from township_sync.warehouse import embedded, server_data, server_process
from township_sync.warehouse.connect import connect
from township_sync.warehouse.databases import with_database


@pytest.fixture
def settings(open_folder: Path) -> Iterator[Settings]:
    made = Settings(open_folder / "a workspace", {"TOWNSHIP_SYNC_POSTGRES_OPTIONS": "-c fsync=off"})
    yield made
    embedded.stop(made)


def start(settings: Settings) -> str:
    return embedded.ensure_running(settings).warehouse


def pid_of(settings: Settings) -> int | None:
    return server_process.running_pid(server_data.data_folder(settings))


def test_two_processes_that_ask_at_once_get_the_same_server(settings: Settings) -> None:
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        assert len(set(pool.map(start, [settings, settings]))) == 1
    with connect(settings) as connection:
        found = connection.execute("SELECT datcollate AS way FROM pg_database WHERE datname = current_database()")
        assert found.fetchone() == {"way": "C"}


def test_it_survives_being_killed_and_what_a_killed_server_leaves_behind(settings: Settings) -> None:
    start(settings)
    with connect(settings) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 1 AS x")
    first = pid_of(settings)
    assert first
    os.kill(first, signal.SIGKILL)
    # After a restart of the machine the old number may belong to anybody, for example to us.
    lock = server_data.data_folder(settings) / "postmaster.pid"
    lock.write_text(lock.read_text().replace(str(first), str(os.getpid()), 1))
    start(settings)
    assert pid_of(settings) != first
    with connect(settings) as connection:
        assert connection.execute("SELECT x FROM kept").fetchone() == {"x": 1}


def test_stopping_leaves_no_process_and_starting_again_finds_the_data(settings: Settings) -> None:
    dsn = start(settings)
    assert embedded.is_running(settings)
    assert embedded.stop(settings)
    assert not embedded.stop(settings)
    assert not embedded.is_running(settings)
    assert start(settings) == dsn


def test_it_listens_on_a_socket_in_a_closed_folder_and_nowhere_else(settings: Settings) -> None:
    start(settings)
    folder = server_data.socket_folder(settings)
    assert folder.stat().st_mode & 0o077 == 0
    assert len(str(folder / ".s.PGSQL.5432").encode()) < 100
    with connect(settings) as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == {"listen_addresses": ""}
        assert connection.execute("SHOW log_error_verbosity").fetchone() == {"log_error_verbosity": "terse"}


def test_its_log_holds_no_value_of_a_failing_row(settings: Settings) -> None:
    start(settings)
    with connect(settings) as connection:
        connection.execute("CREATE TABLE people (id_no text PRIMARY KEY)")
        for _ in range(2):
            with connect(settings) as other, pytest.raises(TerminalError):
                other.execute("INSERT INTO people VALUES (%s), (%s)", ["439999197505141239"] * 2)
    assert "439999197505141239" not in (settings.folder("logs") / "postgres.log").read_text(encoding="utf-8")


def test_a_server_from_outside_is_used_and_never_stopped(postgres_settings: Settings) -> None:
    server = embedded.ensure_running(postgres_settings)
    assert server.warehouse == postgres_settings.dsn
    assert server.airflow.startswith("postgresql+psycopg2://")
    assert not embedded.stop(postgres_settings)
    assert embedded.is_running(postgres_settings)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root hands the server over to another account")
def test_a_workspace_that_the_server_may_not_enter_is_refused_with_the_remedy(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    with pytest.raises(UsageError, match=r"may not enter .*TOWNSHIP_SYNC_WORKSPACE"):
        start(Settings(tmp_path / "below", {}))
    assert tmp_path.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize(("dsn", "expected"), [
    ("postgresql://u:p@h:5432/warehouse?sslmode=require", "postgresql://u:p@h:5432/airflow?sslmode=require"),
    ("postgresql://postgres@/warehouse?host=/tmp/x", "postgresql://postgres@/airflow?host=/tmp/x"),
    ("postgres://h/w", "postgresql://h/airflow"),
])
def test_another_database_of_the_same_server(dsn: str, expected: str) -> None:
    assert with_database(dsn, "airflow") == expected


def test_a_dsn_that_is_no_url_is_refused() -> None:
    with pytest.raises(UsageError, match="must be a URL"):
        with_database("host=x dbname=y", "airflow")
