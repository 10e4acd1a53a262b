"""Working days of China: public holidays are free, the make-up Saturdays and Sundays (调休) are worked.

Who says so, the first that knows: `policies/working_days.csv`, which an office may edit; the yearly notice of the State
Council (国务院办公厅) as the library `chinesecalendar` has it, or else `holidays`, which for a year without a notice
computes the statutory days. Such a year is not certain: a due day in it may move by some days when the notice appears
(each November), which is said once and is never an error.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from township_sync import project
from township_sync.domain.period import Month
from township_sync.errors import DefinitionError

_log = logging.getLogger(__name__)
TABLE = "policies/working_days.csv"


@dataclass(frozen=True, slots=True)
class TableDay:
    """A day that the table speaks about, which overrides everything else."""

    works: bool
    why: str


@cache
def is_working_day(day: date) -> bool:
    """Whether offices work on this day; a year that is not certain is told in the log."""
    said = table_days().get(day)
    if said:
        return said.works
    if _is_known(day.year):
        import chinese_calendar

        return bool(chinese_calendar.is_workday(day))
    if _is_told_by_table(day.year):
        return day.weekday() < 5
    if not calendar_is_certain(day.year):
        _warn(day.year)
    return bool(_computed(day.year).is_working_day(day))


def calendar_is_certain(year: int) -> bool:
    """Whether the notice of this year is known, from a library or from the table."""
    return _is_known(year) or _is_told_by_table(year) or _has_make_up_days(year)


def uncertain_calendar(year: int) -> str:
    """What is not certain about a year, and the remedy."""
    return (f"The working days of {year} are not certain: its holiday notice is not known here. Write its days into "
            f"{TABLE} (day, works, why; with {year}-01-01 and {year}-10-01) or update the packages chinesecalendar and "
            "holidays; until then only statutory holidays are free and due days may move.")


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


def previous_working_day(day: date) -> date:
    """The last working day earlier than this day."""
    day -= timedelta(days=1)
    while not is_working_day(day):
        day -= timedelta(days=1)
    return day


def working_days_from(day: date, number: int) -> date:
    """The working day that is so many working days later (earlier when negative); the day itself for 0."""
    step = next_working_day if number > 0 else previous_working_day
    for _ in range(abs(number)):
        day = step(day)
    return day


def working_days_between(first: date, last: date) -> int:
    """How many working days are later than `first` and not later than `last`; 0 on the same day."""
    return sum(is_working_day(first + timedelta(days=number)) for number in range(1, (last - first).days + 1))


@cache
def table_days() -> Mapping[date, TableDay]:
    """The table by day; DefinitionError with its line when a row is not `2027-02-06,no,春节`."""
    found: dict[date, TableDay] = {}
    for line, row in enumerate(project.records(TABLE), 2):
        try:
            day = date.fromisoformat(row["day"])
            works = {"yes": True, "no": False}[row["works"]]
        except (KeyError, TypeError, ValueError):
            raise DefinitionError(f"{TABLE}, line {line}: a row is day, works (yes or no), why, such as "
                                  "2027-02-06,no,春节.") from None
        if day in found:
            raise DefinitionError(f"{TABLE}, line {line}: {day} has a row already; take one of the two out.")
        found[day] = TableDay(works, row["why"] or "")
    return found


def _is_told_by_table(year: int) -> bool:
    """Every notice names New Year's Day and National Day; a table with both was filled in from it."""
    return {date(year, 1, 1), date(year, 10, 1)} <= set(table_days())


@cache
def _is_known(year: int) -> bool:
    import chinese_calendar

    try:
        chinese_calendar.is_workday(date(year, 1, 1))
    except NotImplementedError:
        return False
    return True


@cache
def _warn(year: int) -> None:
    """Once per process."""
    _log.warning(uncertain_calendar(year))


@cache
def _computed(year: int) -> Any:
    import holidays

    return holidays.country_holidays("CN", years=year)


def _has_make_up_days(year: int) -> bool:
    """They are in a notice only; nobody can compute them."""
    return any(day.year == year for day in _computed(year).weekend_workdays)
