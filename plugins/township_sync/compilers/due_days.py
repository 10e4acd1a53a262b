"""Until when a month or a quarter must be told: the so-manieth working day after it, as its policy pack says."""

from datetime import date

from township_sync.compilers.policies import packs, policy_on
from township_sync.domain.period import Month, Quarter
from township_sync.domain.working_days import working_day_of


def due_day(period: Month | Quarter) -> date:
    """The last day for the period's data (questions Q1 and Q2 of the pack that holds on the period's last day)."""
    if isinstance(period, Month):
        return working_day_of(period.plus(1), _number("month_due_working_day", period.last_day))
    return working_day_of(period.months[2].plus(1), _number("quarter_due_working_day", period.last_day))


def _number(name: str, day: date) -> int:
    """Days before the first pack are due as it says: a schedule that asks about them must not break."""
    first = min(each.valid_from for each in packs().values())
    return int(policy_on(max(day, first))[name])
