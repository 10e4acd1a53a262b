"""Deadlines: which units are to be reminded today of what they owe, whom to tell, and until when faults are mended."""

from collections.abc import Collection
from datetime import date

from township_sync.compilers.due_days import Stage, due_day, mend_day, monthly_sheets, stage_reached
from township_sync.domain.period import Month
from township_sync.domain.reminder import Reminder
from township_sync.domain.unit import units
from township_sync.warehouse.arrivals import arrived, months_alive, to_mend
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.periods import closed_months

_MONTHS_BACK = 3
"""Due days lie in the month after; packs may set them later, but not by a quarter of a year."""


def reminders(connection: Connection, today: date) -> list[Reminder]:
    """What every unit owes of every month at the latest stage that was reached, by month and unit.

    None for a closed month, for a unit that owes nothing or of which a file waits to be judged, and while nothing came
    from anybody for the month and the one before it: such a silence is a fault of ours.
    """
    this = Month(today.year, today.month)
    closed = closed_months(connection)
    found: list[Reminder] = []
    for month in (this.plus(-back) for back in reversed(range(_MONTHS_BACK + 1))):
        stage = stage_reached(month, today)
        if stage and str(month) not in closed and months_alive(connection, [str(month), str(month.plus(-1))]):
            found += _of_month(connection, month, stage, today)
    return found


def _of_month(connection: Connection, month: Month, stage: Stage, today: date) -> list[Reminder]:
    due, came, unmended = due_day(month), arrived(connection, str(month)), to_mend(connection, str(month))
    found = []
    for code in units():
        there: Collection[str | None] = came.get(code, ())
        missing = [entity for entity in monthly_sheets(month) if entity not in there] if "sheets" in stage.about else []
        to_fix = unmended.get(code, 0) if "rows" in stage.about else 0
        if None not in there and (missing or to_fix):
            found.append(Reminder(code, month, due, stage.days, missing, to_fix, stage.roles, today))
    return found


def mend_by(connection: Connection, period: Month, today: date) -> date:
    """Until when a fault of a month that is told today must be mended: the due day of the month while it is not over,
    else some working days on; of a closed month the same of the next open one, with which its corrections go."""
    closed = closed_months(connection)
    while str(period) in closed:
        period = period.plus(1)
    return mend_day(period, today)
