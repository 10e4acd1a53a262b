"""What makes sending exactly once is needed: without it, the same oracle that passes everywhere else turns red.

Each sabotage patches the real functions in the process that sends (`sabotage.py`). Beside each the same scenario runs
unharmed, so that it is the sabotage which turns the oracle red and not the scenario.
"""

from collections.abc import Callable, Iterator

import pytest

from integration.exchange.oracle import Ledger
from integration.exchange.published import MONTH, approve, month
from integration.exchange.test_two_senders import WHERE, asleep, everything
from integration.exchange.yard import At, Yard, opened
from township_sync.settings import Settings
from township_sync.warehouse.connect import Connection

COMMITTED = At("http POST /commit", 2, is_after=True)
UPLOADED = At("http PUT /content", 2, is_after=True)


@pytest.fixture(scope="module")
def yard() -> Iterator[Yard]:
    with opened() as yard:
        yield yard


def _a_killed_push_and_life_going_on(
    connection: Connection, settings: Settings, yard: Yard, at: At, *sabotages: str
) -> None:
    """A month is published and approved, its push is killed, and the tasks come again: publish, approve, push."""
    month(connection, settings)
    assert yard.start(settings, "publish", MONTH, sabotages=sabotages).wait() == 0
    approve(connection)
    killed = yard.start(settings, "push", "month", at, sabotages)
    assert killed.wait() == "killed", killed.said
    yard.start(settings, "push", "month", sabotages=sabotages).wait()
    assert yard.start(settings, "publish", MONTH, sabotages=sabotages).wait() == 0
    approve(connection)
    yard.start(settings, "push", "month", sabotages=sabotages).wait()


DAMAGE = {"one body under two keys": ("no_idempotency_key", UPLOADED, 25),
          "ten rows twice": ("no_idempotency_key", COMMITTED, 35),
          "five rows lost": ("key_made_after_sending", COMMITTED, 20)}


@pytest.mark.parametrize("damage", DAMAGE)
def test_without_a_key_that_was_kept_before_sending_the_oracle_turns_red(
    connection: Connection, sending: Settings, ledger: Ledger, yard: Yard, damage: str
) -> None:
    sabotage, at, applied = DAMAGE[damage]
    _a_killed_push_and_life_going_on(connection, sending, yard, at, "deaf", sabotage)
    assert len(ledger.applied()) == applied
    with pytest.raises(AssertionError):
        ledger.assert_each_applied_once(25)


@pytest.mark.parametrize("at", [UPLOADED, COMMITTED])
@pytest.mark.parametrize("others", [(), ("deaf",)])
def test_the_same_unharmed_passes_the_oracle(
    connection: Connection, sending: Settings, ledger: Ledger, yard: Yard, at: At, others: tuple[str, ...]
) -> None:
    _a_killed_push_and_life_going_on(connection, sending, yard, at, *others)
    ledger.assert_each_applied_once(25)


@pytest.mark.parametrize("where", ["before it declares", "with the answer in hand"])
def test_without_fencing_a_sleeper_that_wakes_up_writes(
    connection: Connection, sending: Settings, publish: Callable[..., int], ledger: Ledger, yard: Yard, where: str
) -> None:
    number = publish(25)
    short, zombie = asleep(yard, sending, number, WHERE[where], "no_fencing")
    successor = yard.start(short, "submit", number, sabotages=("no_fencing",))
    assert successor.wait() == 0, successor.said
    before = everything(connection)
    zombie.wake()
    zombie.wait()
    with pytest.raises(AssertionError):
        assert everything(connection) == before
