"""The sandbox as the demo runs it: one process of its own, three real servers, clean stop, same addresses again."""

import json
import os
import signal
import smtplib
import sqlite3
import time
from datetime import datetime
from pathlib import Path

import pytest
import requests

from township_sync.channels import mail
from township_sync.domain.envelope import Enclosed, Envelope
from township_sync.domain.period import COUNTY_TIME
from township_sync.errors import TerminalError
from township_sync.sandbox.serve import addresses, is_running, start, stop
from township_sync.settings import Settings

NOW = datetime(2020, 6, 2, 9, tzinfo=COUNTY_TIME)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path, {"PATH": os.environ["PATH"]})


def _envelopes(number: int = 1, content: bytes = b"PK") -> list[Envelope]:
    return [Envelope(
        number=f"20200602-430981114-{number}", message_id=f"<{number}@example.invalid>", unit_code="430981114",
        unit_name="草尾镇", role="clerk", sender_name="市人社局", address="c114@example.invalid", period="2020-05",
        subject="五月回执", text="见附件。", html="<p>见附件。</p>", brief="- 见附件",
        files=[Enclosed("五月.xlsx", content, "2020-05", is_encrypted=False)], made_at=NOW, sent_at=NOW)]


def test_it_starts_listens_stops_and_comes_back_at_the_same_addresses(settings: Settings) -> None:
    first = start(settings)
    try:
        assert start(settings) == first == addresses(settings)
        for name in ("PORTAL", "PLATFORM"):
            answer = requests.get(first[f"TOWNSHIP_SYNC_{name}_URL"] + "/health", timeout=5)
            assert answer.json() == {"state": "up"}
        assert (settings.workspace / "run/sandbox.json").stat().st_mode & 0o077 == 0
    finally:
        assert stop(settings)
    assert not is_running(settings) and not stop(settings)
    try:
        assert start(settings) == first
    finally:
        stop(settings)
    assert (settings.workspace / "logs/sandbox.log").read_text() == ""


def test_what_the_mail_sink_acknowledged_survives_its_sudden_death(settings: Settings) -> None:
    environment = start(settings)
    peers = Settings(settings.workspace, settings.environment | environment)
    mail.send(peers, _envelopes(1))
    mail.send(peers, _envelopes(2))
    pid = json.loads((settings.workspace / "run/sandbox.json").read_text())["pid"]
    os.kill(pid, signal.SIGKILL)
    while is_running(settings):
        time.sleep(0.02)
    folder = settings.workspace / "sandbox/mail"
    lines = [json.loads(line) for line in (folder / "index.jsonl").read_text().splitlines()]
    assert [line["message_id"] for line in lines] == ["<1@example.invalid>", "<2@example.invalid>"]
    assert lines[0]["subject"] == "五月回执" and lines[0]["to"] == ["c114@example.invalid"]
    assert sorted(path.name for path in folder.glob("*.eml")) == ["000001.eml", "000002.eml"]
    with pytest.raises(OSError), smtplib.SMTP("127.0.0.1", int(environment["TOWNSHIP_SYNC_SMTP_URL"][-5:])):
        pass


def test_nobody_can_change_the_platforms_ledger(settings: Settings) -> None:
    start(settings)
    stop(settings)
    with sqlite3.connect(settings.workspace / "sandbox/platform.sqlite") as ledger:
        ledger.execute("INSERT INTO poll (batch_id) VALUES ('HN00000001')")
        for statement in ("DELETE FROM poll", "UPDATE poll SET batch_id = 'x'"):
            with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                ledger.execute(statement)


def test_a_too_large_message_is_terminal(settings: Settings) -> None:
    peers = Settings(settings.workspace, settings.environment | start(settings))
    try:
        with pytest.raises(TerminalError, match="552"):
            mail.send(peers, _envelopes(content=b"0" * 25 * 1024 * 1024))
    finally:
        stop(settings)
