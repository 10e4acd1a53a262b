"""All senders together ask the platform no faster than is allowed, and all of them wait when it asks for that."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from township_sync.errors import UsageError
from township_sync.settings import Settings
from township_sync.warehouse.connect import Connection, connect
from township_sync.warehouse.rate_bucket import Turns, pace


class Hour:
    """A clock that only goes on when somebody sleeps; the server's own does not follow it."""

    def __init__(self) -> None:
        self.passed = 0.0

    def __call__(self) -> float:
        return self.passed


def _limited(settings: Settings, rate: str, burst: str) -> Settings:
    more = {"TOWNSHIP_SYNC_PLATFORM_RATE": rate, "TOWNSHIP_SYNC_PLATFORM_BURST": burst}
    return Settings(settings.workspace, settings.environment | more)


def test_a_burst_goes_at_once_and_then_each_waits_for_a_turn_of_its_own(
    connection: Connection, postgres_settings: Settings
) -> None:
    settings = _limited(postgres_settings, "1", "3")
    waits = [pace(connection, settings)() for _ in range(6)]
    assert waits[:3] == [0, 0, 0]
    assert [round(wait) for wait in waits[3:]] == [1, 2, 3], "they come one after the other, not all at once"


def test_who_waited_for_a_turn_goes_without_taking_another(connection: Connection, postgres_settings: Settings) -> None:
    clock = Hour()
    turns = pace(connection, _limited(postgres_settings, "1", "1"), clock)
    assert turns() == 0
    wait = turns()
    assert 0.5 < wait <= 1
    clock.passed += wait / 2
    assert turns() == pytest.approx(wait / 2)
    clock.passed += wait / 2
    assert turns() == 0
    assert 1 < turns() <= 2, "only the turns that were gone count: the second was used"


def test_when_the_peer_asks_to_be_left_alone_every_sender_waits(
    connection: Connection, postgres_settings: Settings
) -> None:
    mine, other = pace(connection, postgres_settings), pace(connection, postgres_settings)
    assert mine() == 0
    assert mine(busy_for=37.0) == pytest.approx(37, abs=1)
    assert other() == pytest.approx(37, abs=1)
    assert other(busy_for=5.0) == pytest.approx(37, abs=1), "a shorter wish does not end a longer one"


def test_one_that_asks_for_an_absurd_wait_is_left_alone_for_an_hour(
    connection: Connection, postgres_settings: Settings
) -> None:
    turns = pace(connection, postgres_settings)
    turns(busy_for=1e9)
    assert turns() == pytest.approx(3600, abs=1)


def test_a_turn_taken_before_everybody_was_asked_to_wait_is_not_used(
    connection: Connection, postgres_settings: Settings
) -> None:
    clock, settings = Hour(), _limited(postgres_settings, "1", "1")
    sleeping, other = pace(connection, settings, clock), pace(connection, settings)
    assert sleeping() == 0
    clock.passed += sleeping()
    other(busy_for=60.0)
    assert sleeping() == pytest.approx(60, abs=1)


def test_a_queue_that_is_too_long_is_not_joined(connection: Connection, postgres_settings: Settings) -> None:
    settings = _limited(postgres_settings, "0.1", "1")
    waits = [pace(connection, settings)() for _ in range(8)]
    assert [round(wait, -1) for wait in waits] == [0, 10, 20, 30, 40, 40, 40, 40]


def test_inside_a_transaction_nothing_is_asked(connection: Connection, postgres_settings: Settings) -> None:
    turns = pace(connection, postgres_settings)
    with connection.transaction(), pytest.raises(UsageError, match="inside a transaction"):
        turns()
    assert turns() == 0


@pytest.mark.parametrize(("rate", "burst"), [("0", "1"), ("5", "0.5"), ("fast", "1"), ("-1", "1")])
def test_a_rate_that_lets_nothing_through_is_a_usage_error(
    connection: Connection, postgres_settings: Settings, rate: str, burst: str
) -> None:
    with pytest.raises(UsageError, match="PLATFORM_RATE"):
        pace(connection, _limited(postgres_settings, rate, burst))


def test_p24_twenty_workers_together_keep_to_the_rate(postgres_settings: Settings) -> None:
    """No window of a second holds more than burst + rate, whichever of the workers asked."""
    settings, moments, lock = _limited(postgres_settings, "100", "10"), list[float](), threading.Lock()

    def work(_: int) -> None:
        with connect(settings) as connection:
            _ask(pace(connection, settings), 10, lambda: moments.append(time.monotonic()), lock)

    with ThreadPoolExecutor(20) as workers:
        list(workers.map(work, range(20)))
    moments.sort()
    assert len(moments) == 200
    assert moments[-1] - moments[0] > 1.8, "190 requests beyond the burst take 1.9 seconds at 100 a second"
    assert max(sum(start <= one < start + 0.5 for one in moments) for start in moments) <= 10 + 50 + 3


def _ask(turns: Turns, times: int, note: Callable[[], None], lock: threading.Lock) -> None:
    for _ in range(times):
        while (seconds := turns()) > 0:
            time.sleep(seconds)
        with lock:
            note()
