"""How long we wait: what a peer asks for, within limits, and never past the end of the call."""

import pytest

from township_sync.errors import TransientError, UsageError
from township_sync.settings import Settings
from township_sync.transport.patience import Budget, Patience, asked_wait

DATE = "Fri, 05 Jun 2020 01:00:00 GMT"


class FakeClock:
    def __init__(self) -> None:
        self.now, self.slept = 0.0, list[float]()

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds

    def patience(self, overall: float = 120.0) -> Patience:
        return Patience(overall=overall, clock=lambda: self.now, sleep=self.sleep)


@pytest.mark.parametrize(("said", "seconds"), [
    ("37", 37.0), ("1.5", 1.5), ("1e9", 1e9), ("0", None), ("-5", None), ("", None), (None, None), ("soon", None),
    ("Fri, 05 Jun 2020 01:00:37 GMT", 37.0), ("Fri, 05 Jun 2020 00:59:00 GMT", None), ("nan", None),
])
def test_a_retry_after_is_read_as_number_or_date_and_nonsense_is_none(said: str | None, seconds: float | None) -> None:
    assert asked_wait(said, DATE) == seconds


def test_a_date_is_compared_with_the_peers_own_clock_and_not_with_ours() -> None:
    assert asked_wait("Fri, 05 Jun 2020 01:00:37 GMT", None) is None


def test_the_wait_that_was_asked_for_is_kept_to_the_second() -> None:
    clock = FakeClock()
    Budget(clock.patience()).pause(37.0, TransientError("busy"))
    assert clock.slept == [37.0]


@pytest.mark.parametrize("asked", [61.0, 1e9])
def test_a_wait_beyond_the_limit_ends_the_call_at_once(asked: float) -> None:
    clock = FakeClock()
    with pytest.raises(TransientError, match="busy"):
        Budget(clock.patience()).pause(asked, TransientError("busy"))
    assert clock.slept == []


def test_pauses_grow_with_jitter_and_stop_before_the_deadline() -> None:
    clock = FakeClock()
    budget = Budget(clock.patience(overall=100.0))
    with pytest.raises(TransientError):
        for _ in range(100):
            budget.pause(None, TransientError("busy"))
    assert clock.now < 100.0
    for number, slept in enumerate(clock.slept):
        longest = min(20.0, 0.5 * 2**number)
        assert longest / 2 <= slept <= longest


def test_a_socket_timeout_never_outlives_the_call() -> None:
    clock = FakeClock()
    budget = Budget(clock.patience(overall=10.0))
    assert budget.timeout(30.0) == 10.0
    clock.now = 9.0
    assert budget.timeout(30.0) == 1.0


def test_a_limit_that_is_no_number_is_a_usage_error(tmp_path) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(UsageError, match="PEER_DEADLINE is 'soon'"):
        Patience.of(Settings(tmp_path, {"TOWNSHIP_SYNC_PEER_DEADLINE": "soon"}))
