"""Receipts in any order and number, late, strange or missing: sent = accepted + rejected, or it is said."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from integration.exchange.conftest import Served
from integration.exchange.oracle import Ledger
from township_sync.errors import TerminalError, TransientError
from township_sync.settings import Settings
from township_sync.steps.follow import Followed, follow_receipts
from township_sync.steps.submit import submit
from township_sync.warehouse.connect import Connection

NOW = datetime(2020, 6, 5, 1, tzinfo=UTC)
FIRST = "GET /api/v1/batches/HN00000001/receipts"


def _rows(connection: Connection) -> list[tuple[Any, ...]]:
    found = connection.execute("SELECT row_no, status, code, message FROM ops.publication_row ORDER BY row_no")
    return [(row["row_no"], row["status"], row["code"], row["message"]) for row in found]


def _sent(connection: Connection, settings: Settings, publish: Callable[..., int]) -> None:
    submit(connection, settings, publish(12, without_phone=(3, 11)), NOW)


def _value(connection: Connection, statement: str) -> Any:
    row = connection.execute(statement).fetchone()
    assert row is not None
    return next(iter(row.values()))


def test_every_row_gets_the_platforms_verdict_and_the_batches_close(
    connection: Connection, sending: Settings, publish: Callable[..., int], ledger: Ledger
) -> None:
    _sent(connection, sending, publish)
    followed = follow_receipts(connection, sending, NOW)
    assert (len(followed.closed), followed.rows_accepted, followed.rows_rejected) == (2, 10, 2)
    assert followed.periods == ("2020-05",)
    rejected = [row for row in _rows(connection) if row[1] == "rejected"]
    assert rejected == [(number, "rejected", "E301", "招聘企业缺少联系电话，请补充后重报") for number in (3, 11)]
    assert {row[1] for row in _rows(connection)} == {"accepted", "rejected"}
    assert _value(connection, "SELECT state FROM ops.publication") == "settled"
    said = ledger.ask("SELECT count(*) FILTER (WHERE status = 'accepted') FROM outcome")
    assert said == [(10,)]


def test_a_receipt_that_is_not_ready_keeps_the_batch_open(
    connection: Connection, sending: Settings, publish: Callable[..., int], province: Served
) -> None:
    _sent(connection, sending, publish)
    province.operate("polls", pending=1)
    assert len(follow_receipts(connection, sending, NOW).pending) == 2
    assert {row[1] for row in _rows(connection)} == {"pending"}
    assert len(follow_receipts(connection, sending, NOW).closed) == 2
    assert follow_receipts(connection, sending, NOW) == Followed()


def test_one_batch_that_cannot_be_asked_about_keeps_no_other_from_closing(
    connection: Connection, sending: Settings, publish: Callable[..., int], province: Served
) -> None:
    _sent(connection, sending, publish)
    province.script({"match": FIRST, "action": "drop", "times": 99})
    hasty = Settings(sending.workspace, sending.environment | {"TOWNSHIP_SYNC_PEER_DEADLINE": "1"})
    followed = follow_receipts(connection, hasty, NOW)
    assert (len(followed.unanswered), len(followed.closed)) == (1, 1)


def test_one_batch_whose_receipt_makes_no_sense_keeps_no_other_from_closing_and_is_named_at_the_end(
    connection: Connection, sending: Settings, publish: Callable[..., int], province: Served
) -> None:
    _sent(connection, sending, publish)
    province.script({"match": FIRST, "action": "reshape", "path": ["rows", 0, "row_version"], "op": "rename",
                     "to": "version"})
    with pytest.raises(TerminalError, match="row_version"):
        follow_receipts(connection, sending, NOW)
    states = connection.execute("SELECT state, note FROM ops.batch ORDER BY number").fetchall()
    assert [row["state"] for row in states] == ["out_of_balance", "closed"]
    assert "row_version" in states[0]["note"]
    assert len(follow_receipts(connection, sending, NOW).closed) == 1
    assert _value(connection, "SELECT state FROM ops.publication") == "settled"


def test_a_publication_whose_last_batch_is_answered_before_it_is_marked_sent_is_settled_all_the_same(
    connection: Connection, sending: Settings, publish: Callable[..., int]
) -> None:
    number = publish(12)
    submit(connection, sending, number, NOW)
    connection.execute("UPDATE ops.publication SET state = 'approved'")
    assert len(follow_receipts(connection, sending, NOW).closed) == 2
    assert _value(connection, "SELECT state FROM ops.publication") == "approved"
    submit(connection, sending, number, NOW)
    assert _value(connection, "SELECT state FROM ops.publication") == "settled"


def test_a_publication_taken_in_part_settles_when_what_was_taken_is_answered(
    connection: Connection, sending: Settings, publish: Callable[..., int], province: Served
) -> None:
    number = publish(25)
    province.script({"match": "POST /api/v1/batches/*/commit", "nth": 2, "action": "answer", "status": 422,
                     "body": '{"code": "UNREADABLE", "message": "读不懂"}'})
    with pytest.raises(TerminalError):
        submit(connection, sending, number, NOW)
    assert len(follow_receipts(connection, sending, NOW).closed) == 1
    assert _value(connection, "SELECT state FROM ops.publication") == "settled"


def test_a_platform_that_is_down_is_a_transient_error(
    connection: Connection, sending: Settings, publish: Callable[..., int], province: Served
) -> None:
    _sent(connection, sending, publish)
    province.script({"match": "GET", "action": "answer", "status": 503, "headers": {"Retry-After": "900"}, "times": 9})
    with pytest.raises(TransientError, match="503 and asks to wait 900 seconds"):
        follow_receipts(connection, sending, NOW)


def test_a_batch_that_the_platform_lost_is_named_and_not_sent_again(
    connection: Connection, sending: Settings, publish: Callable[..., int], province: Served, ledger: Ledger
) -> None:
    _sent(connection, sending, publish)
    province.script({"match": FIRST, "action": "answer", "status": 404,
                     "body": '{"code": "BATCH_UNKNOWN", "message": "没有此批次"}'})
    followed = follow_receipts(connection, sending, NOW)
    assert len(followed.out_of_balance) == 1
    assert "answers 404" in _value(connection, "SELECT note FROM ops.batch WHERE state = 'out_of_balance'")
    assert ledger.outcomes() == ["new", "new"]


def test_a_receipt_that_does_not_come_within_a_day_is_overdue(
    connection: Connection, sending: Settings, publish: Callable[..., int], province: Served
) -> None:
    _sent(connection, sending, publish)
    province.operate("polls", pending=9)
    assert follow_receipts(connection, sending, NOW + timedelta(hours=23)).overdue == ()
    assert len(follow_receipts(connection, sending, NOW + timedelta(hours=25)).overdue) == 2


def test_nothing_open_needs_neither_a_request_nor_an_address(
    connection: Connection, postgres_settings: Settings
) -> None:
    assert follow_receipts(connection, postgres_settings, NOW) == Followed()
