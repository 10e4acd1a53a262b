"""What is published, approved, sent and answered is on record, each once; and without its record nothing is sent."""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from integration.audit.conftest import Acts
from integration.exchange.conftest import Served
from integration.exchange.oracle import Ledger
from integration.warehouse.months import take
from integration.warehouse.test_publish_month import APRIL
from township_sync.cli import app
from township_sync.domain.audit_chain import Act
from township_sync.errors import TerminalError, TransientError
from township_sync.settings import Settings
from township_sync.steps.audit import verify
from township_sync.steps.follow import follow_receipts
from township_sync.steps.publish import publish_month
from township_sync.steps.submit import submit
from township_sync.transport.peer import Refused
from township_sync.warehouse.approvals import approve, return_
from township_sync.warehouse.connect import Connection, connect

NOW = datetime(2020, 6, 5, 1, tzinfo=UTC)
REFUSE_TO_ADD = """
CREATE FUNCTION ops.refuse_to_add() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'disk full'; END $$;
CREATE TRIGGER no_more BEFORE INSERT ON ops.audit FOR EACH ROW EXECUTE FUNCTION ops.refuse_to_add();
"""


@contextmanager
def _obstacle(settings: Settings, kind: str) -> Iterator[None]:
    """The record cannot be written: its table refuses rows, or somebody else holds it."""
    with connect(settings) as other:
        if kind == "refuses":
            other.execute(REFUSE_TO_ADD.encode())
            yield
            other.execute("DROP TRIGGER no_more ON ops.audit")
        else:
            with other.transaction():
                other.execute("LOCK TABLE ops.audit IN SHARE MODE")
                yield


def _call(*words: str) -> Any:
    return CliRunner().invoke(app, ["audit", *words], env={"COLUMNS": "200"})


def _asked(tmp_path: Path, *words: str) -> dict[str, Any]:
    called = _call(*words, "--json", str(tmp_path / "answer.json"))
    assert called.exit_code == 0, called.output
    answer: dict[str, Any] = json.loads((tmp_path / "answer.json").read_text(encoding="utf-8"))
    return answer


def names(acts: list[Act]) -> list[str]:
    return [act.action for act in acts]


def test_a_batch_is_told_from_its_plan_to_its_closing(
    connection: Connection, sending: Settings, publish: Callable[..., int], acts: Acts
) -> None:
    number = publish(7, without_phone=(2, 5))
    submit(connection, sending, number, NOW)
    follow_receipts(connection, sending, NOW)
    assert verify(connection, sending).heads >= 2, "noted after the push and after the receipts"
    applied, closed = [act for act in acts() if act.action in ("receipts_applied", "batch_closed")]
    assert applied.details["accepted"] == closed.details["accepted"] == 5 and closed.details["rejected"] == 2
    submit(connection, sending, number, NOW)
    follow_receipts(connection, sending, NOW)
    assert [name for name in names(acts()) if name != "feed_heard"] == [
        "batches_planned", "attempt_begun", "batch_sent", "attempt_ended", "receipts_applied", "batch_closed"]


def test_an_attempt_that_fails_is_told_with_its_outcome(
    connection: Connection, sending: Settings, publish: Callable[..., int], province: Served, acts: Acts
) -> None:
    number = publish(3)
    province.script({"match": "POST /api/v1/batches/*/commit", "action": "lose", "times": 99},
                    {"match": "GET /api/v1/batches", "action": "drop", "times": 99})
    with pytest.raises(TransientError):
        submit(connection, Settings(sending.workspace, {**sending.environment, "TOWNSHIP_SYNC_PEER_DEADLINE": "1"}),
               number, NOW)
    province.script()
    submit(connection, sending, number, NOW)
    outcomes = [act.details["outcome"] for act in acts() if act.action == "attempt_ended"]
    assert outcomes == ["unknown"] and "batch_sent" in names(acts()), "the feed told that it was there"


def test_what_the_platform_refuses_is_told(
    connection: Connection, sending: Settings, publish: Callable[..., int], province: Served, acts: Acts
) -> None:
    refused = {"code": "UNREADABLE", "message": "no"}
    province.script({"match": "POST /api/v1/batches$", "action": "answer", "status": 422, "body": json.dumps(refused)})
    with pytest.raises(Refused):
        submit(connection, sending, publish(3), NOW)
    assert names(acts()) == ["batches_planned", "attempt_begun", "batch_refused", "attempt_ended"]


def test_a_batch_that_does_not_add_up_is_told_once_however_often_it_is_asked_about(
    connection: Connection, sending: Settings, publish: Callable[..., int], province: Served, acts: Acts
) -> None:
    submit(connection, sending, publish(3), NOW)
    unknown = json.dumps({"code": "BATCH_UNKNOWN", "message": "no"})
    gone = {"match": "GET /api/v1/batches/*/receipts", "action": "answer", "status": 404, "body": unknown}
    for _ in range(3):
        province.script(gone)
        follow_receipts(connection, sending, NOW)
    assert Counter(names(acts()))["batch_out_of_balance"] == 1
    follow_receipts(connection, sending, NOW)
    assert names(acts())[-1] == "batch_closed"


