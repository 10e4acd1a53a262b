"""One sends at a time; one that slept through its lease wakes up and changes nothing (reliability.md C29, C30)."""

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from integration.exchange.conftest import NOW, Served
from integration.exchange.oracle import Ledger
from integration.exchange.yard import At, Child, Yard, opened
from township_sync.errors import TransientError
from township_sync.settings import Settings
from township_sync.steps.submit import submit
from township_sync.warehouse import sending as writes
from township_sync.warehouse.connect import Connection, connect
from township_sync.warehouse.lease import LeaseHeld, LeaseLost, claim, hold, release, renew

TABLES = "SELECT table_name FROM information_schema.tables WHERE table_schema = 'ops' AND table_type = 'BASE TABLE'"


@pytest.fixture(scope="module")
def yard() -> Iterator[Yard]:
    with opened() as yard:
        yield yard


def everything(connection: Connection) -> dict[str, list[str]]:
    """Every row of `ops`, but the shared rate, which is of requests and of nothing that was written about a batch."""
    names = sorted(row["table_name"] for row in connection.execute(TABLES))
    return {name: sorted(row["told"] for row in connection.execute(
        f'SELECT row_to_json(one)::text AS told FROM ops."{name}" AS one'.encode())) for name in names
        if name != "rate_bucket"}


def asleep(yard: Yard, settings: Settings, number: int, at: At, *sabotages: str) -> tuple[Settings, Child]:
    """A sender that holds a lease of one second and fell asleep in the middle of its push, longer than that."""
    short = Settings(settings.workspace, settings.environment | {
        "TOWNSHIP_SYNC_LEASE_SECONDS": "1", "TOWNSHIP_SYNC_PEER_DEADLINE": "30"})
    zombie = yard.start(short, "submit", number, at, sabotages)
    assert zombie.wait() == "stopped", zombie.said
    time.sleep(1.1)
    return short, zombie


WHERE = {
    "before it declares": At("http POST /batches", 2, "STOP"),
    "between two pieces": At("http PUT /content", 4, "STOP"),
    "before it commits": At("http POST /commit", 2, "STOP"),
    "with the answer in hand": At("warehouse.sending.mark_sent", 2, "STOP"),
    "before its next attempt": At("warehouse.sending.begin_attempt", 2, "STOP"),
}


@pytest.mark.parametrize("where", WHERE)
def test_a_sender_that_slept_through_its_lease_writes_nothing_when_it_wakes(
    connection: Connection, sending: Settings, publish: Callable[..., int], ledger: Ledger, yard: Yard, where: str
) -> None:
    number = publish(25)
    small = Settings(sending.workspace, sending.environment | {"TOWNSHIP_SYNC_UPLOAD_CHUNK_BYTES": "700"})
    short, zombie = asleep(yard, small, number, WHERE[where])
    assert submit(connection, short, number, NOW).batches_sent > 0
    ledger.assert_each_applied_once(25)
    before, heard = everything(connection), ledger.pieces()
    zombie.wake()
    assert zombie.wait() == 1
    assert zombie.said.startswith(("LeaseLost: Another process took over publication", "Fenced: Another sender"))
    assert everything(connection) == before
    assert [piece for piece in ledger.pieces()[len(heard):] if piece != "fenced"] == []
    ledger.assert_each_applied_once(25)


def test_the_platform_itself_refuses_what_the_sleeper_was_about_to_send(
    connection: Connection, sending: Settings, publish: Callable[..., int], ledger: Ledger, yard: Yard
) -> None:
    number = publish(25)
    short, zombie = asleep(yard, sending, number, WHERE["before it declares"])
    submit(connection, short, number, NOW)
    zombie.wake()
    assert zombie.wait() == 1
    assert ledger.outcomes() == ["new", "new", "new", "fenced"]


