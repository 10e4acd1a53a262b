"""Figures at the command line: computed and kept, told by persons that stay masked, each with its place."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from integration.indicators.cases import Case, case
from integration.indicators.loading import load
from township_sync.cli import app
from township_sync.compilers.policies import pack_on
from township_sync.domain.period import Month
from township_sync.settings import Settings
from township_sync.steps.compute import compute
from township_sync.warehouse.connect import Connection

CAOWEI, YANGLUO = "430981114", "430981115"


@pytest.fixture
def known(connection: Connection, postgres_settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Case:
    """The persons of T1's golden case, in a warehouse that the commands find."""
    read = case("indicators", "employed_share_of_unlifted")
    load(connection, postgres_settings, read)
    for name, value in postgres_settings.environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("COLUMNS", "250")
    return read


def asked(tmp_path: Path, *arguments: str) -> Any:
    answer = tmp_path / "answer.json"
    ran = CliRunner().invoke(app, [*arguments, "--json", str(answer)])
    assert ran.exit_code == 0, ran.output
    return json.loads(answer.read_text(encoding="utf-8")), ran.output


def test_figures_of_a_unit_are_computed_shown_and_kept(
    known: Case, connection: Connection, tmp_path: Path
) -> None:
    answer, shown = asked(tmp_path, "indicators", "2020-05", "--unit", "草尾镇")
    found = {each["indicator"]: each for each in answer["figures"]}
    share = found["employed_share_of_unlifted"]
    assert (share["numerator"], share["denominator"], share["value"], share["status"]) == ("19", "20", "0.95", "met")
    assert {each["unit_code"] for each in answer["figures"]} == {CAOWEI}
    assert "95.00%" in shown
    kept = connection.execute("SELECT count(*) AS figures, count(DISTINCT run_id) AS runs FROM ops.indicator_figure")
    assert kept.fetchall() == [{"figures": 15 * len(found), "runs": 1}]


def test_figures_that_another_content_of_the_pack_keeps_say_so(
    known: Case, connection: Connection, tmp_path: Path
) -> None:
    month = Month(2020, 5)
    compute(connection, month, datetime.now(UTC), pack=replace(pack_on(month.last_day), digest="another"))
    answer, shown = asked(tmp_path, "indicators", "2020-05")
    assert {each["pack_digest"] for each in answer["figures"]} == {"another"}
    assert "--pack yuanjiang-2020" in shown
    answer, shown = asked(tmp_path, "indicators", "2020-05", "--pack", "yuanjiang-2020")
    assert {each["pack_digest"] for each in answer["figures"]} == {pack_on(month.last_day).digest}
    assert "--pack" not in shown


def test_members_are_masked_and_have_their_file_sheet_and_row(known: Case, tmp_path: Path) -> None:
    answer, shown = asked(tmp_path, "members", "employed_share_of_unlifted", "2020-05", "--unit", CAOWEI)
    first = next(each for each in answer["rows"] if each["in_numerator"] == "否")
    number = known.members["乙20"].id_no or ""
    assert first["member"] == f"…{number[-4:]}"
    assert (first["file"], first["sheet"]) == (f"{CAOWEI}/worker_employment.xlsx", "表")
    assert int(first["sheet_row"]) == 4 + 19
    assert len(answer["rows"]) == 20
    assert not [each.name for each in known.members.values() if each.id_no and each.id_no in shown + str(answer)]


def test_a_list_is_masked_and_has_its_headers(known: Case, tmp_path: Path) -> None:
    answer, shown = asked(tmp_path, "list", "employed_outside_working_age", "2020-05")
    assert [(each["unit_code"], each["person_name"], each["age"]) for each in answer["rows"]] == [
        ("草尾镇", "丙*", "61"), ("草尾镇", "丙*", "56"), ("草尾镇", "丙*", "15")]
    assert "户籍乡镇" in shown


def test_a_base_period_is_loaded_from_a_file_and_compared_with(known: Case, tmp_path: Path) -> None:
    file = tmp_path / "wages.csv"
    file.write_text("indicator,unit,period,value\nmonthly_wage_mean,草尾镇,2019-05,3000\n"
                    "monthly_wage_mean,430981,2019-05,3000.01\n", encoding="utf-8")
    ran = CliRunner().invoke(app, ["baseline", str(file)])
    assert ran.exit_code == 0, ran.output
    answer, _ = asked(tmp_path, "indicators", "2020-05")
    found = {each["unit_code"]: each["status"] for each in answer["figures"]
             if each["indicator"] == "monthly_wage_mean"}
    assert (found[CAOWEI], found["430981"], found[YANGLUO]) == ("met", "missed", "no_baseline")


def test_a_wrong_line_of_a_base_period_is_named_and_nothing_is_loaded(
    known: Case, connection: Connection, tmp_path: Path
) -> None:
    file = tmp_path / "wages.csv"
    for line, fault in (
        ("monthly_wage_men,草尾镇,2019-05,3000", "monthly_wage_men"), ("monthly_wage_mean,草镇,2019-05,3000", "草镇"),
        ("monthly_wage_mean,草尾镇,2019-5,3000", "2019-5"), ("monthly_wage_mean,草尾镇,2019-05,三千", "三千"),
        ("monthly_wage_mean,草尾镇,2019-05,NaN", "NaN"),
        ("monthly_wage_mean,草尾镇,2019-05,1e400000", "1e400000"),
        ("monthly_wage_mean,草尾镇", "monthly_wage_mean,草尾镇"),
        ("monthly_wage_mean,草尾镇,2019-05,1,1", "monthly_wage_mean,草尾镇,2019-05,1,1"),
    ):
        file.write_text(f"indicator,unit,period,value\nmonthly_wage_mean,草尾镇,2019-05,1\n{line}\n", encoding="utf-8")
        ran = CliRunner().invoke(app, ["baseline", str(file)])
        assert ran.exit_code == 2
        assert f"'{fault}'" in ran.stderr and "Line 3: " in ran.stderr, ran.stderr
        assert ran.stderr.count("\n") == 1
    assert connection.execute("SELECT 1 FROM ops.indicator_baseline").fetchall() == []


def test_a_file_that_is_no_table_is_refused_in_one_sentence(known: Case, tmp_path: Path) -> None:
    file = tmp_path / "wages.csv"
    file.write_text(f"indicator,unit,period,value\n{'9' * 200_000},草尾镇,2019-05,1\n", encoding="utf-8")
    ran = CliRunner().invoke(app, ["baseline", str(file)])
    assert (ran.exit_code, ran.stderr.count("\n")) == (2, 1)
    assert "is no CSV" in ran.stderr


def test_a_wrong_word_is_refused_in_one_sentence(known: Case) -> None:
    for arguments in (
        ("indicators", "2020-5"), ("indicators", "2020-05", "--day", "31"),
        ("indicators", "2020-05", "--day", "2021-03-05"), ("indicators", "2020-05", "--known-on", "9999-12-31"),
        ("indicators", "9999-12"), ("calendar", "9999-12"), ("indicators", "2020-05", "--unit", "草镇"),
        ("indicators", "2020-05", "--pack", "yuanjiang"), ("members", "employed", "2020-05"),
        ("list", "employed", "2020-05"),
    ):
        ran = CliRunner().invoke(app, list(arguments))
        assert ran.exit_code == 2, arguments
        assert ran.stderr.count("\n") == 1
