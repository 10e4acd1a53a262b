"""How fast a peer may be asked, by all senders together."""

from typing import Protocol


class Pace(Protocol):
    """Asked before every request, and told when the peer asks all of us to wait."""

    def __call__(self, busy_for: float = 0.0) -> float:
        """Seconds to wait before the next request, 0 for go; `busy_for` are seconds that the peer asked to be left."""


def unhurried(busy_for: float = 0.0) -> float:
    """No limit of ours: a peer that limits says so itself."""
    return 0.0
