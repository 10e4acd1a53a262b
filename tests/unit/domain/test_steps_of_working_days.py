"""Steps of so many working days: over weekends, public holidays and the weekends that are worked for them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from township_sync.domain.working_days import is_working_day, working_days_between, working_days_from

DAYS = st.dates(date(2005, 1, 1), date(2026, 10, 1))


def worked(first: date, last: date) -> list[date]:
    """Every day of both ends included on which offices work, found by looking at each."""
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return [day for day in days if is_working_day(day)]


@given(DAYS, st.integers(1, 30))
def test_so_many_working_days_on_leaves_exactly_so_many_worked_days_behind(day: date, number: int) -> None:
    reached = working_days_from(day, number)
    assert worked(day + timedelta(days=1), reached)[-1:] == [reached]
    assert len(worked(day + timedelta(days=1), reached)) == number == working_days_between(day, reached)


@given(DAYS, st.integers(1, 30))
def test_so_many_working_days_before_has_exactly_so_many_worked_days_before_it(day: date, number: int) -> None:
    reached = working_days_from(day, -number)
    assert worked(reached, day - timedelta(days=1))[:1] == [reached]
    assert len(worked(reached, day - timedelta(days=1))) == number


@given(DAYS, st.integers(0, 30))
def test_from_a_working_day_there_and_back_again_is_where_one_was(day: date, number: int) -> None:
    start = working_days_from(day, 1)
    assert working_days_from(working_days_from(start, number), -number) == start


@given(DAYS, st.integers(0, 40), st.integers(0, 40))
def test_working_days_of_two_stretches_add_up(first: date, one: int, other: int) -> None:
    middle, last = first + timedelta(days=one), first + timedelta(days=one + other)
    together = working_days_between(first, middle) + working_days_between(middle, last)
    assert working_days_between(first, last) == together


@pytest.mark.parametrize(("day", "number", "reached"), [
    ("2020-05-11", -3, "2020-05-07"),  # Saturday 9 May is worked, the 8th and the 7th are
    ("2020-10-14", -3, "2020-10-10"),  # 13 and 12 October, and Saturday the 10th, which is worked
    ("2020-10-14", 3, "2020-10-19"),  # over an ordinary weekend
    ("2020-09-30", 1, "2020-10-09"),  # over the National Day
    ("2020-01-23", 1, "2020-02-03"),  # over the lengthened Spring Festival
    ("2020-06-24", 1, "2020-06-28"),  # over the Dragon Boat Festival to a Sunday that is worked for it
    ("2020-06-24", 2, "2020-06-29"),
    ("2020-06-06", 0, "2020-06-06"),  # a Saturday stays what it is
])
def test_steps_over_holidays_worked_by_hand(day: str, number: int, reached: str) -> None:
    assert working_days_from(date.fromisoformat(day), number) == date.fromisoformat(reached)
