"""By what a month was judged is kept with the verdict, once for equal answers, and told months later."""

import json
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from integration.warehouse.months import NOW, A, Sent, judged, merge_month, person, send
from township_sync.cli import app
from township_sync.compilers.version import definitions_version
from township_sync.domain.judgement import RuleRun
from township_sync.domain.period import COUNTY_TIME, Month
from township_sync.domain.validation import CheckpointOutcome, Validated, Validation
from township_sync.errors import TerminalError
from township_sync.settings import Settings
from township_sync.steps.merge import merge
from township_sync.steps.month import load_month
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.validations import KEPT_FOR, judged_months, with_answers

MAY = "2020-05"
SENT = Sent(A, MAY, "app_account", [person("439999197505141239"), person("439999198802022347")])
RULES = (
    RuleRun("app_account", "bound_id_differs", "failed", "run-1/app_account.row"),
    RuleRun("app_account", "row_count_drift", "not_run", "", "No app_account of last month is there."),
)


def answer(scope: str, *rows: int) -> Validation:
    """What Great Expectations would say of two rows."""
    places = [{"_file": SENT.file, "_sheet": "表", "_origin": "this", "_row": list(rows)}] if rows else []
    entry = {
        "success": not rows,
        "result": {"element_count": 2, "missing_count": 0, "unexpected_count": len(rows),
                   "unexpected_index_list": places},
        "expectation_config": {
            "type": "expect_column_pair_values_to_be_equal", "description": "绑定身份证号不一致：绑定身份证号",
            "kwargs": {"column_A": "bind_id_no", "column_B": "id_no"}, "severity": "warning",
            "meta": {"check": 0, "slug": "bound_id_differs", "clause": "S12b", "rows": "all", "column": "bind_id_no"},
        },
    }
    counts = {"evaluated_expectations": 1, "successful_expectations": int(not rows),
              "unsuccessful_expectations": int(bool(rows))}
    result = {"suite_name": f"app_account.{scope}", "success": not rows, "statistics": counts, "results": [entry],
              "meta": {"great_expectations_version": "1.24.1"}}
    return Validation("app_account", scope, result)  # type: ignore[arg-type]


def validated(*answers: Validation) -> Validated:
    clean = sum(bool(each.result["success"]) for each in answers)
    outcomes = tuple(CheckpointOutcome(name, len(answers), clean) for name in ("load", "month"))
    return Validated("0.1.0+abc", "great_expectations 1.24.1", outcomes, answers)


@pytest.fixture
def sent(connection: Connection, postgres_settings: Settings) -> Connection:
    send(connection, postgres_settings, SENT)
    return connection


def load(connection: Connection, *answers: Validation, now: datetime = NOW, **more: Any) -> None:
    merge_month(connection, MAY, [SENT], now, validated=validated(*answers), rules=RULES, **more)


def count(connection: Connection, table: str) -> int:
    row = connection.execute(f"SELECT count(*) AS rows FROM ops.{table}").fetchone()  # type: ignore[arg-type]
    assert row is not None
    return int(row["rows"])


def test_what_is_read_back_is_what_was_answered(sent: Connection) -> None:
    load(sent, answer("row", 4), answer("cell"))
    [newest] = judged_months(sent, MAY)
    found = with_answers(sent, newest)
    assert found.validated == validated(answer("row", 4), answer("cell"))
    assert found.rules == RULES
    assert (found.run_id, found.judged_at) == ("run-1", NOW)
    assert [(file.file, file.status, file.sheets) for file in found.files] == [
        (SENT.file, "accepted", (("表", "app_account", 2),))
    ]


def test_a_month_judged_twice_keeps_an_equal_answer_once(sent: Connection) -> None:
    load(sent, answer("row", 4), answer("cell"))
    load(sent, answer("row", 4), answer("cell"))
    assert (count(sent, "validation_result"), count(sent, "validation"), count(sent, "checkpoint")) == (2, 4, 4)
    load(sent, answer("row", 4, 5), answer("cell"))
    assert (count(sent, "validation_result"), count(sent, "validation")) == (3, 6)


def test_a_file_whose_name_looks_like_the_code_of_a_nul_is_kept_by_that_name_and_a_nul_is_left_out(
    sent: Connection,
) -> None:
    said = answer("row", 4)
    [place] = said.result["results"][0]["result"]["unexpected_index_list"]
    place.update({"_file": r"a\u0000.xlsx", "_sheet": "\0表\ud800"})
    load(sent, said)
    [newest] = judged_months(sent, MAY)
    [kept] = with_answers(sent, newest).validated.validations
    [found] = kept.result["results"][0]["result"]["unexpected_index_list"]
    assert (found["_file"], found["_sheet"], found["_row"]) == (r"a\u0000.xlsx", "表?", [4])


