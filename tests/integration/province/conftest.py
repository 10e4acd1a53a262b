"""The client against the sandbox's platform over real sockets; waiting is skipped, not slept.

One platform for each module, on a disk of memory where there is one: every batch has a name of its own.
"""

import hashlib
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import requests

from integration.exchange.conftest import CLIENT, SECRET, Served
from integration.exchange.oracle import Ledger
from township_sync.domain.outgoing import OutgoingBatch
from township_sync.outbound.province import Province, open_platform
from township_sync.sandbox.platform_rules import PlatformRules
from township_sync.sandbox.platform_server import PlatformOptions, platform
from township_sync.settings import Settings
from township_sync.transport.patience import Patience

DECLARE, UPLOAD, COMMIT = "POST /api/v1/batches$", "PUT /api/v1/batches/*/content", "POST /api/v1/batches/*/commit"
GET, RECEIPTS, ABOUT = "GET /api/v1/batches/*$", "GET /api/v1/batches/*/receipts", "GET /api/v1/about"
TOKEN, FEED, HOLDINGS = "POST /oauth/token", "GET /api/v1/changes", "GET /api/v1/holdings/"
_number = count(1)


class SkippingClock:
    """Goes on by itself, and by as much as somebody sleeps, without anybody sleeping."""

    def __init__(self) -> None:
        self.pauses: list[float] = []

    def __call__(self) -> float:
        return time.monotonic() + sum(self.pauses)

    def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)


@dataclass
class Requests:
    """Counts what is asked, in the place of the shared rate; `busy_for` is what the platform asked for."""

    number: int = 0
    busy_for: list[float] = field(default_factory=list)

    def __call__(self, busy_for: float = 0.0) -> float:
        if busy_for:
            self.busy_for.append(busy_for)
        else:
            self.number += 1
        return 0.0


class ProvinceServer(Served):
    """The sandbox's platform with the ledger that tells what reached it."""

    def __init__(self, folder: Path, **options: Any) -> None:
        chosen = replace(PlatformOptions(PlatformRules.of([]), pending_polls=0), **options)
        super().__init__(platform(folder / "platform.sqlite", CLIENT, SECRET, chosen))
        self.ledger = Ledger(folder / "platform.sqlite")

    def declarations(self, batch: OutgoingBatch) -> list[str]:
        """How each declaration of a batch ended: new, repeat, conflict, fenced."""
        return [row[0] for row in self.ledger.ask(
            f"SELECT outcome FROM request WHERE client_ref = '{batch.client_ref}' ORDER BY number")]

    def about_batch(self, table: str, batch: OutgoingBatch, what: str = "outcome") -> list[Any]:
        """One column of what the ledger tells of a batch, in order."""
        return [row[0] for row in self.ledger.ask(
            f"SELECT t.{what} FROM {table} AS t JOIN batch USING (batch_id) "
            f"WHERE client_ref = '{batch.client_ref}' ORDER BY t.rowid")]

    def was_taken_once(self, batch: OutgoingBatch) -> bool:
        """Whether the platform has every row of the batch, each applied once, from one declaration and one commit."""
        applied = self.about_batch("applied", batch, "row_no")
        return (applied == list(range(1, batch.row_count + 1)) and self.declarations(batch).count("new") == 1
                and self.about_batch("commitment", batch).count("taken") == 1)

    def answered(self) -> int:
        """How many requests of the contract the platform has answered so far."""
        seconds = requests.get(self.url + "/__operator/requests", timeout=5).json()["seconds"]
        return sum(answered for _, answered, _ in seconds)


@dataclass
class World:
    """One run of the client at a platform."""

    server: ProvinceServer
    settings: Settings
    clock: SkippingClock = field(default_factory=SkippingClock)
    requests: Requests = field(default_factory=Requests)
    patience: dict[str, float] = field(default_factory=dict)

    def open(self, now: datetime | None = None, **settings: str) -> Province:
        """The platform as a run that begins now would open it."""
        more = {f"TOWNSHIP_SYNC_{name}": value for name, value in settings.items()}
        chosen = Settings(self.settings.workspace, self.settings.environment | more)
        limits = {"overall": 120.0, "connect": 1.0, "read": 5.0, **self.patience}
        patience = Patience(clock=self.clock, sleep=self.clock.sleep, **limits)  # type: ignore[arg-type]
        return open_platform(chosen, now or datetime.now(UTC), self.requests, patience)

    def deliver(self, batch: OutgoingBatch, body: bytes, fence: int = 1, **settings: str) -> str:
        """Deliver a batch in a run of its own."""
        return self.open(**settings).deliver(batch, body, fence, lambda: None)


@pytest.fixture(scope="module")
def server() -> Iterator[ProvinceServer]:
    memory = Path("/dev/shm")
    with TemporaryDirectory(dir=memory if memory.is_dir() else None, ignore_cleanup_errors=True) as folder:
        served = ProvinceServer(Path(folder))
        yield served
        served.stop()


@pytest.fixture
def world(server: ProvinceServer, tmp_path: Path) -> Iterator[World]:
    yield World(server, settings_for(server, tmp_path))
    server.script()
    server.operate("state", state="open", until=None)
    server.operate("versions", **{"1.0": "current"})
    server.operate("clock", offset_seconds=0)


def settings_for(server: Served, workspace: Path) -> Settings:
    """Settings of an installation whose platform this is; uploads go in pieces of 400 bytes."""
    named = {"PLATFORM_URL": server.url, "PLATFORM_CLIENT": CLIENT, "PLATFORM_SECRET": SECRET,
             "UPLOAD_CHUNK_BYTES": "400"}
    return Settings(workspace, {f"TOWNSHIP_SYNC_{name}": value for name, value in named.items()})


def made(rows: int = 8, **said: Any) -> tuple[OutgoingBatch, bytes]:
    """A batch that was never made before, with its body."""
    number = next(_number)
    dataset = said.pop("dataset", f"recruiter_{number}")
    lines = ["row_key,action,row_version,corrects,企业名称,电话"]
    for row in range(1, rows + 1):
        lines.append(f"{_digest(f'{number}-{row}')},new,{_digest('version')},,第{row}家,0737-2800000")
    body = ("\r\n".join(lines) + "\r\n").encode()
    batch = OutgoingBatch("month", dataset, "2020-05", 1, _digest(f"key {number} {random.random()}"),
                          f"month-{dataset}-2020-05-r1-1", rows, len(body), hashlib.sha256(body).hexdigest())
    return replace(batch, **said), body


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
