"""One warehouse for all cases of a module; each is rolled back, so none sees another's rows."""

from collections.abc import Iterator

import psycopg
import pytest

from township_sync.settings import Settings
from township_sync.warehouse.connect import Connection, connect
from township_sync.warehouse.databases import with_database


@pytest.fixture(scope="session")
def shared(postgres_server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Connection, Settings]]:
    """A connection to a warehouse without a row, and its settings; whoever uses it leaves nothing behind."""
    with psycopg.connect(with_database(postgres_server, "postgres"), autocommit=True) as server:
        server.execute("CREATE DATABASE golden_figures TEMPLATE warehouse STRATEGY FILE_COPY")
        environment = {"TOWNSHIP_SYNC_DSN": with_database(postgres_server, "golden_figures"),
                       "TOWNSHIP_SYNC_SECRET": "test"}
        settings = Settings(tmp_path_factory.mktemp("golden"), environment)
        with connect(settings) as connection:
            yield connection, settings
        server.execute("DROP DATABASE golden_figures WITH (FORCE)")
