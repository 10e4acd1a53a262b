"""What is pushed is what the database says is approved and not sent: whoever asks, and whatever a task's state is."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from integration.exchange.conftest import NOW, Served
from integration.exchange.oracle import Ledger
from integration.exchange.published import MONTH, approve
from integration.exchange.published import month as read_month
from township_sync.errors import TerminalError, TransientError
from township_sync.outbound.province import Province
from township_sync.settings import Settings
from township_sync.steps import month
from township_sync.steps.publish import publish_month, publish_quarter
from township_sync.transport.patience import Patience
from township_sync.warehouse import publications
from township_sync.warehouse import sending as writes
from township_sync.warehouse.connect import Connection, connect


def _state(connection: Connection, state: str, number: int) -> None:
    connection.execute("UPDATE ops.publication SET state = %s WHERE publication_id = %s", (state, number))


def test_all_that_is_approved_goes_and_nothing_else(
    connection: Connection, sending: Settings, publish: Callable[..., int], ledger: Ledger
) -> None:
    numbers = [publish(3, revision=revision) for revision in (1, 2)]
    _state(connection, "ready", numbers[0])
    assert month.push(sending, connection, "quarter", NOW) == 0
    assert month.push(sending, connection, "month", NOW) == 3
    assert [name for (name,) in ledger.ask("SELECT client_ref FROM batch")] == ["month-recruiter-2020-05-r2-1"]
    with pytest.raises(TerminalError, match=rf"not sent: publication {numbers[0]} \(recruiter 2020-05\); approve"):
        month.refuse_unapproved(connection, "month")
    _state(connection, "approved", numbers[0])
    month.refuse_unapproved(connection, "month")
    assert (month.push(sending, connection, "month", NOW), month.push(sending, connection, "month", NOW)) == (3, 0)


def test_one_that_cannot_be_sent_keeps_no_other_from_being_sent(
    connection: Connection, sending: Settings, publish: Callable[..., int], ledger: Ledger
) -> None:
    publish(3)
    (sending.folder("published") / "recruiter-1.csv").write_bytes(b"changed")
    publish(4, revision=2)
    with pytest.raises(TerminalError, match="was changed"):
        month.push(sending, connection, "month", NOW)
    assert len(ledger.applied()) == 4


def test_an_interrupted_push_is_finished_by_whoever_follows_the_receipts(
    connection: Connection, sending: Settings, publish: Callable[..., int], province: Served, ledger: Ledger
) -> None:
    publish(25)
    province.script({"match": "POST /api/v1/batches", "nth": 3, "action": "answer", "status": 403})
    with pytest.raises(TerminalError):
        month.push(sending, connection, "month", NOW)
    assert month.push_left_over(sending, connection, NOW) == 15
    assert month.push_left_over(sending, connection, NOW) == 0
    ledger.assert_each_applied_once(25)


def test_a_push_that_takes_longer_than_clocks_may_differ_is_no_matter(
    connection: Connection, sending: Settings, publish: Callable[..., int], province: Served, ledger: Ledger,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The moment of a run is that of its beginning: what went by since belongs to it for every publication."""
    passed, deliver = [0.0], Province.deliver

    def slow(self: Province, *sent: Any) -> str:
        passed[0] += 400
        province.operate("clock", offset_seconds=passed[0])
        return deliver(self, *sent)

    monkeypatch.setattr(Patience, "of", lambda _: Patience(clock=lambda: passed[0]))
    monkeypatch.setattr(Province, "deliver", slow)
    province.operate("clock", offset_seconds=0)
    strict = Settings(sending.workspace, sending.environment | {"TOWNSHIP_SYNC_CLOCK_TOLERANCE": "300"})
    for revision in (1, 2):
        publish(3, revision=revision)
    assert month.push(strict, connection, "month", datetime.now(UTC)) == 6
    assert len(ledger.applied()) == 6


def _out_of_balance(connection: Connection) -> None:
    connection.execute(
        "INSERT INTO ops.reconciliation (kind, dataset, period, made_at, state, digest, agreed, only_here, only_there, "
        "field_differs, on_the_way, sent, accepted, rejected, pending, stray_batches) "
        "VALUES ('month', 'recruiter', '2020-05', now(), 'unbalanced', %s, 0, 2, 0, 1, 0, 0, 0, 0, 0, 0)", ("cd" * 32,))


def test_what_was_approved_of_a_dataset_that_is_out_of_balance_waits(
    connection: Connection, sending: Settings, publish: Callable[..., int], ledger: Ledger
) -> None:
    number = publish(3)
    _out_of_balance(connection)
    with pytest.raises(TerminalError, match=rf"Publication {number} \(recruiter 2020-05\) is approved and not sent: .*"
                                            r"only_here 2, .*field_differs 1.*reconcile settle recruiter"):
        month.push(sending, connection, "month", NOW)
    assert ledger.outcomes() == []
    assert [one.state for one in publications.unsent(connection)] == ["approved"]
    connection.execute("UPDATE ops.reconciliation SET settled_at = now(), settled_by = '王五', because = '电话'")
    assert month.push(sending, connection, "month", NOW) == 3


def test_what_was_begun_before_its_dataset_went_out_of_balance_is_finished(
    connection: Connection, sending: Settings, publish: Callable[..., int], province: Served, ledger: Ledger
) -> None:
    publish(25)
    province.script({"match": "POST /api/v1/batches", "nth": 3, "action": "answer", "status": 403})
    with pytest.raises(TerminalError, match="403"):
        month.push(sending, connection, "month", NOW)
    _out_of_balance(connection)
    assert month.push(sending, connection, "month", NOW) == 15
    ledger.assert_each_applied_once(25)


def test_what_another_process_sends_at_this_moment_is_left_to_it(
    connection: Connection, sending: Settings, publish: Callable[..., int], ledger: Ledger
) -> None:
    number = publish(5)
    with connect(sending) as other, writes.alone(other, number, 600):
        assert month.push_left_over(sending, connection, NOW) == 0
        with pytest.raises(TransientError, match="Another process"):
            month.push(sending, connection, "month", NOW)
    assert ledger.outcomes() == []


def test_a_quarter_is_not_published_while_a_publication_of_its_months_is_not_sent(
    connection: Connection, sending: Settings
) -> None:
    read_month(connection, sending)
    [made] = publish_month(connection, sending, MONTH, NOW)
    for state in ("ready", "approved"):
        with pytest.raises(TransientError, match=rf"{made.publication_id} \(app_account 2020-04, {state}\)"):
            publish_quarter(connection, sending, "2020Q2", NOW)
        assert publish_quarter(connection, sending, "2020Q3", NOW) == []
        approve(connection)
    month.push(sending, connection, "month", NOW)
    assert publish_quarter(connection, sending, "2020Q2", NOW) == publications.unsent(connection, "quarter")
