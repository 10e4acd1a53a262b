"""A sender killed with SIGKILL anywhere and run again: same keys, same bytes, every row once (C16-C20)."""

from collections.abc import Callable, Iterator

import pytest

from integration.exchange.conftest import NOW
from integration.exchange.oracle import Ledger
from integration.exchange.yard import At, Yard, opened
from township_sync.settings import Settings
from township_sync.steps.submit import submit
from township_sync.warehouse.connect import Connection

BATCHES = {"first": 1, "middle": 2, "last": 3}


@pytest.fixture(scope="module")
def yard() -> Iterator[Yard]:
    with opened() as yard:
        yield yard


def _batches(connection: Connection) -> list[tuple[str, ...]]:
    found = connection.execute("SELECT client_ref, idempotency_key, body_sha256 FROM ops.batch ORDER BY number")
    return [tuple(row.values()) for row in found]


def _known(ledger: Ledger) -> list[tuple[str, ...]]:
    return ledger.ask("SELECT client_ref, idempotency_key, body_sha256 FROM batch ORDER BY rowid")


@pytest.mark.parametrize("batch", BATCHES)
def test_c16_killed_before_the_first_byte_leaves(
    connection: Connection, sending: Settings, publish: Callable[..., int], ledger: Ledger, yard: Yard, batch: str
) -> None:
    number, before = publish(25), BATCHES[batch] - 1
    at = At("warehouse.sending.begin_attempt", BATCHES[batch])
    assert yard.start(sending, "submit", number, at).wait() == "killed"
    planned = _batches(connection)
    assert len(planned) == 3 and _known(ledger) == planned[:before], "what is to be sent was decided before"
    submit(connection, sending, number, NOW)
    assert _known(ledger) == _batches(connection) == planned
    assert (ledger.outcomes(), ledger.pieces()) == (["new"] * 3, ["kept"] * 3)
    ledger.assert_each_applied_once(25)


@pytest.mark.parametrize("batch", BATCHES)
def test_c17_killed_when_all_was_sent_and_the_answer_not_read(
    connection: Connection, sending: Settings, publish: Callable[..., int], ledger: Ledger, yard: Yard, batch: str
) -> None:
    number, at = publish(25), At("http POST /commit", BATCHES[batch], is_after=True)
    assert yard.start(sending, "submit", number, at).wait() == "killed"
    assert len(ledger.applied()) == min(10 * BATCHES[batch], 25), "the platform has it, and we do not know"
    submit(connection, sending, number, NOW)
    assert ledger.commits() == ["taken"] * 3 and ledger.pieces() == ["kept"] * 3, "nothing went a second time"
    ledger.assert_each_applied_once(25)


@pytest.mark.parametrize("batch", BATCHES)
def test_c18_killed_when_the_answer_was_read_and_not_recorded(
    connection: Connection, sending: Settings, publish: Callable[..., int], ledger: Ledger, yard: Yard, batch: str
) -> None:
    number, at = publish(25), At("warehouse.sending.mark_sent", BATCHES[batch])
    assert yard.start(sending, "submit", number, at).wait() == "killed"
    assert len(ledger.applied()) == min(10 * BATCHES[batch], 25)
    submit(connection, sending, number, NOW)
    assert ledger.commits() == ["taken"] * 3 and ledger.pieces() == ["kept"] * 3
    kept = [tuple(row.values()) for row in connection.execute("SELECT remote_id FROM ops.batch ORDER BY number")]
    assert kept == ledger.ask("SELECT batch_id FROM batch ORDER BY rowid")
    ledger.assert_each_applied_once(25)


@pytest.mark.parametrize("batch", BATCHES)
def test_c19_killed_when_one_piece_of_several_was_uploaded(
    connection: Connection, sending: Settings, publish: Callable[..., int], ledger: Ledger, yard: Yard, batch: str
) -> None:
    number, pieces = publish(25), [3, 3, 2]
    small = Settings(sending.workspace, sending.environment | {"TOWNSHIP_SYNC_UPLOAD_CHUNK_BYTES": "700"})
    at = At("http PUT /content", sum(pieces[: BATCHES[batch] - 1]) + 1, is_after=True)
    assert yard.start(small, "submit", number, at).wait() == "killed"
    assert len(ledger.pieces()) == at.nth
    submit(connection, small, number, NOW)
    assert ledger.pieces() == ["kept"] * sum(pieces), "each piece travelled once: it went on where the platform stood"
    offsets = ledger.ask("SELECT batch_id, offset, length FROM upload ORDER BY number")
    ends = {batch_id: offset + length for batch_id, offset, length in offsets}
    assert sorted(ends.items()) == sorted(ledger.ask("SELECT batch_id, byte_count FROM batch"))
    ledger.assert_each_applied_once(25)


def test_a_sender_that_dies_before_its_publication_is_marked_has_nothing_left_to_do(
    connection: Connection, sending: Settings, publish: Callable[..., int], ledger: Ledger, yard: Yard
) -> None:
    number = publish(25)
    assert yard.start(sending, "submit", number, At("warehouse.sending.mark_publication")).wait() == "killed"
    assert submit(connection, sending, number, NOW).rows_sent == 0
    state = connection.execute("SELECT state FROM ops.publication").fetchone()
    assert state is not None and state["state"] == "sent"
    ledger.assert_each_applied_once(25)
