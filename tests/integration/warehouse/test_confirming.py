"""The command `confirm`: it lists what waits, and notes who said what."""

from dataclasses import replace
from typing import Any

import pytest
from typer.testing import CliRunner

from integration.warehouse.months import NOW, A, Sent, judged, merge_month, person, send
from township_sync.cli import app
from township_sync.domain.judgement import FileVerdict, RowChanges
from township_sync.settings import Settings
from township_sync.steps.merge import merge
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.staging import read_files
from township_sync.warehouse.waiting import months_waiting

MAY = Sent(A, "2020-05", "app_account", [person("439999197505141239")])


@pytest.fixture
def waiting(connection: Connection, postgres_settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Connection:
    """A warehouse with one file that waits."""
    monkeypatch.setenv("TOWNSHIP_SYNC_DSN", str(postgres_settings.dsn))
    send(connection, postgres_settings, MAY)
    files, judgement = judged(connection, "2020-05", [replace(MAY, fates={4: "held_aside"})])
    verdict = FileVerdict("accepted", False, is_awaiting=True, changes={"app_account": RowChanges(20, 0, 0, 19, 1)})
    merge(connection, files, replace(judgement, verdicts={files[0].file: verdict}), NOW)
    return connection


def call(*arguments: str) -> Any:
    return CliRunner().invoke(app, ["confirm", *arguments])


def test_without_a_number_it_lists_what_waits(waiting: Connection) -> None:
    [number] = [row["submission_id"] for row in waiting.execute("SELECT submission_id FROM ops.submission")]
    assert call().output.split() == [str(number), "2020-05", MAY.file]


def test_what_waits_is_in_no_history_and_ends_nobody(waiting: Connection) -> None:
    assert waiting.execute("SELECT * FROM core.app_account").fetchall() == []


def test_a_confirmed_submission_is_judged_again_and_keeps_its_mode_when_it_is_read_again(
    waiting: Connection, postgres_settings: Settings
) -> None:
    [number] = [row["submission_id"] for row in waiting.execute("SELECT submission_id FROM ops.submission")]
    assert months_waiting(waiting) == []
    assert call(str(number), "--as", "correction", "--by", "王股长").exit_code == 0
    assert months_waiting(waiting) == ["2020-05"]
    [file] = read_files(waiting, "2020-05")
    assert (file.mode, file.mode_by) == ("correction", "confirmation")
    send(waiting, postgres_settings, MAY)
    assert read_files(waiting, "2020-05")[0].mode_by == "confirmation"
    merge_month(waiting, "2020-05", [MAY])
    assert call().output == ""


@pytest.mark.parametrize("arguments", [("1",), ("1", "--as", "full"), ("1", "--as", "full", "--by", " "),
                                       ("999", "--as", "full", "--by", "王"),
                                       ("9" * 20, "--as", "full", "--by", "王")])
def test_half_an_answer_is_refused(waiting: Connection, arguments: tuple[str, ...]) -> None:
    assert call(*arguments).exit_code == 2
    assert waiting.execute("SELECT * FROM ops.confirmation").fetchall() == []
