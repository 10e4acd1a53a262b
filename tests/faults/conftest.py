"""The server of the fault campaign, and the warehouse and workspace that every world begins with."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller

from faults.steps_of_a_world import deliver, prepare
from faults.what_was_sent import APRIL, HURRY, MAY, april, correction, load, may
from faults.world import World
from integration.conftest import FAST
from township_sync.sandbox.mail_sink import MailKeeper
from township_sync.settings import Settings
from township_sync.warehouse import embedded, schema
from township_sync.warehouse.connect import connect


@dataclass(frozen=True)
class Worlds:
    """What worlds are made from: the server, the workspace that belongs to its warehouse, and where they lie."""

    server: str
    beginning: Path
    folder: Path

    @contextmanager
    def world(self, name: str) -> Iterator[World]:
        """A new world, and the end of it."""
        made = World(self.folder / name, self.server, self.beginning, name)
        try:
            yield made
        finally:
            made.close()


@pytest.fixture(scope="session")
def worlds(open_folders: Path) -> Iterator[Worlds]:
    """Two months are merged and told to the townships; nothing of them was published."""
    settings = Settings(open_folders / "faults", {"TOWNSHIP_SYNC_POSTGRES_OPTIONS": FAST})
    server = embedded.ensure_running(settings).warehouse
    try:
        schema.upgrade(settings)
        beginning = open_folders / "beginning"
        with _mail_server(beginning / "sandbox/mail") as smtp:
            ours = Settings(beginning, {**HURRY, "TOWNSHIP_SYNC_DSN": server, "TOWNSHIP_SYNC_SMTP_URL": smtp})
            with connect(ours) as connection:
                load(connection, ours, APRIL, april())
                load(connection, ours, MAY, may())
            prepare(ours, [APRIL, MAY])
            deliver(ours)
        correction()
        yield Worlds(server, beginning, open_folders)
    finally:
        embedded.stop(settings)


@contextmanager
def _mail_server(folder: Path) -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    sink = Controller(MailKeeper(folder), hostname="127.0.0.1", port=port)
    sink.start()
    yield f"smtp://127.0.0.1:{port}"
    sink.stop()
