"""The commands of cases and of the life of findings: what they show, what they keep, and what they refuse."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from integration.warehouse.months import NOW, Row, Sent, judged, person, send
from township_sync.cli import app
from township_sync.domain.finding import Finding
from township_sync.domain.judgement import RowPlace
from township_sync.domain.ownership import CLAIMED, Claim
from township_sync.settings import Settings
from township_sync.steps.merge import merge
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.waiting import months_waiting

CAOWEI, GONGHUA, SHARED = "430981114", "430981116", "439999197505141239"
WORKER: Row = {"id_no": SHARED, "person_name": "张三"}
SENT = [Sent(unit, "2020-05", "worker_employment", [WORKER], fates={4: "held_aside"}) for unit in (CAOWEI, GONGHUA)]
WARNED = Sent(CAOWEI, "2020-05", "app_account", [person("439999197505141247")])
NUMBER = "2020-05-0001"


@pytest.fixture
def warehouse(connection: Connection, postgres_settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Connection:
    """One person whom two units claim, and one warning."""
    monkeypatch.setenv("TOWNSHIP_SYNC_DSN", str(postgres_settings.dsn))
    monkeypatch.setenv("COLUMNS", "240")
    for sent in (*SENT, WARNED):
        send(connection, postgres_settings, sent)
    claims: dict[RowPlace, Claim] = {(sent.file, "表", 4): Claim(sent.entity, sent.unit) for sent in SENT}
    found = [*(Finding(CLAIMED, *place, "身份证号") for place in claims),
             Finding("mobile_invalid", WARNED.file, "表", 4, "联系电话")]
    files, judgement = judged(connection, "2020-05", [*SENT, WARNED], findings=found, claims=claims)
    merge(connection, files, judgement, NOW)
    return connection


def call(*arguments: str) -> Any:
    return CliRunner().invoke(app, list(arguments))


def answer(tmp_path: Path, *arguments: str) -> dict[str, Any]:
    called = call(*arguments, "--json", str(tmp_path / "answer.json"))
    assert called.exit_code == 0, called.output
    written: dict[str, Any] = json.loads((tmp_path / "answer.json").read_text(encoding="utf-8"))
    return written


def test_a_case_is_listed_with_its_age_and_without_its_person(warehouse: Connection, tmp_path: Path) -> None:
    [case] = answer(tmp_path, "cases", "--open")["cases"]
    assert (case["number"], case["state"], case["units"]) == (NUMBER, "open", [CAOWEI, GONGHUA])
    assert case["age_days"] > 2000 and case["decision"] is None
    shown = call("cases").output
    assert NUMBER in shown and "草尾镇、共华镇" in shown and f"待定{case['age_days']}天" in shown
    keys = [row["row_key"] for row in warehouse.execute("SELECT row_key FROM ops.ownership_case")]
    assert not [secret for secret in (SHARED, "张三", *keys) if secret in shown + json.dumps(case, ensure_ascii=False)]
    assert f"cases waiting for a decision: 1, the oldest for {case['age_days']} days" in call("status").output


def test_a_decision_is_kept_with_who_and_why(warehouse: Connection, tmp_path: Path) -> None:
    said = ("decide-case", NUMBER, "--owner", GONGHUA, "--by", "王股长", "--because", f"查户口簿 {SHARED}")
    assert "共华镇; 2020-05 is judged again" in call(*said).output
    assert months_waiting(warehouse) == ["2020-05"]
    [case] = answer(tmp_path, "cases")["cases"]
    decision = case["decision"]
    assert (decision["owner"], decision["decided_by"], decision["since"]) == (GONGHUA, "王股长", "2020-05")
    assert decision["because"] == "查户口簿 …1239"


@pytest.mark.parametrize("owner, by, because, said", [
    (GONGHUA, " ", "查户口簿", "--by must not be empty"), (GONGHUA, "王股长", "", "--because must not be empty"),
    ("430981006", "王股长", "查户口簿", "does not claim"),
])
def test_half_a_decision_is_refused(warehouse: Connection, owner: str, by: str, because: str, said: str) -> None:
    refused = call("decide-case", NUMBER, "--owner", owner, "--by", by, "--because", because)
    assert refused.exit_code == 2 and said in refused.output
    assert warehouse.execute("SELECT * FROM ops.ownership_decision").fetchall() == []


def test_findings_are_listed_with_their_state_and_summed_by_unit(warehouse: Connection, tmp_path: Path) -> None:
    told = answer(tmp_path, "findings", "--unit", CAOWEI, "--period", "2020-05", "--state", "open")
    assert sorted(one["slug"] for one in told["findings"]) == [CLAIMED, "mobile_invalid"]
    [unit] = told["units"]
    assert (unit["unit_code"], unit["open"], unit["days_to_fix"]) == (CAOWEI, 2, None)
    assert answer(tmp_path, "findings", "--state", "fixed")["findings"] == []
    assert "mobile_invalid" in call("findings").output


def test_a_finding_is_waived_listed_and_taken_back(warehouse: Connection, tmp_path: Path) -> None:
    findings = {one["slug"]: one["finding_id"] for one in answer(tmp_path, "findings", "--unit", CAOWEI)["findings"]}
    why = ("--by", "王股长", "--because", "本人没有手机")
    refused = call("waive", str(findings[CLAIMED]), "--until", "2099-12-31", *why)
    assert refused.exit_code == 2 and "cannot be waived (reject_row)" in refused.output
    assert call("waive", str(findings["mobile_invalid"]), "--until", "2099-12-31", *why).exit_code == 0
    listed = call("waive").output
    assert "mobile_invalid 联系电话 (one thing)  until 2099-12-31" in listed and "王股长: 本人没有手机" in listed
    assert call("unwaive", listed.split()[0], *why).exit_code == 0
    assert call("waive").output == ""


@pytest.mark.parametrize("arguments", [
    ("1", "--slug", "mobile_invalid", "--until", "2099-12-31"), ("--slug", "mobile_invalid", "--until", "2099-12-31"),
    ("--unit", CAOWEI, "--slug", "mobile_invalid", "--until", "soon"), ("999", "--until", "2099-12-31"),
])
def test_half_a_waiver_is_refused(warehouse: Connection, arguments: tuple[str, ...]) -> None:
    refused = call("waive", *arguments, "--by", "王股长", "--because", "本人没有手机")
    assert refused.exit_code == 2 and "Traceback" not in refused.output
    assert warehouse.execute("SELECT * FROM ops.waiver").fetchall() == []


def test_nothing_can_be_waived_before_anything_was_judged(
    connection: Connection, postgres_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOWNSHIP_SYNC_DSN", str(postgres_settings.dsn))
    refused = call("waive", "--unit", CAOWEI, "--slug", "mobile_invalid", "--until", "2099-12-31", "--by", "王股长",
                   "--because", "本人没有手机")
    assert refused.exit_code == 2
    assert refused.output == ("township-sync: Nothing was judged yet, so there is nothing to waive; load a month with "
                              "`township-sync run` first.\n")


@pytest.mark.parametrize("command, said", [
    (("waive", "9" * 20, "--until", "2099-12-31"), "There is no open finding " + "9" * 20),
    (("unwaive", "9" * 20), "There is no waiver " + "9" * 20),
])
def test_a_number_too_large_for_the_database_is_not_there(
    warehouse: Connection, command: tuple[str, ...], said: str
) -> None:
    refused = call(*command, "--by", "王股长", "--because", "本人没有手机")
    assert refused.exit_code == 2 and refused.output.startswith("township-sync: " + said), refused.output
