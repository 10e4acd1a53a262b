"""Batches that are stuck end the following with an error that names them, after everything was kept."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from integration.exchange.conftest import Served
from township_sync.errors import TerminalError
from township_sync.settings import Settings
from township_sync.steps import month
from township_sync.steps.submit import submit
from township_sync.warehouse import exchange
from township_sync.warehouse.connect import Connection

NOW = datetime(2020, 6, 5, 1, tzinfo=UTC)
RECEIPT = "GET /api/batches/HN"


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


def test_an_overdue_batch_is_named(
    connection: Connection, sending: Settings, publish: Callable[..., int], province: Served
) -> None:
    submit(connection, sending, publish(5), NOW)
    [batch] = exchange.open_batches(connection)
    province.script({"match": RECEIPT, "times": 2, "action": "answer", "status": 202, "body": '{"state": "pending"}'})
    month.refuse_stuck_batches(connection, month.follow_open_batches(sending, connection, NOW))
    late = month.follow_open_batches(sending, connection, NOW + timedelta(hours=25))
    with pytest.raises(TerminalError, match=f"{batch.client_ref} is overdue"):
        month.refuse_stuck_batches(connection, late)
