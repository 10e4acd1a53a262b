"""One token bucket per peer, shared by every worker through the database: who asks takes a turn, and waits for it."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from township_sync.errors import UsageError
from township_sync.settings import Settings
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.statements import statement

_RATE, _BURST = 20.0, 40.0
_LONGEST_WAIT_FOR_A_TURN = 30.0
_LONGEST_BUSY = 3600.0


@dataclass(slots=True)
class Turns:
    """The turns of one worker at one peer; `clock` measures durations only.

    Turns are taken in advance, so that waiting workers come one after the other and do not ask again and again.
    """

    connection: Connection
    rate: float
    burst: float
    clock: Callable[[], float] = time.monotonic
    peer: str = "platform"
    _due: float | None = None

    def __call__(self, busy_for: float = 0.0) -> float:
        """Seconds to wait before the next request, 0 for go; `busy_for` are seconds that the peer asked to be left.

        UsageError when the connection is inside a transaction: all other workers would wait for its end.
        """
        if busy_for > 0:
            return self._told(busy_for)
        if self._due is None:
            return self._taken()
        early, self._due = self._due - self.clock(), None
        if early > 0:
            self._due = self.clock() + early
            return early
        # Somebody may have been told to wait while we slept; then our turn is over, and we take another.
        return self._ask(turns=0)[1]

    def _told(self, busy_for: float) -> float:
        self._due = None
        return self._ask(turns=0, busy_for=min(busy_for, _LONGEST_BUSY))[1]

    def _taken(self) -> float:
        until_turn, until_open = self._ask(turns=1)
        if until_open > 0:
            return until_open
        if until_turn > _LONGEST_WAIT_FOR_A_TURN:
            self._ask(turns=-1)
        elif until_turn > 0:
            self._due = self.clock() + until_turn
        return until_turn

    def _ask(self, turns: int, busy_for: float = 0.0) -> tuple[float, float]:
        if not self.connection.autocommit or self.connection.info.transaction_status.name != "IDLE":
            raise UsageError("A request to the platform was about to be made inside a transaction; end it first, for "
                             "every other worker would wait for it.")
        parameters = {"peer": self.peer, "rate": self.rate, "burst": self.burst, "turns": turns, "busy_for": busy_for}
        row = self.connection.execute(statement("exchange/take_turn"), parameters).fetchone()
        assert row is not None
        return float(row["until_turn"]), float(row["until_open"])


def pace(connection: Connection, settings: Settings, clock: Callable[[], float] = time.monotonic) -> Turns:
    """How fast the platform may be asked: PLATFORM_RATE requests per second (20), PLATFORM_BURST at once (40).

    The connection is one of `warehouse.connect`, outside of any transaction whenever a request is made.
    """
    rate = settings.number("PLATFORM_RATE", _RATE, "requests per second")
    burst = settings.number("PLATFORM_BURST", _BURST, "requests")
    if rate <= 0 or burst < 1:
        raise UsageError("TOWNSHIP_SYNC_PLATFORM_RATE must be above 0 and _BURST at least 1, or nothing is ever sent.")
    return Turns(connection, rate, burst, clock)
