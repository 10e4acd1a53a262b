"""The commands close, reopen, periods and rates."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from integration.deadlines.towns import CAOWEI, GONGHUA, Towns, moment
from township_sync.cli import app
from township_sync.settings import Settings
from township_sync.warehouse.connect import Connection

PERIOD = "2020-05"


@pytest.fixture
def towns(connection: Connection, postgres_settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Towns:
    """One unit with two sheets, one of them with a refused row and late."""
    monkeypatch.setenv("TOWNSHIP_SYNC_DSN", str(postgres_settings.dsn))
    monkeypatch.setenv("TOWNSHIP_SYNC_WORKSPACE", str(postgres_settings.workspace))
    monkeypatch.setenv("COLUMNS", "240")
    towns = Towns(connection, postgres_settings)
    towns.sends(CAOWEI, "五月.xlsx", {"app_account": ["good", "good"]}, moment("2020-06-05 23:59"), PERIOD)
    towns.sends(CAOWEI, "就业.xlsx", {"worker_employment": ["good", "wrong"]}, moment("2020-06-06 00:00"), PERIOD)
    towns.judges(moment("2020-06-06 10:00"), PERIOD)
    return towns


def call(*arguments: str) -> Any:
    return CliRunner().invoke(app, list(arguments))


def test_rates_are_shown_by_unit_and_by_sheet_and_written_as_json(towns: Towns, tmp_path: Path) -> None:
    path = tmp_path / "rates.json"
    shown = call("rates", "--period", PERIOD, "--json", str(path))
    assert shown.exit_code == 0, shown.output
    [line] = [line for line in shown.output.splitlines() if "草尾镇" in line]
    assert [cell.strip() for cell in line.split("│")[3:-1]] == [
        "5", "2", "1", "40.0%", "20.0%", "75.0%", "50.0%", ""]
    written = json.loads(path.read_text(encoding="utf-8"))
    [caowei] = [one for one in written["rates"] if one["unit_code"] == CAOWEI]
    assert (caowei["rate"], caowei["rate_on_time"], caowei["rows_refused"]) == (0.4, 0.2, 1)
    [together] = written["together"]
    assert (together["expected"], together["actual"], together["unit_code"]) == (70, 2, None)
    sheets = call("rates", "--period", PERIOD, "--unit", CAOWEI, "--sheets").output
    [late] = [line for line in sheets.splitlines() if "劳动力就业信息" in line]
    assert [cell.strip() for cell in late.split("│")[3:6]] == ["1", "1", "0"]


def test_rates_of_a_month_that_nobody_judged_are_empty(towns: Towns) -> None:
    shown = call("rates", "--period", "2020-06")
    assert shown.exit_code == 0 and "草尾镇" not in shown.output


def test_a_month_is_closed_listed_with_what_came_late_and_opened_again(towns: Towns) -> None:
    closed = call("close", PERIOD, "--by", "王股长", "--because", "局务会定稿")
    assert closed.exit_code == 0, closed.output
    assert "68 sheets of 14 units did not come." in closed.output and "1 refusals were not mended." in closed.output
    towns.connection.execute("UPDATE ops.period_act SET moment = '2020-06-10T04:00Z'")
    towns.sends(GONGHUA, "五月.xlsx", {"app_account": ["good"]}, moment("2020-06-11 09:00"), PERIOD)
    listed = call("periods").output
    assert "局务会定稿" in listed and "逾期首报" in listed and "共华镇" in listed
    assert call("reopen", PERIOD, "--by", "王股长", "--because", "省厅同意补报").exit_code == 0
    assert "取消结账" in call("periods").output


@pytest.mark.parametrize(("arguments", "said"), [
    (["close", "2020-13", "--by", "王股长", "--because", "x"], "no month"),
    (["close", PERIOD, "--by", " ", "--because", "x"], "name of a person"),
    (["reopen", PERIOD, "--by", "王股长", "--because", "x"], "not closed"),
])
def test_what_cannot_be_done_is_said_in_one_sentence(towns: Towns, arguments: list[str], said: str) -> None:
    refused = call(*arguments)
    assert refused.exit_code == 2 and said in refused.stderr and "Traceback" not in refused.output
