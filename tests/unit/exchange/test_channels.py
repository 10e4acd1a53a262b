"""Telling the townships: SMTP codes decide on retry, nothing goes out unencrypted, a folder gets whole files."""

import asyncio
import socket
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest

from township_sync.channels import folder, mail
from township_sync.channels.dingtalk import signed
from township_sync.channels.mail_message import message_of
from township_sync.domain.channel import channel, digest_is_due
from township_sync.domain.envelope import Enclosed, Envelope
from township_sync.domain.period import COUNTY_TIME
from township_sync.errors import DefinitionError, TerminalError, TransientError, UsageError
from township_sync.sandbox.mail_sink import MailKeeper, mail_protocol
from township_sync.settings import Settings

NOW = datetime(2020, 6, 2, 1, tzinfo=UTC)
REFUSALS = {"full@example.invalid": "452 4.2.2 mailbox full", "grey@example.invalid": "451 4.7.1 greylisted",
            "gone@example.invalid": "550 5.1.1 no such user"}


@pytest.fixture(scope="module")
def sink(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    place, loop, ready = tmp_path_factory.mktemp("mail"), asyncio.new_event_loop(), threading.Event()
    listener = socket.create_server(("127.0.0.1", 0))

    async def serve() -> None:
        keeper = MailKeeper(place, REFUSALS)
        await loop.create_server(lambda: mail_protocol(keeper), sock=listener)
        ready.set()

    loop.create_task(serve())
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    ready.wait(5)
    yield f"smtp://127.0.0.1:{listener.getsockname()[1]}", place
    loop.call_soon_threadsafe(loop.stop)
    thread.join(5)


def _message(to: str = "c114@example.invalid", **more: Any) -> list[Envelope]:
    file = Enclosed("../../草尾镇 五月.xlsx", b"PK-bytes", "2020-05", is_encrypted=False)
    envelope = Envelope(
        number="20200602-430981114-1", message_id="<1@example.invalid>", unit_code="430981114", unit_name="草尾镇",
        role="clerk", sender_name="市人社局", address=to, period="2020-05", subject="五月: 回执/1",
        text="共12行，2行有误。", html="<p>共12行，2行有误。</p>", brief="- 2行有误", files=[file], made_at=NOW,
        sent_at=NOW)
    return [replace(envelope, **more)]


def _settings(workspace: Path, **more: str) -> Settings:
    return Settings(workspace, {f"TOWNSHIP_SYNC_{name}": value for name, value in more.items()})


def test_a_chinese_sender_stays_in_the_header_and_the_envelope_is_plain(sink: tuple[str, Path], tmp_path: Path) -> None:
    address, place = sink
    before = len(list(place.glob("*.eml")))
    mail.send(_settings(tmp_path, SMTP_URL=address, MAIL_FROM="bureau@example.invalid"), _message())
    assert len(list(place.glob("*.eml"))) == before + 1
    assert '"sender": "bureau@example.invalid"' in (place / "index.jsonl").read_text().splitlines()[-1]
    headers = max(place.glob("*.eml")).read_bytes().partition(b"\r\n\r\n")[0]
    assert headers.isascii(), "no server has to know SMTPUTF8"


@pytest.mark.parametrize(("to", "error", "code"), [
    ("full@example.invalid", TransientError, "452"), ("grey@example.invalid", TransientError, "451"),
    ("gone@example.invalid", TerminalError, "550"),
])
def test_the_servers_code_decides_whether_it_is_tried_again(
    sink: tuple[str, Path], tmp_path: Path, to: str, error: type[Exception], code: str
) -> None:
    settings = _settings(tmp_path, SMTP_URL=sink[0])
    with pytest.raises(error, match=code) as raised:
        mail.send(settings, _message(to))
    assert "example.invalid" not in str(raised.value), "no address leaves in an error"


def test_a_server_without_starttls_gets_nothing(sink: tuple[str, Path], tmp_path: Path) -> None:
    address = sink[0].replace("smtp:", "smtp+starttls:")
    before = len(list(sink[1].glob("*.eml")))
    with pytest.raises(UsageError, match="STARTTLS"):
        mail.send(_settings(tmp_path, SMTP_URL=address), _message())
    assert len(list(sink[1].glob("*.eml"))) == before


def test_plain_smtp_to_another_machine_is_refused(tmp_path: Path) -> None:
    settings = _settings(tmp_path, SMTP_URL="smtp://mail.example.invalid")
    with pytest.raises(UsageError, match="plain SMTP to mail"):
        mail.send(settings, _message())


def test_no_server_is_a_transient_error(tmp_path: Path) -> None:
    with pytest.raises(TransientError, match="cannot be reached"):
        mail.send(_settings(tmp_path, SMTP_URL="smtp://127.0.0.1:9"), _message())


def test_a_folder_gets_text_and_attachment_under_plain_names_and_twice_is_once(tmp_path: Path) -> None:
    settings = _settings(tmp_path)
    folder.send(settings, _message())
    place = tmp_path / "returned/2020-05/430981114"
    first = {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in place.iterdir()}
    assert set(first) == {"五月_ 回执_1.txt", "_.._草尾镇 五月.xlsx"}
    assert first["_.._草尾镇 五月.xlsx"][0] == b"PK-bytes"
    folder.send(settings, _message())
    assert {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in place.iterdir()} == first


@pytest.mark.parametrize("unit", ["", "../../etc", "43098111"])
def test_a_message_for_a_folder_must_name_its_unit(tmp_path: Path, unit: str) -> None:
    with pytest.raises(UsageError, match="code of a unit"):
        folder.send(_settings(tmp_path), _message(unit_code=unit))


def test_a_very_long_name_keeps_its_suffix(tmp_path: Path) -> None:
    folder.send(_settings(tmp_path), _message(files=[Enclosed("长" * 120 + ".xlsx", b"x", "2020-05", False)]))
    names = [path.name for path in (tmp_path / "returned/2020-05/430981114").iterdir()]
    assert any(name.startswith("长") and name.endswith(".xlsx") and len(name.encode()) <= 200 for name in names)


def test_a_letter_has_text_and_page_as_alternatives_before_its_files_and_the_same_bytes_each_time(
    tmp_path: Path
) -> None:
    made = [message_of(_settings(tmp_path), _message(sent_at=NOW + timedelta(hours=hours))[0]) for hours in (0, 5)]
    assert made[0].as_bytes() == made[1].as_bytes()
    kinds = [part.get_content_type() for part in made[0].walk()]
    assert kinds[:4] == ["multipart/mixed", "multipart/alternative", "text/plain", "text/html"] and len(kinds) == 5


def test_the_signature_of_a_robot_is_that_of_an_independent_computation() -> None:
    # printf '1590000000000\nSEC' | openssl dgst -sha256 -hmac SEC -binary | base64
    assert signed("SEC", 1590000000000) == {
        "timestamp": "1590000000000", "sign": "OvmaQgUZ+jvD/pSQDQ14K7XBWXO42UTrKG+raYLmUFA="}


@pytest.mark.parametrize(("at", "is_quiet"), [("07:59", True), ("08:00", False), ("19:59", False), ("20:00", True),
                                              ("00:00", True)])
def test_quiet_hours_go_past_midnight(at: str, is_quiet: bool) -> None:
    moment = datetime.combine(date(2020, 6, 2), time.fromisoformat(at), COUNTY_TIME)
    assert channel("dingtalk").is_quiet(moment) == is_quiet
    assert not channel("mail").is_quiet(moment)


@pytest.mark.parametrize(("moment", "at", "is_due"), [
    ("2020-06-02T08:29", "", False), ("2020-06-02T08:30", "", True), ("2020-06-06T12:00", "", False),
    ("2020-06-28T12:00", "", True), ("2020-06-06T03:00", "always", True), ("2020-06-02T15:59", "16:00", False),
])  # 6 June was a Saturday, 28 June a Sunday that was worked
def test_what_nobody_asked_for_is_told_in_the_morning_of_working_days(moment: str, at: str, is_due: bool) -> None:
    assert digest_is_due(datetime.fromisoformat(moment).replace(tzinfo=COUNTY_TIME), at) == is_due


def test_an_hour_that_is_none_is_refused() -> None:
    with pytest.raises(DefinitionError, match="08:30, or always"):
        digest_is_due(NOW, "morning")
