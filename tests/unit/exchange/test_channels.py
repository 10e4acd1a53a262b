"""Telling the townships: SMTP codes decide on retry, nothing goes out unencrypted, a folder gets whole files."""

import asyncio
import socket
import threading
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest

from township_sync.channels import folder, mail
from township_sync.errors import TerminalError, TransientError, UsageError
from township_sync.sandbox.mail_sink import MailKeeper, mail_protocol
from township_sync.settings import Settings

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


def _message(to: str = "c114@example.invalid") -> EmailMessage:
    message = EmailMessage()
    message["From"] = "市人社局 <bureau@example.invalid>"
    message["To"], message["Subject"], message["Message-ID"] = to, "五月: 回执/1", "<1@example.invalid>"
    message["X-Unit-Code"], message["X-Period"] = "430981114", "2020-05"
    message.set_content("共12行，2行有误。")
    message.add_attachment(b"PK-bytes", maintype="application", subtype="zip", filename="../../草尾镇 五月.xlsx")
    return message


def _settings(workspace: Path, **more: str) -> Settings:
    return Settings(workspace, {f"TOWNSHIP_SYNC_{name}": value for name, value in more.items()})


def test_a_chinese_sender_stays_in_the_header_and_the_envelope_is_plain(sink: tuple[str, Path], tmp_path: Path) -> None:
    address, place = sink
    before = len(list(place.glob("*.eml")))
    mail.send(_settings(tmp_path, SMTP_URL=address), _message())
    assert len(list(place.glob("*.eml"))) == before + 1
    assert '"sender": "bureau@example.invalid"' in (place / "index.jsonl").read_text().splitlines()[-1]
    headers = max(place.glob("*.eml")).read_bytes().partition(b"\r\n\r\n")[0]
    assert headers.isascii(), "no server has to know SMTPUTF8"


@pytest.mark.parametrize(("to", "error", "code"), [
    ("full@example.invalid", TransientError, "452"), ("grey@example.invalid", TransientError, "451"),
    ("gone@example.invalid", TerminalError, "550"),
    ("c114@example.invalid, gone@example.invalid", TerminalError, "1 of the recipients"),
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
    with pytest.raises(TerminalError, match="STARTTLS"):
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
    message = _message()
    del message["X-Unit-Code"]
    message["X-Unit-Code"] = unit
    with pytest.raises(UsageError, match="X-Unit-Code"):
        folder.send(_settings(tmp_path), message)


def test_a_very_long_name_keeps_its_suffix(tmp_path: Path) -> None:
    message = _message()
    message.add_attachment(b"x", maintype="application", subtype="zip", filename="长" * 120 + ".xlsx")
    folder.send(_settings(tmp_path), message)
    names = [path.name for path in (tmp_path / "returned/2020-05/430981114").iterdir()]
    assert any(name.startswith("长") and name.endswith(".xlsx") and len(name.encode()) <= 200 for name in names)
