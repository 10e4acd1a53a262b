"""Approvals: what waits is shown with its figures, and only approvers answer."""

import pytest

from integration.web.conftest import Reader
from integration.web.forms import submitted, text_of
from township_sync.warehouse.connect import Connection


def _states(connection: Connection) -> set[str]:
    return {row["state"] for row in connection.execute("SELECT state FROM ops.publication WHERE period = '2020-05'")}


def test_what_waits_is_shown_with_what_stood_before(reader: Reader) -> None:
    said = text_of(reader("auditor").get("/approvals"))
    assert "2020-05" in said and "待推送行数" in said and "只有审批人可以同意或退回" in said


def test_an_approver_lets_it_leave_with_a_reason_and_not_without(actor: Reader, changed: Connection) -> None:
    waiting = [row["publication_id"] for row in changed.execute(
        "SELECT publication_id FROM ops.publication WHERE state = 'ready'")]
    bare = submitted(actor("approver"), "/approvals", "/approvals/answer", verdict="approve", publication=waiting)
    assert bare.status_code == 400 and "请写明理由" in bare.text and _states(changed) == {"ready"}
    done = submitted(actor("approver"), "/approvals", "/approvals/answer", verdict="approve", publication=waiting,
                     because="已核实")
    assert done.status_code == 303 and done.headers["location"].endswith("done=approved")
    assert _states(changed) == {"approved"}
    assert "王股长" in text_of(actor("auditor").get(f"/batches/publications/{waiting[0]}"))


def test_what_is_returned_is_given_up(actor: Reader, changed: Connection) -> None:
    waiting = [row["publication_id"] for row in changed.execute(
        "SELECT publication_id FROM ops.publication WHERE state = 'ready'")]
    done = submitted(actor("approver"), "/approvals", "/approvals/answer", verdict="return", publication=waiting,
                     because="数字不对")
    assert done.headers["location"].endswith("done=returned") and _states(changed) == {"refused"}


@pytest.mark.parametrize("role", ["bureau", "data_engineer", "auditor"])
def test_nobody_else_may_answer(actor: Reader, changed: Connection, role: str) -> None:
    answer = submitted(actor(role), "/approvals", "/approvals/answer", verdict="approve", publication=[1], because="x")
    assert answer.status_code == 403 and _states(changed) == {"ready"}
