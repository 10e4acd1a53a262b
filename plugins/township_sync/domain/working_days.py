"""Working days of China: public holidays are free, the make-up Saturdays and Sundays are worked.

Source: the yearly holiday notice of the State Council (国务院办公厅), as packaged in `chinesecalendar`. A year without
a notice falls back to Monday to Friday, so a due day far ahead may still move when the notice appears.
"""

from datetime import date, timedelta
from functools import cache

from township_sync.domain.period import Month


@cache
def is_working_day(day: date) -> bool:
    """Whether offices work on this day."""
    import chinese_calendar

    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return day.weekday() < 5


def working_day_of(month: Month, number: int) -> date:
    """The so-manieth working day of a month (1 is the first)."""
    day = month.first_day - timedelta(days=1)
    for _ in range(number):
        day = next_working_day(day)
    return day


def next_working_day(day: date) -> date:
    """The first working day later than this day."""
    day += timedelta(days=1)
    while not is_working_day(day):
        day += timedelta(days=1)
    return day
