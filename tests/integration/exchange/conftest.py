"""Real peers on loopback, each test with its own, and publications made straight in the tables of the warehouse."""

import asyncio
import hashlib
import socket
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import requests
import uvicorn

from integration.exchange.oracle import Ledger
from township_sync.sandbox.platform_rules import PlatformRules
from township_sync.sandbox.platform_server import PlatformOptions, platform
from township_sync.sandbox.portal_server import portal
from township_sync.settings import Settings
from township_sync.warehouse.connect import Connection

CLIENT, SECRET = "tester", "open-sesame"
NOW = datetime(2020, 6, 5, 1, tzinfo=UTC)
"""The clock of these tests, and of their platform."""


class Served:
    """An ASGI application behind a real socket, in a thread of its own."""

    def __init__(self, application: Any) -> None:
        # The protocol is named: else asyncio leaves Nagle's algorithm on, and every answer waits 40 ms.
        self._socket = socket.socket(proto=socket.IPPROTO_TCP)
        self._socket.bind(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        config = uvicorn.Config(application, loop="asyncio", http="h11", lifespan="off", log_level="critical",
                                timeout_graceful_shutdown=1)
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=asyncio.run, args=(self._server.serve([self._socket]),), daemon=True)
        self._thread.start()
        while not self._server.started:
            time.sleep(0.01)

    def script(self, *faults: dict[str, Any]) -> None:
        """Set the faults that the next requests meet."""
        requests.post(self.url + "/__faults", json=list(faults), timeout=5).raise_for_status()

    def faults_left(self) -> list[dict[str, Any]]:
        left: list[dict[str, Any]] = requests.get(self.url + "/__faults", timeout=5).json()
        return left

    def operate(self, act: str, **said: Any) -> None:
        """Do what only the platform's operator may do."""
        requests.post(f"{self.url}/__operator/{act}", json=said, timeout=5).raise_for_status()

    def stop(self) -> None:
        self._server.should_exit = True
        self._thread.join(5)


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger(tmp_path / "platform.sqlite")


@pytest.fixture
def province(tmp_path: Path, ledger: Ledger) -> Iterator[Served]:
    options = PlatformOptions(PlatformRules.of(["黑名单公司"]), pending_polls=0, page_size=4)
    served = Served(platform(ledger.path, CLIENT, SECRET, options))
    served.operate("clock", offset_seconds=(NOW - datetime.now(UTC)).total_seconds())
    yield served
    served.stop()


@pytest.fixture
def portal_root(tmp_path: Path) -> Path:
    root = tmp_path / "portal"
    root.mkdir()
    return root


@pytest.fixture
def township_portal(tmp_path: Path, portal_root: Path) -> Iterator[Served]:
    served = Served(portal(portal_root, tmp_path / "portal.sqlite", CLIENT, SECRET))
    yield served
    served.stop()


def _with(settings: Settings, **more: str) -> Settings:
    added = {f"TOWNSHIP_SYNC_{name}": value for name, value in more.items()}
    return Settings(settings.workspace, settings.environment | added)


@pytest.fixture
def sending(postgres_settings: Settings, province: Served) -> Settings:
    """Settings of an installation that talks to the platform, in batches of ten rows, and gives up after 4 seconds."""
    return _with(postgres_settings, PLATFORM_URL=province.url, PLATFORM_CLIENT=CLIENT, PLATFORM_SECRET=SECRET,
                 BATCH_ROWS="10", PEER_DEADLINE="4", PEER_READ_TIMEOUT="1", PLATFORM_RATE="1000", PLATFORM_BURST="1000",
                 CLOCK_TOLERANCE="1e12")


@pytest.fixture
def receiving(postgres_settings: Settings, township_portal: Served) -> Settings:
    """Settings of an installation that asks the township portal."""
    return _with(postgres_settings, PORTAL_URL=township_portal.url, PORTAL_CLIENT=CLIENT, PORTAL_SECRET=SECRET,
                 PEER_DEADLINE="6", PEER_READ_TIMEOUT="1")


@pytest.fixture
def publish(connection: Connection, sending: Settings) -> Callable[..., int]:
    """Make an approved publication of so many recruiters; those at `without_phone` are what the platform refuses."""

    def make(rows: int = 25, without_phone: tuple[int, ...] = (), revision: int = 1) -> int:
        lines = ["row_key,action,row_version,corrects,企业名称,电话"]
        for number in range(1, rows + 1):
            phone = "" if number in without_phone else "0737-2800000"
            lines.append(f'{_key(number)},new,{_VERSION},,"第{number}家, 有限公司",{phone}')
        data = ("\r\n".join(lines) + "\r\n").encode()
        path = sending.folder("published") / f"recruiter-{revision}.csv"
        path.write_bytes(data)
        return _record(connection, path, data, rows, revision)

    return make


_VERSION = "ab" * 32


def _key(number: int) -> str:
    return hashlib.sha256(str(number).encode()).hexdigest()


def _record(connection: Connection, path: Path, data: bytes, rows: int, revision: int) -> int:
    made = connection.execute(
        "INSERT INTO ops.publication (kind, dataset, entity, period, revision, path, sha256, row_count, counts, "
        "contract_version, made_at, state, approved_by) "
        "VALUES ('month', 'recruiter', 'recruiter', '2020-05', %s, %s, %s, %s, '{}', 'test', "
        "'2020-06-05 08:00+08', 'approved', 'a person') RETURNING publication_id",
        (revision, path.name, hashlib.sha256(data).hexdigest(), rows),
    ).fetchone()
    assert made is not None
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO ops.publication_row (publication_id, row_no, dataset, entity, row_key, row_hash, action) "
            "VALUES (%s, %s, 'recruiter', 'recruiter', %s, %s, 'new')",
            [(made["publication_id"], number, _key(number), _VERSION) for number in range(1, rows + 1)],
        )
    return int(made["publication_id"])
