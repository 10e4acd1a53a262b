"""The commands `watch`, `alerts` and `status`, and what happens when the warehouse itself is silent."""

import json
import socket
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from typer.testing import CliRunner

from township_sync.cli import app
from township_sync.cli.watching import last_watched
from township_sync.domain.period import COUNTY_TIME
from township_sync.errors import TownshipSyncError, TransientError
from township_sync.orchestration.watching import look
from township_sync.sandbox.mail_sink import MailKeeper
from township_sync.settings import Settings
from township_sync.steps.watch_kinds import watch_file
from township_sync.warehouse import watch as kept
from township_sync.warehouse.connect import Connection

NOW = datetime(2026, 9, 24, 10, tzinfo=COUNTY_TIME)


@pytest.fixture
def mail(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """The address of a mail server, and the folder with what it took."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = Controller(MailKeeper(tmp_path / "mail"), hostname="127.0.0.1", port=port)
    server.start()
    try:
        yield f"smtp://127.0.0.1:{port}", tmp_path / "mail"
    finally:
        server.stop()


def _texts(folder: Path) -> list[str]:
    mails = [message_from_bytes(path.read_bytes(), policy=policy.default) for path in sorted(folder.glob("*.eml"))]
    return [str(mail.get_body(("plain",)).get_content()) for mail in mails]


def test_one_look_finds_keeps_and_tells(
    connection: Connection, postgres_settings: Settings, mail: tuple[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    connection.execute("INSERT INTO ops.mirror (entity, platform, version, as_of, row_count, begun_at) "
                       "VALUES ('register_person', 'province', 'v1', '2020-06-18', 10, '2020-06-18 08:00+08')")
    for name, value in {**postgres_settings.environment, "TOWNSHIP_SYNC_SMTP_URL": mail[0]}.items():
        monkeypatch.setenv(name, value)
    workspace = ["--workspace", str(postgres_settings.workspace)]
    looked = CliRunner().invoke(app, ["watch", *workspace])
    assert (looked.exit_code, "opened    1" in looked.output) == (0, True), looked.output
    assert "register_person的镜像没有完成" in _texts(mail[1])[0]

    answer = postgres_settings.workspace / "alerts.json"
    listed = CliRunner().invoke(app, ["alerts", "--json", str(answer), *workspace])
    assert (listed.exit_code, "名册镜像未完" in listed.output) == (0, True), listed.output
    [alert] = json.loads(answer.read_text(encoding="utf-8"))["alerts"]
    assert (alert["kind"], alert["subject"], alert["tellings"]) == ("mirror_unfinished", "register_person", 1)
    assert "alerts: 1" in CliRunner().invoke(app, ["status", *workspace]).output


def test_who_asks_is_told_when_nobody_watches_any_more(connection: Connection) -> None:
    assert last_watched(connection, NOW) == "从未巡检"
    kept.note(connection, "warehouse", NOW, has_answered=True)
    assert last_watched(connection, NOW + watch_file().silent_after) == "上次巡检 2026-09-24 10:00"
    assert "无人值守" in last_watched(connection, NOW + watch_file().silent_after + timedelta(minutes=1))


def test_a_silent_warehouse_is_told_at_once_and_then_once_an_hour(tmp_path: Path, mail: tuple[str, Path]) -> None:
    nowhere = {"TOWNSHIP_SYNC_DSN": "postgresql://nobody@127.0.0.1:1/nothing", "TOWNSHIP_SYNC_SMTP_URL": mail[0]}
    settings = Settings(tmp_path / "workspace", nowhere)
    for minutes in (0, 5, 55):
        with pytest.raises(TransientError, match="TOWNSHIP_SYNC_DSN"):
            look(settings, NOW + timedelta(minutes=minutes))
    [told] = _texts(mail[1])
    assert "数据仓库不应答" in told and "docs/runbook.md#warehouse_silent" in told
    with pytest.raises(TransientError):
        look(settings, NOW + timedelta(hours=1))
    assert len(_texts(mail[1])) == 2


def test_a_silence_that_cannot_be_noted_is_told_all_the_same(tmp_path: Path, mail: tuple[str, Path]) -> None:
    settings = Settings(tmp_path / "workspace", {"TOWNSHIP_SYNC_DSN": "postgresql://nobody@127.0.0.1:1/nothing",
                                                 "TOWNSHIP_SYNC_SMTP_URL": mail[0]})
    (settings.folder("run") / "watch_alarm").mkdir(parents=True)
    with pytest.raises(TransientError, match="TOWNSHIP_SYNC_DSN"):
        look(settings, NOW)
    assert len(_texts(mail[1])) == 1


def test_a_warehouse_that_lets_in_and_takes_nothing_is_told_of_as_well(
    connection: Connection, postgres_settings: Settings, mail: tuple[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As one does whose disk is full."""
    settings = replace(postgres_settings, environment={
        **postgres_settings.environment, "TOWNSHIP_SYNC_SMTP_URL": mail[0]})
    monkeypatch.setattr("township_sync.warehouse.connect._OPTIONS",
                        "-c timezone=UTC -c default_transaction_read_only=on")
    with pytest.raises(TownshipSyncError):
        look(settings, NOW)
    [told] = _texts(mail[1])
    assert "数据仓库不应答" in told


def test_an_airflow_that_does_not_answer_keeps_nothing_else_from_being_looked_at(
    connection: Connection, postgres_settings: Settings
) -> None:
    away = {"TOWNSHIP_SYNC_AIRFLOW_URL": "http://127.0.0.1:1", "TOWNSHIP_SYNC_AIRFLOW_PASSWORD": "x"}
    look(replace(postgres_settings, environment={**postgres_settings.environment, **away}), NOW)
    said = kept.watched(connection)
    assert said["warehouse"].answered_at == NOW
    assert (said["airflow"].asked_at, said["airflow"].answered_at) == (NOW, None)
