"""What every unit must tell of a month, and until when: working days after it, as its policy pack says."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from township_sync.compilers.policies import packs, policy_on
from township_sync.domain.period import Month, Quarter
from township_sync.domain.working_days import working_day_of, working_days_from

Role = Literal["clerk", "leader", "bureau"]
About = Literal["sheets", "rows"]


@dataclass(frozen=True, slots=True)
class Stage:
    """One step of reminding: on which `day` (`days` working days after the due day, before it when negative), whom, and
    about what: sheets that did not come, rows that were refused and not mended."""

    days: int
    day: date
    roles: tuple[Role, ...]
    about: tuple[About, ...]


def due_day(period: Month | Quarter) -> date:
    """The last day for the period's data (questions Q1 and Q2 of the pack that holds on the period's last day)."""
    if isinstance(period, Month):
        return working_day_of(period.plus(1), int(_said("month_due_working_day", period.last_day)))
    return working_day_of(period.months[2].plus(1), int(_said("quarter_due_working_day", period.last_day)))


def monthly_sheets(period: Month) -> tuple[str, ...]:
    """The entities that every unit sends for a month."""
    return tuple(_said("monthly_sheets", period.last_day))


def stages(period: Month) -> list[Stage]:
    """The steps of reminding about a month, the earliest first."""
    due = due_day(period)
    said = sorted(_said("reminders", period.last_day), key=lambda one: int(one["days"]))
    return [Stage(one["days"], working_days_from(due, one["days"]), tuple(one["roles"]), tuple(one["about"]))
            for one in said]


def stage_reached(period: Month, today: date) -> Stage | None:
    """The latest step that was reached; None before the first one, and when the last one is over for long."""
    known = stages(period)
    if today > working_days_from(known[-1].day, int(_said("reminders_end_days", period.last_day))):
        return None
    return next((stage for stage in reversed(known) if stage.day <= today), None)


def mend_day(period: Month, today: date) -> date:
    """Until when a fault of a month that is told today must be mended: the due day, or some working days on."""
    return max(due_day(period), working_days_from(today, int(_said("mend_days", period.last_day))))


def _said(name: str, day: date) -> Any:
    """Days before the first pack are due as it says: a schedule that asks about them must not break."""
    first = min(each.valid_from for each in packs().values())
    return policy_on(max(day, first))[name]