def test_nothing_is_kept_of_a_verdict_that_is_not_written(sent: Connection) -> None:
    files, judgement = judged(sent, MAY, [SENT], validated=validated(answer("row", 4)), fates={})
    with pytest.raises(TerminalError):
        merge(sent, files, judgement, NOW)
    assert (count(sent, "validation_result"), count(sent, "validation"), count(sent, "checkpoint")) == (0, 0, 0)


def test_answers_that_were_replaced_are_forgotten_in_time_and_the_newest_never(sent: Connection) -> None:
    load(sent, answer("row", 4), answer("cell"))
    load(sent, answer("row", 5), answer("cell"), now=NOW + timedelta(days=1))
    load(sent, answer("row", 5), answer("cell"), now=NOW + KEPT_FOR)
    assert len(judged_months(sent, MAY)) == 3
    load(sent, answer("row", 5), answer("cell"), now=NOW + KEPT_FOR + timedelta(days=2))
    assert [each.judged_at for each in judged_months(sent, MAY)] == [NOW + KEPT_FOR + timedelta(days=2), NOW + KEPT_FOR]
    assert (count(sent, "validation_result"), count(sent, "rule_run")) == (2, 4 * len(RULES))


def test_loading_a_month_keeps_its_results_and_renews_its_pages(
    sent: Connection, postgres_settings: Settings
) -> None:
    load_month(postgres_settings, sent, Month(2020, 5), NOW)
    [newest] = judged_months(sent, MAY)
    kept = with_answers(sent, newest).validated
    assert [outcome.name for outcome in kept.checkpoints] == ["load", "month"]
    assert kept.definitions == definitions_version()
    pages = postgres_settings.workspace / "docs" / MAY
    assert {path.stem for path in pages.glob("app_account.*.html")} == {each.name for each in kept.validations}
    assert "bound_id_differs" in (pages / "app_account.row.html").read_text(encoding="utf-8")


def command(settings: Settings, *words: str) -> tuple[int, str]:
    said = CliRunner().invoke(app, [*words], env={"TOWNSHIP_SYNC_DSN": settings.dsn, "COLUMNS": "200"})
    return said.exit_code, said.output


def test_the_command_tells_each_rule_with_its_outcome_count_and_reason(
    sent: Connection, postgres_settings: Settings, tmp_path: Path
) -> None:
    load(sent, answer("row", 4))
    sent.commit()
    code, said = command(postgres_settings, "quality", MAY, "--json", str(tmp_path / "q.json"))
    assert code == 0, said
    assert "没有上月的《APP账号实名制》" in said
    assert "2 rules: 0 passed, 1 failed, 1 not run" in said
    told = json.loads((tmp_path / "q.json").read_text(encoding="utf-8"))
    assert [(rule["slug"], rule["outcome"], rule["unexpected"]) for rule in told["rules"]] == [
        ("bound_id_differs", "failed", 1), ("row_count_drift", "not_run", 0)
    ]
    assert told["validations"]["app_account.row"] == answer("row", 4).result
    assert told["definitions"] == "0.1.0+abc"


def test_an_earlier_judging_can_be_asked_for_by_its_run(sent: Connection, postgres_settings: Settings) -> None:
    load(sent, answer("row", 4))
    files, judgement = judged(sent, MAY, [SENT], validated=validated(answer("row")), rules=())
    merge(sent, files, replace(judgement, run_id="run-2"), NOW + timedelta(days=1))
    sent.commit()
    assert command(postgres_settings, "quality", MAY, "--runs")[1].split()[::3] == ["run-2", "run-1"]
    assert "2 rules: 0 passed, 1 failed" in command(postgres_settings, "quality", MAY, "--run", "run-1")[1]
    assert "0 rules" in command(postgres_settings, "quality", MAY)[1]
    code, said = command(postgres_settings, "quality", MAY, "--run", "run-3")
    assert (code, "run-3" in said) == (2, True)


def test_pages_of_every_month_are_written_from_what_is_kept(
    sent: Connection, postgres_settings: Settings, tmp_path: Path
) -> None:
    load(sent, answer("row", 4))
    sent.commit()
    code, said = command(postgres_settings, "docs", "--to", str(tmp_path / "pages"))
    assert code == 0, said
    index, month = tmp_path / "pages" / "index.html", tmp_path / "pages" / MAY / "index.html"
    assert "2020年5月" in index.read_text(encoding="utf-8")
    assert "绑定身份证号" in (tmp_path / "pages" / MAY / "app_account.row.html").read_text(encoding="utf-8")
    assert month.is_file()
    assert f"{NOW.astimezone(COUNTY_TIME):%Y-%m-%d %H:%M:%S}" in month.read_text(encoding="utf-8")
