"""The life of a finding as a function of facts: nothing in it is set by hand, and the same facts give the same state.

`open`: a judging found it, its township was not told yet. `reported`: a report that told it was delivered.
`waived`: somebody lets it pass until a day that is not over. `fixed`: a later judging did not find it any more.
`verified`: fixed, and a report that no longer told it was delivered, so that the township knows.
A fault that comes once more in the file that replaces its own is one fault still, found when it was first found.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from statistics import fmean
from typing import Literal

from township_sync.domain.finding import Rule
from township_sync.domain.period import COUNTY_TIME
from township_sync.domain.working_days import working_days_between

LifeState = Literal["open", "reported", "waived", "fixed", "verified"]
FOLLOWS: Mapping[LifeState, frozenset[LifeState]] = {
    "open": frozenset({"reported", "waived", "fixed"}),
    "reported": frozenset({"waived", "fixed"}),
    "waived": frozenset({"open", "reported", "fixed"}),
    "fixed": frozenset({"verified"}),
    "verified": frozenset(),
}
"""Which state may come after which; the same fault found once more is another finding."""
_SECONDS_OF_A_DAY = 86_400


@dataclass(frozen=True, slots=True)
class Life:
    """One finding's facts; a moment is None while it has not come. `until` is the last day of the waiver that it was
    last judged under, `is_resubmitted` whether its unit had sent something between its first and its last judging."""

    finding_id: int
    period: str
    unit_code: str | None
    slug: str
    severity: str
    file: str
    sheet: str | None
    row: int | None
    column: str | None
    message: str
    opened_at: datetime
    reported_at: datetime | None = None
    closed_at: datetime | None = None
    verified_at: datetime | None = None
    is_resubmitted: bool = False
    waiver_id: int | None = None
    until: date | None = None

    def state(self, today: date) -> LifeState:
        """The state on a day in Asia/Shanghai."""
        if self.closed_at:
            return "verified" if self.verified_at else "fixed"
        if self.until and today <= self.until:
            return "waived"
        return "reported" if self.reported_at else "open"

    def days(self, now: datetime) -> float:
        """How long it was there, or is until now, in days."""
        return ((self.closed_at or now) - self.opened_at).total_seconds() / _SECONDS_OF_A_DAY

    def working_days(self, now: datetime) -> int:
        """The same in working days, by the days of Asia/Shanghai: none when it went on the day on which it came."""
        first, last = (moment.astimezone(COUNTY_TIME).date() for moment in (self.opened_at, self.closed_at or now))
        return working_days_between(first, last)


def can_be_waived(rule: Rule) -> bool:
    """A warning that at most holds its own row; what refuses a row or a file, or blocks a whole sheet, only its unit
    can mend (rules.md: `hold` is until it is fixed or waived, the others know no waiver)."""
    return rule.severity == "warn" and rule.export in ("", "hold")


@dataclass(frozen=True, slots=True)
class UnitLives:
    """A unit's findings in numbers; days are None where there is none to count. `days_to_fix` is the mean over those
    that went with something that the unit sent, in working days."""

    unit_code: str | None
    open: int
    reported: int
    waived: int
    fixed: int
    verified: int
    oldest_days: int | None
    days_to_fix: float | None


def by_unit(lives: Iterable[Life], now: datetime, today: date) -> list[UnitLives]:
    """The same by unit, in the order of their codes; nobody's come first."""
    grouped: dict[str, list[Life]] = defaultdict(list)
    for life in lives:
        grouped[life.unit_code or ""].append(life)
    return [_of_unit(code or None, grouped[code], now, today) for code in sorted(grouped)]


def _of_unit(code: str | None, lives: Sequence[Life], now: datetime, today: date) -> UnitLives:
    counts = dict.fromkeys(FOLLOWS, 0)
    for life in lives:
        counts[life.state(today)] += 1
    waiting = [life.days(now) for life in lives if life.state(today) in ("open", "reported")]
    fixed = [life.working_days(now) for life in lives if life.closed_at and life.is_resubmitted]
    return UnitLives(code, **counts, oldest_days=int(max(waiting)) if waiting else None,
                     days_to_fix=round(fmean(fixed), 2) if fixed else None)
