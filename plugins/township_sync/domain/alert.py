"""What the watch finds, and what becomes of it: a sighting is of one moment, an alert has a life."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

Severity = Literal["critical", "warning"]
Turn = Literal["opened", "again", "cleared"]


@dataclass(frozen=True, slots=True)
class Sighting:
    """One thing that is wrong at this moment: its kind, what it is about (codes, numbers, periods), and more of it."""

    kind: str
    subject: str
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Alert:
    """One thing that is or was wrong; `told_at` is when the engineers were last told, `tellings` how often."""

    alert_id: int
    kind: str
    subject: str
    severity: Severity
    details: Mapping[str, Any]
    opened_at: datetime
    seen_at: datetime
    cleared_at: datetime | None = None
    tellings: int = 0
    told_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Telling:
    """A turn in an alert's life that the engineers have not been told of yet."""

    alert: Alert
    what: Turn
