"""Approvals: what waits is shown with its figures, and only approvers answer."""

import pytest

from integration.web.conftest import Reader
from integration.web.forms import submitted, text_of
from township_sync.warehouse.connect import Connection


def _waiting(connection: Connection) -> list[int]:
    found = connection.execute("SELECT publication_id FROM ops.publication WHERE state = 'ready' ORDER BY 1")
    return [row["publication_id"] for row in found]


def _state(connection: Connection, number: int) -> tuple[str, str | None]:
    row = connection.execute("SELECT state, approved_by FROM ops.publication WHERE publication_id = %s", [number])
    found = row.fetchone()
    assert found is not None
    return found["state"], found["approved_by"]


def test_what_waits_is_shown_with_what_stood_before(reader: Reader) -> None:
    said = text_of(reader("auditor").get("/approvals"))
    assert "APP账号实名制 r1 0 0 1 1 2 3" in said and "只有审批人可以同意或退回" in said


def test_an_approver_lets_it_leave_with_a_reason_and_not_without(actor: Reader, changed: Connection) -> None:
    waiting = _waiting(changed)
    bare = submitted(actor("approver"), "/approvals", "/approvals/answer", verdict="approve", publication=waiting)
    assert bare.status_code == 400 and "请写明理由" in bare.text and _waiting(changed) == waiting
    done = submitted(actor("approver"), "/approvals", "/approvals/answer", verdict="approve", publication=waiting[:1],
                     because="已核实")
    assert done.status_code == 303 and done.headers["location"].endswith("done=approved")
    assert _state(changed, waiting[0]) == ("approved", "王股长") and _waiting(changed) == waiting[1:]
    assert "王股长" in text_of(actor("auditor").get(f"/batches/publications/{waiting[0]}"))
    left = actor("approver").get("/approvals").text
    assert f'value="{waiting[0]}"' not in left and f'value="{waiting[1]}"' in left


def test_what_is_returned_is_given_up(actor: Reader, changed: Connection) -> None:
    number = _waiting(changed)[-1]
    none = submitted(actor("approver"), "/approvals", "/approvals/answer", verdict="return", because="数字不对")
    assert none.status_code == 400 and "请至少选择一份文件" in none.text
    done = submitted(actor("approver"), "/approvals", "/approvals/answer", verdict="return", publication=[number],
                     because="数字不对")
    assert done.headers["location"].endswith("done=returned") and _state(changed, number)[0] == "refused"


@pytest.mark.parametrize("role", ["bureau", "data_engineer", "auditor"])
def test_nobody_else_may_answer(actor: Reader, changed: Connection, role: str) -> None:
    before = _waiting(changed)
    answer = submitted(actor(role), "/approvals", "/approvals/answer", verdict="approve", publication=before,
                       because="x")
    assert answer.status_code == 403 and _waiting(changed) == before


@pytest.mark.parametrize("number", ["0", "99999999999999999999", "x"])
def test_what_can_be_no_number_of_a_publication_is_unreadable(actor: Reader, number: str) -> None:
    answer = submitted(actor("approver"), "/approvals", "/approvals/answer", verdict="approve", publication=number,
                       because="x")
    assert answer.status_code == 400
