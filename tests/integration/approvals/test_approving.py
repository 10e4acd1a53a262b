"""The approval before a push: who agreed to what, after having seen which figures; and the command line's part."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from integration.warehouse.months import NOW, A, B, Sent, person, take
from integration.warehouse.test_publish_month import APRIL, MAY, P1, answer
from township_sync.cli import app
from township_sync.domain.finding import Finding
from township_sync.errors import UsageError
from township_sync.settings import Settings
from township_sync.steps import approve as step
from township_sync.steps.publish import publish_month
from township_sync.warehouse.connect import Connection

WANG, LI = "王股长", "李四"


def _with(settings: Settings, **more: str) -> Settings:
    return Settings(settings.workspace, {**settings.environment,
                                         **{f"TOWNSHIP_SYNC_{name}": value for name, value in more.items()}})


def _states(connection: Connection) -> list[tuple[str, str | None]]:
    found = connection.execute("SELECT state, approved_by FROM ops.publication ORDER BY publication_id")
    return [(row["state"], row["approved_by"]) for row in found]


def _acts(connection: Connection) -> list[tuple[str, str]]:
    found = connection.execute("SELECT action, actor FROM ops.audit WHERE action LIKE 'approval%' ORDER BY number")
    return [(row["action"], row["actor"]) for row in found]


@pytest.fixture
def first(connection: Connection, postgres_settings: Settings) -> int:
    """April's publication, the first of its dataset: nothing to compare it with."""
    take(connection, postgres_settings, [APRIL])
    return publish_month(connection, postgres_settings, "2020-04", NOW)[0].publication_id


@pytest.fixture
def second(connection: Connection, postgres_settings: Settings, first: int) -> int:
    """May's: one of three persons went, which is a jump."""
    answer(connection)
    take(connection, postgres_settings, [MAY])
    return publish_month(connection, postgres_settings, "2020-05", NOW)[0].publication_id


def test_who_agreed_is_kept_and_on_record_and_a_second_answer_changes_nothing(
    connection: Connection, postgres_settings: Settings, first: int
) -> None:
    assert step.approve(connection, postgres_settings, [first], NOW, WANG, "").done == (first,)
    again = step.approve(connection, postgres_settings, [first], NOW, LI, "")
    assert (again.done, again.passed_over) == ((), {first: "approved"})
    assert _states(connection) == [("approved", WANG)] and _acts(connection) == [("approval_given", WANG)]


def test_what_does_not_exist_is_named_and_nothing_is_approved(
    connection: Connection, postgres_settings: Settings, first: int
) -> None:
    with pytest.raises(UsageError, match="no publication 99"):
        step.approve(connection, postgres_settings, [first, 99], NOW, WANG, "")
    assert _states(connection) == [("ready", None)] and _acts(connection) == []


def test_two_different_persons_have_to_agree_where_the_installation_wants_it(
    connection: Connection, postgres_settings: Settings, first: int
) -> None:
    two = _with(postgres_settings, APPROVERS="2")
    for _ in range(2):
        assert step.approve(connection, two, [first], NOW, WANG, "").waiting == (first,)
    assert _states(connection) == [("ready", None)]
    asked = step.question(connection)
    assert asked and f"已同意：{WANG}" in asked.body
    assert step.approve(connection, two, [first], NOW + timedelta(hours=1), LI, "").done == (first,)
    assert _states(connection) == [("approved", f"{WANG}、{LI}")]
    assert _acts(connection) == [("approval_given", WANG), ("approval_given", LI)]


@pytest.mark.parametrize(("more", "by", "said"), [
    ({"APPROVER_NAMES": f"{LI},赵六"}, WANG, "none of those"), ({}, " ", "Say who"), ({}, "automatic", "Say who"),
    ({"APPROVERS": "3"}, WANG, "1 or 2"),
])
def test_an_answer_of_somebody_who_may_not_give_it_changes_nothing(
    connection: Connection, postgres_settings: Settings, first: int, more: dict[str, str], by: str, said: str
) -> None:
    with pytest.raises(UsageError, match=said):
        step.approve(connection, _with(postgres_settings, **more), [first], NOW, by, "")
    assert _states(connection) == [("ready", None)]


def test_what_is_returned_with_a_reason_is_made_anew_and_asked_for_again(
    connection: Connection, postgres_settings: Settings, first: int
) -> None:
    with pytest.raises(UsageError, match="why"):
        step.return_(connection, postgres_settings, [first], NOW, WANG, " ")
    assert step.return_(connection, postgres_settings, [first], NOW, WANG, f"{P1}人数不对").done == (first,)
    assert step.return_(connection, postgres_settings, [first], NOW, LI, "又").passed_over == {first: "refused"}
    assert step.question(connection, [first]) is None
    [again] = publish_month(connection, postgres_settings, "2020-04", NOW)
    assert again.revision == 2 and _acts(connection) == [("approval_returned", WANG)]
    kept = connection.execute("SELECT string_agg(details::text, '') AS all FROM ops.audit").fetchone()
    assert kept and P1 not in kept["all"] and "人数不对" in kept["all"]


