"""A real PostgreSQL for every integration test: one server per session, one fresh database per test."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from township_sync.settings import Settings
from township_sync.warehouse import embedded, schema
from township_sync.warehouse.connect import Connection, connect
from township_sync.warehouse.databases import with_database

FAST = " ".join(f"-c {option}" for option in (
    "fsync=off", "synchronous_commit=off", "full_page_writes=off", "wal_level=minimal", "max_wal_senders=0",
    "autovacuum=off", "jit=off", "max_connections=150",
))
"""Nothing here has to outlive a crash, and no database lives long enough to be tidied."""


@pytest.fixture(scope="session")
def postgres_server(open_folders: Path) -> Iterator[str]:
    """The address of a server that holds a database `template` with every table of ours."""
    settings = Settings(open_folders / "server", {"TOWNSHIP_SYNC_POSTGRES_OPTIONS": FAST})
    dsn = embedded.ensure_running(settings).warehouse
    try:
        schema.upgrade(settings)
        yield dsn
    finally:
        embedded.stop(settings)


ANY_CLOCK = {"TOWNSHIP_SYNC_CLOCK_TOLERANCE": "1e12", "TOWNSHIP_SYNC_SANDBOX_CLOCK_TOLERANCE": "1e12"}
"""The months of these tests are of 2020, and so is their clock; that of the sandbox is today's."""


@pytest.fixture
def postgres_settings(postgres_server: str, tmp_path: Path) -> Iterator[Settings]:
    """Settings of a new workspace whose warehouse is a database of its own, with every table and no row."""
    name = f"test_{abs(hash(tmp_path)) % 10**12}"
    with psycopg.connect(with_database(postgres_server, "postgres"), autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE warehouse STRATEGY FILE_COPY')
        environment = {"TOWNSHIP_SYNC_DSN": with_database(postgres_server, name), "TOWNSHIP_SYNC_SECRET": "test"}
        yield Settings(tmp_path, environment | ANY_CLOCK)
        server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def connection(postgres_settings: Settings) -> Iterator[Connection]:
    """A connection to the test's own warehouse."""
    with connect(postgres_settings) as opened:
        yield opened
