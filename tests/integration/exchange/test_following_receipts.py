"""Receipts in any order and number, late, strange or missing: sent = accepted + rejected, or it is said."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from integration.exchange.conftest import Served
from integration.exchange.oracle import Ledger
from township_sync.errors import TerminalError, TransientError
from township_sync.settings import Settings
from township_sync.steps.reconcile import Followed, follow_receipts
from township_sync.steps.submit import submit
from township_sync.warehouse.connect import Connection

NOW = datetime(2020, 6, 5, 1, tzinfo=UTC)
RECEIPT = "GET /api/batches/HN"


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
    pending = {"action": "answer", "status": 202, "body": '{"state": "pending"}'}
    province.script({"match": RECEIPT, "times": 2, **pending})
    assert len(follow_receipts(connection, sending, NOW).pending) == 2
    assert len(follow_receipts(connection, sending, NOW).closed) == 2
    assert follow_receipts(connection, sending, NOW) == Followed()


CHANGES = [[], ["duplicate"], ["reverse"], ["interim"], ["duplicate", "reverse", "interim", "duplicate"]]


@pytest.mark.parametrize("changes", CHANGES, ids=lambda changes: " ".join(changes) or "as they are")
def test_twice_reversed_or_interim_receipts_end_in_the_same_state(
    connection: Connection, sending: Settings, publish: Callable[..., int], province: Served, changes: list[str]
) -> None:
    _sent(connection, sending, publish)
    province.script(*({"match": RECEIPT, "nth": page, "action": "receipt", "change": change}
                      for page, change in enumerate(changes, 1)))
    followed = follow_receipts(connection, sending, NOW)
    assert (len(followed.closed), followed.rows_accepted, followed.rows_rejected) == (2, 10, 2)
    expected = [(number, "rejected" if number in (3, 11) else "accepted") for number in range(1, 13)]
    assert [row[:2] for row in _rows(connection)] == expected


def test_a_missing_receipt_makes_the_batch_visibly_out_of_balance_until_it_comes(
    connection: Connection, sending: Settings, publish: Callable[..., int], province: Served
) -> None:
    _sent(connection, sending, publish)
    province.script({"match": RECEIPT, "action": "receipt", "change": "drop_last"})
    followed = follow_receipts(connection, sending, NOW)
    assert (len(followed.out_of_balance), len(followed.closed)) == (1, 1)
    note = _value(connection, "SELECT note FROM ops.batch WHERE state = 'out_of_balance'")
    assert note == "1 of 10 rows without a receipt; accepted 8 by row, 9 by the platform's count"
    assert _value(connection, "SELECT state FROM ops.publication") == "sent"
    assert len(follow_receipts(connection, sending, NOW).closed) == 1
    assert _value(connection, "SELECT state FROM ops.publication") == "settled"
    assert _value(connection, "SELECT count(*) FROM ops.batch WHERE note IS NOT NULL") == 0


def test_receipts_for_rows_that_were_never_sent_are_set_aside_and_change_nothing(
    connection: Connection, sending: Settings, publish: Callable[..., int], province: Served
) -> None:
    _sent(connection, sending, publish)
    province.script({"match": RECEIPT, "action": "receipt", "change": "foreign_row"})
    followed = follow_receipts(connection, sending, NOW)
    assert (followed.rows_set_aside, followed.rows_accepted, followed.rows_rejected) == (2, 10, 2)
    reasons = connection.execute("SELECT set_aside FROM ops.receipt WHERE set_aside IS NOT NULL ORDER BY row_no")
    assert [row["set_aside"] for row in reasons] == ["other_row_key", "unknown_row"]
    assert _rows(connection)[0][1] == "accepted"


def test_a_message_of_the_platform_is_masked_shortened_and_cleaned(
    connection: Connection, sending: Settings, publish: Callable[..., int], province: Served
) -> None:
    submit(connection, sending, publish(1), NOW)
    key = _value(connection, "SELECT row_key FROM ops.publication_row")
    message = "身份证439999199001011239\\u0000重复" + "很长" * 5000
    body = ('{"batch_id": "HN00000001", "rows": [{"receipt_id": "1", "row_no": 1, "row_key": "' + key + '", "status": '
            '"rejected", "code": "X1", "message": "' + message + '"}], "counts": {"rejected": 1}, "next_cursor": null}')
    province.script({"match": RECEIPT, "action": "answer", "status": 200, "body": body})
    follow_receipts(connection, sending, NOW)
    stored = _rows(connection)[0][3]
    assert stored.startswith("身份证…1239 重复") and len(stored) == 500
    assert _value(connection, "SELECT count(*) FROM ops.receipt WHERE message LIKE '%439999199001011239%'") == 0


def test_one_batch_that_cannot_be_asked_about_keeps_no_other_from_closing(
    connection: Connection, sending: Settings, publish: Callable[..., int], province: Served
) -> None:
    _sent(connection, sending, publish)
    province.script({"match": RECEIPT + "00000001", "action": "answer", "status": 429,
                     "headers": {"Retry-After": "3600"}})
    followed = follow_receipts(connection, sending, NOW)
    assert (len(followed.unanswered), len(followed.closed)) == (1, 1)


def test_one_batch_whose_receipt_makes_no_sense_keeps_no_other_from_closing_and_is_named_at_the_end(
    connection: Connection, sending: Settings, publish: Callable[..., int], province: Served
) -> None:
    _sent(connection, sending, publish)
    province.script({"match": RECEIPT + "00000001", "action": "answer", "status": 200, "body": '{"rows": 7}'})
    with pytest.raises(TerminalError, match="has no rows"):
        follow_receipts(connection, sending, NOW)
    states = connection.execute("SELECT state, note FROM ops.batch ORDER BY number").fetchall()
    assert [row["state"] for row in states] == ["out_of_balance", "closed"]
    assert "has no rows" in states[0]["note"]
    assert len(follow_receipts(connection, sending, NOW).closed) == 1
    assert _value(connection, "SELECT state FROM ops.publication") == "settled"


def test_a_publication_whose_last_batch_is_answered_before_it_is_marked_sent_is_settled_all_the_same(
    connection: Connection, sending: Settings, publish: Callable[..., int]
) -> None:
    number = publish(12)
    submit(connection, sending, number, NOW)
    connection.execute("UPDATE ops.publication SET state = 'ready'")
    assert len(follow_receipts(connection, sending, NOW).closed) == 2
    assert _value(connection, "SELECT state FROM ops.publication") == "ready"
    submit(connection, sending, number, NOW)
    assert _value(connection, "SELECT state FROM ops.publication") == "settled"


def test_a_publication_taken_in_part_settles_when_what_was_taken_is_answered(
    connection: Connection, sending: Settings, publish: Callable[..., int], province: Served
) -> None:
    number = publish(25)
    province.script({"match": "POST /api/batches", "nth": 2, "action": "answer", "status": 422})
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
    province.script({"match": RECEIPT + "00000001", "action": "answer", "status": 404})
    followed = follow_receipts(connection, sending, NOW)
    assert len(followed.out_of_balance) == 1
    assert "answers 404" in _value(connection, "SELECT note FROM ops.batch WHERE state = 'out_of_balance'")
    assert ledger.outcomes() == ["new", "new"]


def test_a_receipt_that_does_not_come_within_a_day_is_overdue(
    connection: Connection, sending: Settings, publish: Callable[..., int], province: Served
) -> None:
    _sent(connection, sending, publish)
    province.script({"match": RECEIPT, "times": 9, "action": "answer", "status": 202, "body": '{"state": "pending"}'})
    assert follow_receipts(connection, sending, NOW + timedelta(hours=23)).overdue == ()
    assert len(follow_receipts(connection, sending, NOW + timedelta(hours=25)).overdue) == 2


def test_nothing_open_needs_neither_a_request_nor_an_address(
    connection: Connection, postgres_settings: Settings
) -> None:
    assert follow_receipts(connection, postgres_settings, NOW) == Followed()