def test_a_jump_against_last_month_is_marked_and_makes_a_reason_obligatory(
    connection: Connection, postgres_settings: Settings, second: int
) -> None:
    asked = step.question(connection)
    assert asked and asked.needs_reason and "| r1 | 0 | 1 | 1 | 0 | 2 | 3 | ⚠ -33.3% |" in asked.body
    with pytest.raises(UsageError, match="needs a reason"):
        step.approve(connection, postgres_settings, [second], NOW, WANG, "")
    assert _states(connection)[1] == ("ready", None)
    assert step.approve(connection, postgres_settings, [second], NOW, WANG, "两人外出，已核对").done == (second,)


def test_what_is_as_usual_needs_no_reason(connection: Connection, postgres_settings: Settings, first: int) -> None:
    answer(connection)
    take(connection, postgres_settings, [Sent(A, "2020-05", "app_account", [
        {**row, "role": "2"} for row in APRIL.rows])])
    publish_month(connection, postgres_settings, "2020-05", NOW)
    asked = step.question(connection)
    assert asked and not asked.needs_reason and "| 3 | 3 | +0.0% |" in asked.body


def test_an_open_blocker_is_told_and_makes_a_reason_obligatory(
    connection: Connection, postgres_settings: Settings
) -> None:
    blocked = Sent(B, "2020-04", "app_account", [person("439999197505141263", unit_code=B)])
    found = [Finding("identical_to_last_month", f"{B}/app_account.xlsx", "表")]
    take(connection, postgres_settings, [APRIL, blocked], findings=found,
         blocked=frozenset({(B, "app_account", "block_sync")}))
    publish_month(connection, postgres_settings, "2020-04", NOW)
    asked = step.question(connection)
    assert asked and asked.needs_reason
    assert "阻止上报的问题" in asked.body and "本单位本月数据待核实，整体暂不上报，1行" in asked.body


def test_what_does_not_agree_with_the_platform_is_told_and_makes_a_reason_obligatory(
    connection: Connection, postgres_settings: Settings, first: int
) -> None:
    connection.execute(
        "INSERT INTO ops.reconciliation (kind, dataset, period, made_at, state, digest, only_here, only_there, "
        "field_differs, stray_batches) VALUES ('month', 'app_account', '2020-04', %s, 'unbalanced', 'x', 2, 0, 1, 0)",
        [NOW])
    asked = step.question(connection)
    assert asked and asked.needs_reason
    assert "对账不平，仅本方2行、仅省平台0行、内容不同1行" in asked.body and "2020-07-01对账，不平" in asked.body


def test_the_summary_names_units_that_sent_nothing_and_no_person(
    connection: Connection, postgres_settings: Settings, first: int
) -> None:
    asked = step.question(connection)
    assert asked and "未报单位（2020-04" in asked.body and "首次" in asked.body
    assert not any(value in asked.body for value in (P1, P1[-4:], "张三", "a39"))


def test_where_nobody_is_asked_the_record_says_so(connection: Connection, second: int) -> None:
    step.approve_automatically(connection, [second], NOW)
    assert _states(connection)[1] == ("approved", "automatic")
    assert [action for action, _ in _acts(connection)] == ["approval_given"]


@pytest.fixture
def call(postgres_settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., Result]:
    for name, value in postgres_settings.environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("COLUMNS", "200")

    def run(*words: str) -> Result:
        return CliRunner().invoke(app, [*words, "--workspace", str(tmp_path)])

    return run


def test_the_commands_show_what_waits_and_answer_by_period_or_number(
    connection: Connection, second: int, call: Callable[..., Any]
) -> None:
    shown = call("approvals").output
    assert "2020-05：2行待推送" in shown and f"publications {second} wait" in shown
    assert call("approve", "2020-05", "--by", WANG).exit_code == 2
    done = call("approve", "2020-05", "--by", WANG, "--because", "已核对")
    assert done.exit_code == 0 and f"approved: publications {second}" in done.output
    assert call("approve", "2020-05", "--by", WANG).exit_code == 2
    assert f"{second} is approved" in call("approve", str(second), "--by", WANG, "--because", "再").stderr
    assert call("return", str(second), "--by", LI, "--because", "晚了").exit_code == 0
    assert "没有等待审批" in call("approvals").output
    assert _acts(connection) == [("approval_given", WANG), ("approval_returned", LI)]