def test_of_two_processes_at_once_one_sends_and_the_other_says_who_is_at_it(
    connection: Connection, sending: Settings, publish: Callable[..., int], ledger: Ledger, province: Served, yard: Yard
) -> None:
    number = publish(25)
    province.script({"match": "PUT /api/v1/batches", "action": "slow", "seconds": 2.6})
    patient = Settings(sending.workspace, sending.environment | {
        "TOWNSHIP_SYNC_PEER_READ_TIMEOUT": "9", "TOWNSHIP_SYNC_PEER_DEADLINE": "20"})
    both = [yard.start(patient, "submit", number) for _ in range(2)]
    ends = dict(zip([child.wait() for child in both], [child.said for child in both], strict=True))
    assert ends[0] == "25"
    assert str(ends[1]).startswith(f"LeaseHeld: Another process is at publication {number}")
    assert ledger.outcomes() == ["new"] * 3
    ledger.assert_each_applied_once(25)


def test_many_at_once_over_one_publication_apply_each_row_once(
    connection: Connection, sending: Settings, publish: Callable[..., int], ledger: Ledger, yard: Yard
) -> None:
    number = publish(25)
    children = [yard.start(sending, "submit", number) for _ in range(4)]
    said = [(child.wait(), child.said) for child in children]
    assert sum(int(rows) for code, rows in said if code == 0) == 25
    assert all(rows.startswith("LeaseHeld") for code, rows in said if code != 0)
    ledger.assert_each_applied_once(25)


def test_a_lease_of_a_session_that_lives_is_respected_and_one_of_a_dead_session_is_free_at_once(
    connection: Connection, postgres_settings: Settings
) -> None:
    with connect(postgres_settings) as other:
        first = claim(other, "a", 600)
        with pytest.raises(LeaseHeld, match=r"Another process is at a \(.+, until 20"):
            claim(connection, "a", 600)
    assert claim(connection, "a", 600).epoch > first.epoch


def test_an_expired_lease_goes_to_the_next_and_the_first_can_neither_renew_nor_write_nor_give_it_back(
    connection: Connection, postgres_settings: Settings
) -> None:
    with connect(postgres_settings) as other:
        first = claim(other, "a", 0)
        second = claim(connection, "a", 600)
        for use in (renew, hold):
            with pytest.raises(LeaseLost, match="took over a while this one"):
                use(other, first)
        release(other, first)
        renew(connection, second)
        hold(connection, second)
        with pytest.raises(LeaseHeld):
            claim(other, "a", 600)
        release(connection, second)
        assert claim(other, "a", 600).epoch > second.epoch


def test_nobody_takes_a_lease_from_under_a_transaction_that_writes_by_it(
    connection: Connection, postgres_settings: Settings
) -> None:
    connection.execute("SET lock_timeout = '100ms'")
    with connect(postgres_settings) as other:
        first = claim(other, "a", 0)
        with other.transaction():
            hold(other, first)
            with pytest.raises(TransientError):
                claim(connection, "a", 600)
        assert claim(connection, "a", 600).epoch > first.epoch


def test_epochs_go_on_growing_when_a_backup_is_restored(connection: Connection) -> None:
    seen = claim(connection, "a", 600).epoch
    connection.execute("UPDATE ops.lease SET epoch = 3, until = 'epoch'")
    assert claim(connection, "a", 600).epoch >= seen


def test_a_batch_that_was_given_up_while_its_sender_came_to_it_is_not_sent(
    connection: Connection, sending: Settings, publish: Callable[..., int], ledger: Ledger,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from township_sync.warehouse import exchange

    number, begin = publish(5), writes.begin_attempt

    def given_up(*asked: Any) -> int:
        assert exchange.withdraw(connection, [number], NOW, "王股长", "人数不对") == 1
        return begin(*asked)

    monkeypatch.setattr(writes, "begin_attempt", given_up)
    with pytest.raises(TransientError, match="given up or taken meanwhile"):
        submit(connection, sending, number, NOW)
    assert ledger.outcomes() == []
    states = connection.execute("SELECT publication.state AS of_it, batch.state FROM ops.batch JOIN ops.publication "
                                "USING (publication_id)").fetchall()
    assert [tuple(row.values()) for row in states] == [("refused", "withdrawn")]
