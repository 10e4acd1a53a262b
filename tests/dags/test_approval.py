"""The approval before a push: asked of a person, or automatic, or not needed."""

from datetime import UTC, datetime
from typing import Any

import pytest
from airflow.sdk.exceptions import TaskAwaitingInput

from township_sync.orchestration import approval
from township_sync.orchestration.approval import PushApproval


class _TaskInstance:
    def __init__(self, made: Any) -> None:
        self.id, self._made = "00000000-0000-0000-0000-000000000001", made

    def xcom_pull(self, task_ids: str) -> Any:
        assert task_ids == "publish"
        return self._made


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was asked of people; and no Airflow variable is set."""
    questions: list[str] = []
    monkeypatch.setattr("airflow.providers.standard.operators.hitl.upsert_hitl_detail",
                        lambda **detail: questions.append(detail["subject"]))
    monkeypatch.setattr(approval.Variable, "get", staticmethod(lambda name, default=None: default))
    monkeypatch.delenv("TOWNSHIP_SYNC_APPROVAL", raising=False)
    return questions


@pytest.fixture(autouse=True)
def recorded(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    """What was put on record."""
    answers: list[tuple[Any, ...]] = []
    monkeypatch.setattr(approval, "record_answer", lambda *answer: answers.append(answer))
    return answers


def _run(rows: int) -> None:
    instance = _TaskInstance({"rows": rows, "ids": [7]})
    PushApproval(task_id="approve", subject="推送？", body="").execute({"ti": instance, "task_instance": instance})


def test_a_person_is_asked_unless_it_is_said_otherwise(asked: list[str]) -> None:
    with pytest.raises(TaskAwaitingInput):
        _run(rows=3)
    assert asked == ["推送？"]


def test_nobody_is_asked_when_nothing_leaves(asked: list[str]) -> None:
    _run(rows=0)
    assert asked == []


def test_an_installation_may_approve_automatically(
    asked: list[str], recorded: list[tuple[Any, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOWNSHIP_SYNC_APPROVAL", "automatic")
    _run(rows=3)
    assert asked == [] and recorded == [(True, [7], None, "automatic")]


def test_the_airflow_variable_overrules_the_installation(asked: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOWNSHIP_SYNC_APPROVAL", "automatic")
    monkeypatch.setattr(approval.Variable, "get", staticmethod(lambda name, default=None: "manual"))
    with pytest.raises(TaskAwaitingInput):
        _run(rows=3)


@pytest.mark.parametrize(("answer", "is_approved"), [("Reject", False), ("Approve", True)])
def test_who_answered_what_is_put_on_record(recorded: list[tuple[Any, ...]], answer: str, is_approved: bool) -> None:
    instance = _TaskInstance({"rows": 3, "ids": [7, 8]})
    event = {"chosen_options": [answer], "params_input": {}, "responded_by_user": {"id": "wang", "name": "王股长"},
             "responded_at": datetime(2020, 6, 5, tzinfo=UTC)}
    PushApproval(task_id="approve", subject="推送？", body="").execute_complete({"ti": instance}, event)
    assert recorded == [(is_approved, [7, 8], "王股长", "")]
