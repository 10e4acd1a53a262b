"""One furnished warehouse for all pages, and a browser's part for somebody of every role."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from fastapi import HTTPException, Request
from fastapi.testclient import TestClient

from integration.conftest import ANY_CLOCK
from integration.exchange.conftest import CLIENT, SECRET, Served
from integration.web.furnished import NOW, furnish
from township_sync.sandbox.platform_rules import PlatformRules
from township_sync.sandbox.platform_server import PlatformOptions, platform
from township_sync.settings import Settings
from township_sync.warehouse.connect import Connection, connect
from township_sync.warehouse.databases import with_database
from township_sync.web.app import board
from township_sync.web.viewer import Viewer

Reader = Callable[[str], TestClient]


@contextmanager
def _province(folder: Path) -> Iterator[Served]:
    options = PlatformOptions(PlatformRules.of(["黑名单公司"]), pending_polls=0)
    served = Served(platform(folder / "platform.sqlite", CLIENT, SECRET, options))
    served.operate("clock", offset_seconds=(NOW - datetime.now(UTC)).total_seconds())
    yield served
    served.stop()


@pytest.fixture(scope="session")
def furnished(postgres_server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """Settings of the furnished warehouse; whoever changes it works on `copy_of_it`."""
    folder = tmp_path_factory.mktemp("board")
    dsn = with_database(postgres_server, "board_pages")
    with psycopg.connect(with_database(postgres_server, "postgres"), autocommit=True) as server:
        server.execute("CREATE DATABASE board_pages TEMPLATE warehouse STRATEGY FILE_COPY")
    with _province(folder) as province:
        settings = Settings(folder, {
            "TOWNSHIP_SYNC_DSN": dsn, "TOWNSHIP_SYNC_SECRET": "test", "TOWNSHIP_SYNC_PLATFORM_URL": province.url,
            "TOWNSHIP_SYNC_PLATFORM_CLIENT": CLIENT, "TOWNSHIP_SYNC_PLATFORM_SECRET": SECRET,
            "TOWNSHIP_SYNC_PLATFORM_RATE": "1000", "TOWNSHIP_SYNC_PLATFORM_BURST": "1000", **ANY_CLOCK})
        with connect(settings) as connection:
            furnish(connection, settings)
    yield settings


@pytest.fixture(scope="module")
def copy_of_it(furnished: Settings) -> Iterator[Settings]:
    """The same warehouse, for the tests of one module: none of them undoes what another one needs."""
    with psycopg.connect(with_database(furnished.dsn or "", "postgres"), autocommit=True) as server:
        server.execute("CREATE DATABASE board_changed TEMPLATE board_pages STRATEGY FILE_COPY")
        yield Settings(furnished.workspace, {**furnished.environment,
                                             "TOWNSHIP_SYNC_DSN": with_database(furnished.dsn or "", "board_changed")})
        server.execute("DROP DATABASE board_changed WITH (FORCE)")


def client_of(settings: Settings) -> Reader:
    """A browser of somebody with one role of the board at the moment of the furnished warehouse."""
    return board_of(settings, NOW)


def board_of(settings: Settings, now: datetime) -> Reader:
    """A browser of somebody with one role of the board; `nobody` has none."""

    async def gate(request: Request) -> Viewer:
        role = request.headers.get("x-role", "nobody")
        if role == "nobody":
            raise HTTPException(401)
        return Viewer("王股长", frozenset({role}))

    application = board(settings, gate, lambda: now)
    return lambda role: TestClient(application, headers={"x-role": role}, follow_redirects=False)


@pytest.fixture(scope="session")
def reader(furnished: Settings) -> Reader:
    """Who only looks."""
    return client_of(furnished)


@pytest.fixture(scope="module")
def actor(copy_of_it: Settings) -> Reader:
    """Who changes something."""
    return client_of(copy_of_it)


@pytest.fixture(scope="module")
def changed(copy_of_it: Settings) -> Iterator[Connection]:
    """A look at what was changed."""
    with connect(copy_of_it) as connection:
        yield connection
