"""A mail server on loopback, and settings that point to it."""

import socket
from collections.abc import Callable, Iterator
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller

from township_sync.sandbox.mail_sink import MailKeeper
from township_sync.settings import Settings
from township_sync.steps import notify

PASSPHRASE = "芦苇荡里的小船2020"


@pytest.fixture
def mailbox(tmp_path: Path) -> Iterator[Path]:
    """The folder in which a real SMTP server keeps what it takes; its port is in the file `port`."""
    folder = tmp_path / "mail"
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = Controller(MailKeeper(folder), hostname="127.0.0.1", port=port)
    server.start()
    (folder / "port").write_text(str(port))
    yield folder
    server.stop()


@pytest.fixture
def settings(postgres_settings: Settings, mailbox: Path) -> Settings:
    port = (mailbox / "port").read_text()
    more = {"TOWNSHIP_SYNC_SMTP_URL": f"smtp://127.0.0.1:{port}"}
    more |= {f"TOWNSHIP_SYNC_UNIT_PASSPHRASE_{code}": PASSPHRASE for code in ("430981114", "430981116")}
    return replace(postgres_settings, environment=postgres_settings.environment | more)


@pytest.fixture
def passphrase() -> str:
    return PASSPHRASE


@pytest.fixture
def mails(mailbox: Path) -> Callable[[], list[EmailMessage]]:
    def read() -> list[EmailMessage]:
        paths = sorted(mailbox.glob("*.eml"))
        return [message_from_bytes(path.read_bytes(), EmailMessage, policy=policy.default) for path in paths]

    return read


@pytest.fixture
def no_reminders(monkeypatch: pytest.MonkeyPatch) -> None:
    """These tests are about reports; 2 June 2020 is also the day of the first reminder."""
    monkeypatch.setattr(notify, "reminders", lambda connection, today: [])
