"""An office with something to tell, and real servers that take it: mail with STARTTLS, a DingTalk and a WeCom robot."""

import csv
import hashlib
import socket
import ssl
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import psycopg
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from integration.exchange.conftest import Served
from integration.sources.conftest import certificate
from township_sync.domain import contact
from township_sync.domain.unit import units
from township_sync.sandbox.chat_robots import Chats, chat_robots
from township_sync.sandbox.mail_sink import MailKeeper
from township_sync.settings import Settings
from township_sync.steps.digest import make_digests
from township_sync.steps.outbox import Delivered, deliver_messages
from township_sync.warehouse.connect import Connection, connect
from township_sync.warehouse.databases import with_database
from township_sync.warehouse.reports import Attachment, Report, add_report

__all__ = ["certificate"]
NOW = datetime(2020, 6, 2, 1, tzinfo=UTC)
"""A Tuesday, nine o'clock in the county."""
CAOWEI, GONGHUA, NANZUI = "430981114", "430981116", "430981107"
SECRET = "SEC0123456789abcdef"
SECRET_VALUE = "439999199001011239"
"""Stands in the workbook only; nothing that is told may hold it."""


class Mail(MailKeeper):
    """A mail server whose next messages meet what `says` has for them: an answer of SMTP, or `drop` after it kept."""

    says: list[str]

    def __init__(self, folder: Path, refusals: dict[str, str]) -> None:
        super().__init__(folder, refusals)
        self.says = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        said = self.says.pop(0) if self.says else ""
        if said not in ("", "drop"):
            return said
        answer = await super().handle_DATA(server, session, envelope)
        if said == "drop" and server.transport is not None:
            server.transport.abort()
        return answer


@dataclass
class Office:
    """A warehouse with reports that wait to be told, and the servers that are told."""

    settings: Settings
    connection: Connection
    chats: Chats
    robots: Served
    mail: Mail
    mailbox: Path
    table: Path
    refusals: dict[str, str]
    waits: list[float] = field(default_factory=list)
    now: datetime = NOW

    def contacts(self, *rows: Sequence[str]) -> None:
        """Who is told from now on: contact, unit, role, channel, address."""
        with self.table.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([["contact", "unit", "role", "channel", "address"], *rows])
        contact.contacts.cache_clear()

    def owes(self, unit: str, period: str = "2020-05", version: int = 1, arrivals: int = 1, workbook: bytes = b"",
             brief: str = "需要修改或核对3处，请在6月12日前处理") -> None:
        """A report of which its unit was not told."""
        attachments = [self._attachment(unit, period, version, workbook)] if workbook else []
        month = f"{int(period[:4])}年{int(period[5:])}月"
        add_report(self.connection, Report(
            unit, period, version, "problems", f"{units()[unit].name} {month}报送回执：有3处需要修改或核对",
            "二、需要修改（3处）", f"- {month}：{brief}", attachments, arrivals, self.now), f"{period} {version}")

    def _attachment(self, unit: str, period: str, version: int, data: bytes) -> Attachment:
        path = f"{period}/{unit}/v{version}/五月（标注）.xlsx"
        place = self.settings.folder("returned") / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
        return Attachment("五月（标注）.xlsx", path, hashlib.sha256(data).hexdigest(), is_encrypted=True)

    def tells(self) -> Delivered:
        make_digests(self.connection, self.settings, (), self.now)
        return deliver_messages(self.connection, self.settings, self.now, self.waits.append)

    def outbox(self) -> list[tuple[str, str, str | None]]:
        """Contact, status and trouble of every message."""
        found = self.connection.execute("SELECT contact, status, trouble FROM ops.message ORDER BY message_id")
        return [(row["contact"], row["status"], row["trouble"]) for row in found]

    def mails(self) -> list[EmailMessage]:
        return [message_from_bytes(path.read_bytes(), EmailMessage, policy=policy.default)
                for path in sorted(self.mailbox.glob("*.eml"))]

    def rest_is_over(self) -> None:
        """The time for which a channel is left alone is over."""
        self.connection.execute("UPDATE ops.rate_bucket SET not_before = NULL")

    def script(self, *faults: dict[str, Any]) -> None:
        self.robots.script(*faults)


@pytest.fixture(scope="module")
def chats() -> Chats:
    return Chats(SECRET, clock=lambda: 0)


@pytest.fixture(scope="module")
def robots(chats: Chats) -> Iterator[Served]:
    server = Served(chat_robots(chats))
    yield server
    server.stop()


@pytest.fixture(scope="module")
def mail_server(tmp_path_factory: pytest.TempPathFactory, certificate: tuple[str, str]) -> Iterator[tuple[Mail, int]]:
    """Takes mail after STARTTLS only, up to a million bytes."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    keeper = Mail(tmp_path_factory.mktemp("mail"), {})
    server = Controller(keeper, hostname="127.0.0.1", port=port, tls_context=context, require_starttls=True,
                        data_size_limit=1_000_000)
    server.start()
    yield keeper, port
    server.stop()


@pytest.fixture(scope="module")
def warehouse(postgres_server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Connection]]:
    """One for all tests of a module; each takes out what the one before told."""
    name = "telling"
    with psycopg.connect(with_database(postgres_server, "postgres"), autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE warehouse STRATEGY FILE_COPY')
        dsn = with_database(postgres_server, name)
        with connect(Settings(tmp_path_factory.mktemp("warehouse"), {"TOWNSHIP_SYNC_DSN": dsn})) as connection:
            yield dsn, connection
        server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def office(
    warehouse: tuple[str, Connection], chats: Chats, robots: Served, mail_server: tuple[Mail, int],
    certificate: tuple[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Office]:
    (keeper, port), (dsn, connection) = mail_server, warehouse
    connection.execute("TRUNCATE ops.digest, ops.report, ops.rate_bucket CASCADE")
    robot = f"{robots.url}/robot/send?access_token=t"
    more = {"DSN": dsn, "SECRET": "test", "SMTP_URL": f"smtp+starttls://127.0.0.1:{port}", "CA_BUNDLE": certificate[0],
            "DINGTALK_URL": robot, "DINGTALK_SECRET": SECRET, "PEER_READ_TIMEOUT": "0.4", "PEER_DEADLINE": "1",
            "WECOM_URL": f"{robots.url}/cgi-bin/webhook/send?key={SECRET}"}
    settings = Settings(tmp_path, {f"TOWNSHIP_SYNC_{name}": value for name, value in more.items()})
    monkeypatch.setattr(contact, "TABLE", str(tmp_path / "contacts.csv"))
    _forget(chats, keeper, robots)
    made = Office(settings, connection, chats, robots, keeper, keeper._folder, tmp_path / "contacts.csv",
                  keeper._refusals)
    made.contacts(*((f"{unit}-clerk", unit, "clerk", "mail", f"{unit}@example.invalid")
                    for unit in (CAOWEI, GONGHUA, NANZUI)))
    yield made
    contact.contacts.cache_clear()


def _forget(chats: Chats, keeper: Mail, robots: Served) -> None:
    for kept in (chats.texts, chats.files, chats.moments, chats.uploads, keeper.says, keeper._refusals):
        kept.clear()  # type: ignore[attr-defined]
    chats.most, chats.clock = 20, lambda: round(NOW.timestamp() * 1000)
    robots.script()
    for path in keeper._folder.glob("*.eml"):
        path.unlink()

