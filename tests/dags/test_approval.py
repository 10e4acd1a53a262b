"""The approval before a push: asked of a person under a summary, or automatic, or not needed."""

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from airflow.sdk.exceptions import TaskAwaitingInput

from township_sync.errors import TerminalError, TransientError, UsageError
from township_sync.orchestration import approval
from township_sync.orchestration.approval import PushApproval
from township_sync.steps.approve import Question
from township_sync.warehouse.approvals import Answered

USER = {"id": "wang", "name": "王股长"}


class _TaskInstance:
    def __init__(self, made: Any) -> None:
        self.id, self._made = "00000000-0000-0000-0000-000000000001", made

    def xcom_pull(self, task_ids: str) -> Any:
        assert task_ids == "publish"
        return self._made


class _Warehouse:
    """What the warehouse would be asked and told: `waits` is the question, `answers` what was recorded."""

    def __init__(self) -> None:
        self.waits: Question | None = Question((7,), "## 2020-05：3行待推送", needs_reason=False)
        self.answers: list[tuple[Any, ...]] = []
        self.automatic: list[list[int]] = []
        self.says: Answered | Exception = Answered((7,))

    def record(self, *answer: Any) -> Answered:
        self.answers.append(answer)
        if isinstance(self.says, Exception):
            raise self.says
        return self.says


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What was asked of people; and no Airflow variable is set."""
    questions: list[dict[str, Any]] = []
    monkeypatch.setattr("airflow.providers.standard.operators.hitl.upsert_hitl_detail",
                        lambda **detail: questions.append(detail))
    monkeypatch.setattr("airflow.sdk.Variable.get", staticmethod(lambda name, default=None: default))
    monkeypatch.delenv("TOWNSHIP_SYNC_APPROVAL", raising=False)
    return questions


@pytest.fixture(autouse=True)
def warehouse(monkeypatch: pytest.MonkeyPatch) -> _Warehouse:
    made = _Warehouse()
    monkeypatch.setattr(approval, "ask", lambda ids: made.waits if ids else None)
    monkeypatch.setattr(approval, "record_answer", made.record)
    monkeypatch.setattr(approval, "approve_automatically", lambda ids: made.automatic.append(list(ids)))
    return made


def _run(rows: int = 3) -> None:
    instance = _TaskInstance({"rows": rows, "ids": [7] if rows else []})
    task = PushApproval(task_id="approve", subject="推送？", body="请核对。")
    task.execute({"ti": instance, "task_instance": instance})


def _answer(option: str = "Approve", because: str | None = None, **more: Any) -> Any:
    instance = _TaskInstance({"rows": 3, "ids": [7]})
    event = {"chosen_options": [option], "params_input": {"because": because}, "responded_by_user": USER,
             "responded_at": datetime(2020, 6, 5, tzinfo=UTC), **more}
    return PushApproval(task_id="approve", subject="推送？", body="").execute_complete({"ti": instance}, event)


def test_a_person_is_asked_unless_it_is_said_otherwise(asked: list[dict[str, Any]]) -> None:
    with pytest.raises(TaskAwaitingInput) as waits:
        _run()
    [question] = asked
    assert question["subject"] == "推送？" and question["body"] == "请核对。\n\n## 2020-05：3行待推送"
    assert waits.value.timeout is not None and waits.value.timeout.total_seconds() == 72 * 3600
    assert question["params"]["because"]["schema"]["type"] == ["null", "string"] and not question["assigned_users"]


def test_the_form_asks_for_a_reason_in_time_and_of_those_named(
    asked: list[dict[str, Any]], warehouse: _Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    warehouse.waits = Question((7,), "⚠", needs_reason=True)
    monkeypatch.setenv("TOWNSHIP_SYNC_APPROVAL_HOURS", "5")
    monkeypatch.setenv("TOWNSHIP_SYNC_APPROVER_NAMES", "wang, li")
    with pytest.raises(TaskAwaitingInput) as waits:
        _run()
    [question] = asked
    assert question["params"]["because"]["schema"]["minLength"] == 1
    assert [user["id"] for user in question["assigned_users"]] == ["wang", "li"]
    assert waits.value.timeout is not None and waits.value.timeout.total_seconds() == 5 * 3600


def test_nobody_is_asked_when_nothing_leaves_or_the_answer_was_given_elsewhere(
    asked: list[dict[str, Any]], warehouse: _Warehouse
) -> None:
    _run(rows=0)
    warehouse.waits = None
    _run()
    assert asked == []


def test_an_installation_may_approve_automatically(
    asked: list[dict[str, Any]], warehouse: _Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOWNSHIP_SYNC_APPROVAL", "automatic")
    _run()
    assert asked == [] and warehouse.automatic == [[7]]


def test_the_airflow_variable_overrules_the_installation(
    asked: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOWNSHIP_SYNC_APPROVAL", "automatic")
    monkeypatch.setattr("airflow.sdk.Variable.get", staticmethod(lambda name, default=None: "manual"))
    with pytest.raises(TaskAwaitingInput):
        _run()


@pytest.mark.parametrize(("option", "is_approved"), [("Reject", False), ("Approve", True)])
def test_who_answered_what_is_put_on_record(warehouse: _Warehouse, option: str, is_approved: bool) -> None:
    _answer(option, "已核对")
    assert warehouse.answers == [(is_approved, [7], USER, "已核对")]


def test_an_answer_that_cannot_count_is_asked_for_again_by_the_next_try(warehouse: _Warehouse) -> None:
    warehouse.says = UsageError("This push needs a reason.")
    with pytest.raises(TransientError, match="asked again"):
        _answer()
    warehouse.says = Answered(waiting=(7,))
    with pytest.raises(TransientError, match="second person"):
        _answer()


def test_without_an_answer_in_time_nothing_is_approved_and_the_task_fails_for_good(warehouse: _Warehouse) -> None:
    late = {"error": "late", "error_type": "timeout"}
    with pytest.raises(TerminalError, match="stay ready and nothing was pushed"):
        _answer(**late)
    warehouse.waits = None
    assert _answer(**late) is None
    assert warehouse.answers == [] and warehouse.automatic == []


def test_the_user_of_airflow_is_the_person_on_record(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    said: list[Any] = []
    monkeypatch.setattr("township_sync.warehouse.connect.connect", lambda settings: _Nothing())
    monkeypatch.setattr("township_sync.steps.approve.approve", lambda *words: said.append(words[-2:]))
    monkeypatch.setattr("township_sync.steps.approve.return_", lambda *words: said.append(words[-2:]))
    for user in (USER, {}):
        approval.record_answer(True, [7], user, "已核对")
    monkeypatch.setenv("TOWNSHIP_SYNC_APPROVER_NAMES", "wang")
    approval.record_answer(False, [7], USER, "不对")
    assert said == [("王股长", "已核对"), ("", "已核对"), ("wang", "不对")]


class _Nothing(SimpleNamespace):
    def __enter__(self) -> None: ...

    def __exit__(self, *_: Any) -> None: ...
