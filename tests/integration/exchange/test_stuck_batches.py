"""Batches that are stuck end the following with an error that names them, after everything was kept."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from integration.exchange.conftest import Served
from integration.exchange.oracle import Ledger
from township_sync.errors import TerminalError
from township_sync.settings import Settings
from township_sync.steps import month
from township_sync.steps.submit import submit
from township_sync.warehouse import exchange
from township_sync.warehouse.connect import Connection

NOW = datetime(2020, 6, 5, 1, tzinfo=UTC)
RECEIPT = "GET /api/v1/batches/*/receipts"


def test_batches_that_close_are_no_trouble(
    connection: Connection, sending: Settings, publish: Callable[..., int]
) -> None:
    submit(connection, sending, publish(12), NOW)
    followed = month.follow_open_batches(sending, connection, NOW)
    month.refuse_stuck_batches(connection, followed)
    assert followed.asked == 2


def test_a_batch_out_of_balance_is_named_with_its_note_and_the_other_is_closed(
    connection: Connection, sending: Settings, publish: Callable[..., int], province: Served
) -> None:
    submit(connection, sending, publish(12), NOW)
    refs = [batch.client_ref for batch in exchange.open_batches(connection)]
    province.script({"match": RECEIPT, "action": "receipt", "change": "drop_last"})
    followed = month.follow_open_batches(sending, connection, NOW)
    with pytest.raises(TerminalError, match="1 of 10 rows without a receipt") as raised:
        month.refuse_stuck_batches(connection, followed)
    assert f"{refs[0]} is out of balance" in str(raised.value) and refs[1] not in str(raised.value)
    assert [batch.client_ref for batch in exchange.open_batches(connection)] == refs[:1]


def test_p10_a_receipt_that_never_comes_is_asked_for_then_a_person_is_named_and_nothing_is_sent_again(
    connection: Connection, sending: Settings, publish: Callable[..., int], province: Served, ledger: Ledger
) -> None:
    submit(connection, sending, publish(5), NOW)
    [batch] = exchange.open_batches(connection)
    province.operate("polls", pending=9)
    month.refuse_stuck_batches(connection, month.follow_open_batches(sending, connection, NOW))
    late = month.follow_open_batches(sending, connection, NOW + timedelta(hours=25))
    said = f"{batch.client_ref} is overdue .no receipt for 24 hours; the platform says it is received"
    with pytest.raises(TerminalError, match=said):
        month.refuse_stuck_batches(connection, late)
    assert ledger.outcomes() == ["new"]
    assert connection.execute("SELECT state FROM ops.batch").fetchall() == [{"state": "sent"}]


def test_p11_a_receipt_for_a_stranger_names_the_batch_once(
    connection: Connection, sending: Settings, publish: Callable[..., int], province: Served
) -> None:
    submit(connection, sending, publish(5), NOW)
    province.script({"match": RECEIPT, "action": "receipt", "change": "foreign_row"})
    with pytest.raises(TerminalError, match="r1-1 is answered for rows that were not sent like that"):
        month.refuse_stuck_batches(connection, month.follow_open_batches(sending, connection, NOW))
    month.refuse_stuck_batches(connection, month.follow_open_batches(sending, connection, NOW))
