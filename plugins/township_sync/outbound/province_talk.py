"""A conversation with the provincial platform by its contract: every answer is checked before it is used."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, TypeVar

from township_sync.errors import TerminalError, TransientError
from township_sync.outbound.province_contract import ContractBroken, checked, version
from township_sync.transport.answer import Answer, Call, OutcomeUnknown
from township_sync.transport.patience import Budget
from township_sync.transport.peer import Peer, Refused

_WITHDRAWN = {410, 426}
_SKEW_SECONDS = 300.0

Said = Mapping[str, Any]
Read = TypeVar("Read")


class VersionWithdrawn(TerminalError):
    """The platform does not speak our version of the contract any more."""


class ClockSkew(TerminalError):
    """The platform's clock and ours are too far apart."""


class Fenced(OutcomeUnknown):
    """Another sender of this batch goes on, so only that one will know; the platform told us to stop."""


@dataclass(frozen=True, slots=True)
class Clock:
    """Our clock: the moment that was handed in, and the time that went by since (measured, never read as a date)."""

    start: datetime
    counted_from: float
    count: Callable[[], float]
    tolerance: float = _SKEW_SECONDS

    def now(self) -> datetime:
        """What our clock shows."""
        return self.start + timedelta(seconds=self.count() - self.counted_from)

    def compare(self, theirs: datetime) -> None:
        """Raise ClockSkew when the platform's clock is further from ours than is tolerated."""
        ahead = (self.now() - theirs).total_seconds()
        if abs(ahead) > self.tolerance:
            direction = "ahead of" if ahead > 0 else "behind"
            raise ClockSkew(f"The clock of this machine is {abs(ahead):.0f} seconds {direction} the platform's; "
                            "set it by a time server (NTP), or tell the platform's operator.")


@dataclass(slots=True)
class Talk:
    """One run's conversation: the peer, our clock, and which unknown fields were told of."""

    peer: Peer
    clock: Clock
    told: set[str] = field(default_factory=set)

    def ask(
        self, call: Call, form: str, read: Callable[[Said], Read],
        settle: Callable[[Budget], Read | None] | None = None, budget: Budget | None = None,
    ) -> Read:
        """Make a call (transport.peer.Peer.ask) whose answer has this form of the contract.

        Beside what `Peer.ask` raises: ContractBroken, VersionWithdrawn, ClockSkew, Fenced.
        """
        return self.ask_whole(call, form, lambda said, _: read(said), settle, budget)

    def ask_whole(
        self, call: Call, form: str, read: Callable[[Said, bytes], Read],
        settle: Callable[[Budget], Read | None] | None = None, budget: Budget | None = None,
    ) -> Read:
        """The same where the bytes of the answer are wanted as well."""
        try:
            return self.peer.ask(call, lambda answer: read(self._checked(form, answer), answer.body), settle, budget)
        except Refused as refused:
            raise self._meant(refused) from None

    def _checked(self, form: str, answer: Answer) -> Said:
        with suppress(TypeError, ValueError):
            self.clock.compare(parsedate_to_datetime(answer.headers.get("Date", "")))
        return checked(form, answer.json(), self.told)

    def _meant(self, refused: Refused) -> TerminalError | TransientError:
        """What a refusal means, where that is more than that this one call was refused."""
        details = self._details(refused)
        if refused.status in _WITHDRAWN:
            return withdrawn(details.get("supported", ()))
        if refused.code == "FENCED":
            return Fenced("Another sender of this batch has taken over; this one stops, nothing is lost.")
        if refused.code == "CLOCK_SKEW" and "server_time" in details:
            try:
                self.clock.compare(moment(details["server_time"]))
            except ClockSkew as skew:
                return skew
        return refused

    def _details(self, refused: Refused) -> Said:
        try:
            return checked("Error", refused.details, self.told)
        except ContractBroken:
            return {}


def withdrawn(spoken: object) -> VersionWithdrawn:
    """The error that names our version and those that the platform speaks."""
    names = ", ".join(map(str, spoken)) if isinstance(spoken, list | tuple) and spoken else "others"
    return VersionWithdrawn(f"The platform no longer speaks version {version()} of the contract, it speaks {names}; "
                            "nothing is sent until township-sync speaks one of them.")


def moment(text: str) -> datetime:
    """A checked `date-time` of the contract, in UTC."""
    return datetime.fromisoformat(text.upper()).astimezone(UTC)
