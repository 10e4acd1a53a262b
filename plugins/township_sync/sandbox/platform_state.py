"""What every operation of the sandbox's platform works with: the ledger, its clock, how it behaves, how it refuses."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Lock
from time import monotonic
from typing import Any

from township_sync.sandbox.platform_ledger import Ledger
from township_sync.sandbox.platform_rules import PlatformRules
from township_sync.sandbox.tokens import TokenDesk

_SECONDS_KEPT = 3600


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class PlatformOptions:
    """How the platform behaves: its rules, how often a receipt is pending before it is final, the most rows on any
    page, and the folder of the lists that it keeps.

    requests_per_second: beyond them it answers 429 (0 = any number), after the first `burst` (0 = a second's worth).
    clock, clock_tolerance_seconds: its clock, and by how much a sender's may differ. token_seconds: a token's life.
    """

    rules: PlatformRules = field(default_factory=PlatformRules)
    pending_polls: int = 1
    page_size: int = 1000
    records: Path | None = None
    requests_per_second: float = 0
    burst: int = 0
    clock: Callable[[], datetime] = _now
    clock_tolerance_seconds: float = 300
    token_seconds: float = 3600


class Refusal(Exception):
    """The platform refuses: status, code, message and what else its answer says."""

    def __init__(
        self, status: int, code: str, message: str, headers: dict[str, str] | None = None, **more: Any
    ) -> None:
        super().__init__(code)
        self.status, self.headers = status, headers or {}
        self.document = {"code": code, "message": message, **more}


@dataclass(frozen=True)
class Call:
    """One request that keeps to the contract: its parameters by name (of headers in small letters), and its body."""

    parameters: dict[str, Any]
    document: Any
    body: bytes

    def __getitem__(self, name: str) -> Any:
        return self.parameters[name]

    def get(self, name: str, default: Any = None) -> Any:
        """A parameter that may be missing."""
        return self.parameters.get(name, default)


@dataclass(frozen=True)
class Said:
    """What an operation answers."""

    document: dict[str, Any]
    status: int = 200


class Pace:
    """A bucket of tokens, one for each request, and the counts of what it let pass and refused."""

    def __init__(self, rate: float, burst: int) -> None:
        self.counts: Counter[tuple[int, str]] = Counter()
        self._lock = Lock()
        self.set(rate, burst)

    def set(self, rate: float, burst: int) -> None:
        """So many requests a second from now on (0 = any number), after so many at once (0 = a second's worth)."""
        self._rate, self._most = rate, burst or max(1.0, rate)
        self._left, self._filled_at = float(self._most), monotonic()

    def admits(self) -> bool:
        """Count one request; False when it is one too many."""
        with self._lock:
            now = monotonic()
            self._left = min(self._most, self._left + (now - self._filled_at) * self._rate)
            self._filled_at = now
            admitted = not self._rate or self._left >= 1
            self._left -= 1 if admitted else 0
            self.counts[int(now), "answered" if admitted else "refused"] += 1
            if len(self.counts) > 2 * _SECONDS_KEPT:
                del self.counts[min(self.counts)]
            return admitted

    def seconds(self) -> list[tuple[int, int, int]]:
        """(second of the monotonic clock, requests answered, requests refused) of the last hour, in order."""
        return [(second, self.counts[second, "answered"], self.counts[second, "refused"])
                for second in sorted({second for second, _ in self.counts})]


class Platform:
    """One platform: what it knows, and what its operator has set."""

    def __init__(self, ledger: Ledger, desk: TokenDesk, options: PlatformOptions) -> None:
        self.ledger, self.desk, self.options = ledger, desk, options
        self.uploads = ledger.path.with_name(ledger.path.name + ".uploads")
        self.uploads.mkdir(parents=True, exist_ok=True)
        self.pace = Pace(options.requests_per_second, options.burst)
        self.state = "open"
        self.until: str | None = None
        self.clock_offset = timedelta()
        self.versions = {"1.0": "current"}
        self.counted: dict[tuple[str, str], tuple[str, int]] = {}

    def now(self) -> datetime:
        """The platform's own clock."""
        return self.options.clock() + self.clock_offset

    def server_time(self) -> str:
        """The platform's clock in the form of the contract."""
        return self.now().astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")

    def spoken(self) -> list[str]:
        """The versions of the contract that the platform still speaks."""
        return [version for version, state in self.versions.items() if state != "withdrawn"]
