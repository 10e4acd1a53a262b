"""How long a call may take, and how long it waits between tries."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

from township_sync.errors import TransientError
from township_sync.settings import Settings

_FIRST_PAUSE_SECONDS = 0.5
_LONGEST_PAUSE_SECONDS = 20.0


@dataclass(frozen=True)
class Patience:
    """Limits of one call, retries included: seconds, and bytes of an answer.

    `read` bounds a silence, `whole_answer` the reading of one answer from its headers on. A peer that asks for a longer
    wait than `longest_wait` is not waited for: the call ends and a later run repeats it.
    `clock` and `sleep` measure durations only; no date is read here.
    """

    overall: float = 120.0
    connect: float = 5.0
    read: float = 30.0
    whole_answer: float = 60.0
    longest_wait: float = 60.0
    largest_answer: int = 16 * 1024 * 1024
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep

    @classmethod
    def of(cls, settings: Settings) -> "Patience":
        """Limits with TOWNSHIP_SYNC_PEER_DEADLINE and TOWNSHIP_SYNC_PEER_READ_TIMEOUT (seconds) where they are set."""
        read = settings.number("PEER_READ_TIMEOUT", cls.read, "seconds")
        return cls(overall=settings.number("PEER_DEADLINE", cls.overall, "seconds"), read=read, whole_answer=2 * read)


class Budget:
    """The time that one call still has."""

    def __init__(self, patience: Patience) -> None:
        self._patience = patience
        self._end = patience.clock() + patience.overall
        self._pauses = 0

    @property
    def remaining(self) -> float:
        """Seconds left, never less than zero."""
        return max(0.0, self._end - self._patience.clock())

    def timeout(self, longest: float) -> float:
        """A socket timeout that does not outlive the call."""
        return max(0.05, min(longest, self.remaining))

    def pause(self, asked: float | None, problem: TransientError) -> None:
        """Wait as long as the peer asked, else a growing time with jitter; raises `problem` when time would run out."""
        self._pauses += 1
        seconds = asked if asked is not None else _jittered(self._pauses)
        self.wait(seconds, problem)

    def wait(self, seconds: float, problem: TransientError) -> None:
        """Wait so long; raises `problem` when that is longer than one waits, or than the time that is left."""
        if seconds > self._patience.longest_wait or seconds >= self.remaining:
            raise problem
        self._patience.sleep(seconds)


def _jittered(attempt: int) -> float:
    longest = min(_LONGEST_PAUSE_SECONDS, _FIRST_PAUSE_SECONDS * 2.0 ** (attempt - 1))
    # Half of it at least, the rest by chance, so that many senders do not come back together.
    return longest * random.uniform(0.5, 1.0)


def asked_wait(retry_after: str | None, date: str | None) -> float | None:
    """Seconds that a `Retry-After` asks for, as a number or as a date compared with the peer's own `Date`.

    None when there is none, when it is no such value, or when it lies in the past.
    """
    if not retry_after:
        return None
    try:
        seconds = float(retry_after)
    except ValueError:
        seconds = _until(retry_after, date)
    return seconds if seconds > 0 else None


def _until(moment: str, date: str | None) -> float:
    try:
        return (parsedate_to_datetime(moment) - parsedate_to_datetime(date or "")).total_seconds()
    except (TypeError, ValueError):
        return 0.0