def test_two_thousand_rows_in_one_batch_make_a_handful_of_acts(
    connection: Connection, sending: Settings, publish: Callable[..., int], acts: Acts
) -> None:
    one_batch = Settings(sending.workspace, sending.environment | {"TOWNSHIP_SYNC_BATCH_ROWS": "2000"})
    submit(connection, one_batch, publish(2000), NOW)
    assert len(acts()) == 4


def test_publications_are_told_once_with_who_returned_them(
    connection: Connection, postgres_settings: Settings, acts: Acts
) -> None:
    take(connection, postgres_settings, [APRIL])
    assert names(acts()) == ["submission_received", "submission_read", "month_merged"]
    [made] = publish_month(connection, postgres_settings, "2020-04", NOW)
    publish_month(connection, postgres_settings, "2020-04", NOW)
    [told] = [act for act in acts() if act.action == "publication_made"]
    assert told.subject == {"publication_id": made.publication_id} and told.details["sha256"] == made.sha256
    assert return_(connection, [made.publication_id], NOW, "王股长", "人数不对").done == (made.publication_id,)
    assert names(acts())[3:] == ["publication_made", "batches_planned", "publication_withdrawn", "approval_returned"]
    assert {(act.actor, act.details["because"]) for act in acts()[5:]} == {("王股长", "人数不对")}


@pytest.mark.parametrize("obstacle", ["refuses", "locked"])
def test_without_its_record_no_attempt_is_made_and_nothing_is_sent(
    connection: Connection, sending: Settings, publish: Callable[..., int], ledger: Ledger, obstacle: str,
) -> None:
    number = publish(25)
    connection.execute("SET lock_timeout = '100ms'")
    with _obstacle(sending, obstacle), pytest.raises((TerminalError, TransientError)):
        submit(connection, sending, number, NOW)
    assert connection.execute("SELECT FROM ops.batch").fetchall() == []
    assert not ledger.path.exists() or ledger.outcomes() == []
    submit(connection, sending, number, NOW)
    ledger.assert_each_applied_once(25)


def test_a_record_that_fails_between_plan_and_attempt_sends_nothing_either(
    connection: Connection, sending: Settings, publish: Callable[..., int], ledger: Ledger
) -> None:
    number, add = publish(25), REFUSE_TO_ADD.replace("FOR EACH ROW", "FOR EACH ROW WHEN (NEW.action = 'attempt_begun')")
    connection.execute(add.encode())
    with pytest.raises(TerminalError):
        submit(connection, sending, number, NOW)
    assert connection.execute("SELECT FROM ops.batch_attempt").fetchall() == [] and ledger.outcomes() == []
    connection.execute("DROP TRIGGER no_more ON ops.audit")
    submit(connection, sending, number, NOW)
    ledger.assert_each_applied_once(25)


def test_a_record_that_fails_after_sending_does_not_send_twice(
    connection: Connection, sending: Settings, publish: Callable[..., int], ledger: Ledger
) -> None:
    number, add = publish(25), REFUSE_TO_ADD.replace("FOR EACH ROW", "FOR EACH ROW WHEN (NEW.action = 'batch_sent')")
    connection.execute(add.encode())
    with pytest.raises(TerminalError):
        submit(connection, sending, number, NOW)
    connection.execute("DROP TRIGGER no_more ON ops.audit")
    submit(connection, sending, number, NOW)
    ledger.assert_each_applied_once(25)
    assert verify(connection, sending).rows


def test_who_sent_tells_the_approval_the_publication_the_attempts_and_the_answer(
    connection: Connection, sending: Settings, publish: Callable[..., int], monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    first, other = publish(12), publish(3, revision=2)
    connection.execute("UPDATE ops.publication SET state = 'ready', approved_by = NULL")
    approve(connection, [first], NOW, "王股长", "已核对")
    approve(connection, [other], NOW, "李四", "")
    for number in (first, other):
        submit(connection, sending, number, NOW)
    follow_receipts(connection, sending, NOW)
    for name, value in sending.environment.items():
        monkeypatch.setenv(name, value)
    answer = _asked(tmp_path, "who-sent", "month-recruiter-2020-05-r1-2")
    assert answer["approved_by"] == ["王股长"] and answer["rows"] == 2 and answer["state"] == "closed"
    assert [act["action"] for act in answer["acts"]] == [
        "approval_given", "batches_planned", "attempt_begun", "batch_sent", "attempt_ended", "receipts_applied",
        "batch_closed"]
    assert _asked(tmp_path, "who-sent", str(answer["batch_id"])) == answer
    given = _asked(tmp_path, "list", "--action", "approval_given", "--since", "2020-06-05")["acts"]
    assert [act["actor"] for act in given] == ["王股长", "李四"]
    assert "王股长 2020-06-05 09:00:00" in _call("who-sent", str(answer["batch_id"])).output
    assert _asked(tmp_path, "list", "--action", "approval_given", "--since", "2020-06-06")["acts"] == []


@pytest.mark.parametrize(("words", "said"), [
    (("who-sent", "r1-9"), "no batch"), (("list", "--action", "x"), "no act"), (("list", "--since", "x"), "no day"),
])
def test_what_is_asked_wrongly_is_answered_with_the_remedy(
    connection: Connection, postgres_settings: Settings, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...],
    said: str,
) -> None:
    monkeypatch.setenv("TOWNSHIP_SYNC_DSN", str(postgres_settings.dsn))
    called = _call(*words)
    assert called.exit_code == 2 and said in called.stderr
