"""Until when a period must be told: working days after it, as its pack answers Q1 and Q2."""

from datetime import date

import pytest

from township_sync.compilers import due_days
from township_sync.compilers.due_days import due_day
from township_sync.domain.period import Month, Quarter


@pytest.mark.parametrize(("month", "due"), [
    ("2020-01", date(2020, 2, 7)),  # the holiday was lengthened to 2 February
    ("2020-04", date(2020, 5, 11)),  # 1–5 May are free, Saturday the 9th is worked
    ("2020-05", date(2020, 6, 5)),
    ("2020-12", date(2021, 1, 8)),
    ("2019-12", date(2020, 1, 8)),  # before the first pack it is as that one says
])
def test_a_month_is_due_on_the_fifth_working_day_after_it(month: str, due: date) -> None:
    assert due_day(Month.parse(month)) == due


@pytest.mark.parametrize(("quarter", "due"), [("2020Q2", date(2020, 7, 14)), ("2020Q3", date(2020, 10, 21))])
def test_a_quarter_is_due_on_the_tenth_working_day_after_it(quarter: str, due: date) -> None:
    assert due_day(Quarter.parse(quarter)) == due


def test_another_answer_in_the_pack_is_another_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(due_days, "policy_on", lambda day: {"month_due_working_day": 3, "quarter_due_working_day": 1})
    assert due_day(Month(2020, 5)) == date(2020, 6, 3)
    assert due_day(Quarter(2020, 2)) == date(2020, 7, 1)
