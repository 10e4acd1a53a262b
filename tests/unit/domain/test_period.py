"""A period is a value."""

from datetime import date

import pytest

from township_sync.domain.period import Month, Quarter
from township_sync.errors import UsageError


@pytest.mark.parametrize(("month", "later", "expected"), [
    ("2020-05", 1, "2020-06"), ("2020-12", 1, "2021-01"), ("2020-01", -1, "2019-12"), ("2020-02", 12, "2021-02"),
])
def test_a_month_so_many_months_later(month: str, later: int, expected: str) -> None:
    assert str(Month.parse(month).plus(later)) == expected


def test_a_month_knows_its_days_and_its_quarter() -> None:
    february = Month.parse("2020-02")
    assert (february.first_day, february.last_day) == (date(2020, 2, 1), date(2020, 2, 29))
    assert str(february.quarter) == "2020Q1"


@pytest.mark.parametrize("text", ["2020Q2", "2020-Q2"])
def test_a_quarter_is_read_in_our_form_and_in_airflows(text: str) -> None:
    quarter = Quarter.parse(text)
    assert [str(month) for month in quarter.months] == ["2020-04", "2020-05", "2020-06"]
    assert quarter.last_day == date(2020, 6, 30)


@pytest.mark.parametrize("text", [
    "2020-13", "2020-5", "202005", "", "2020-05-01", "0000-05", "1899-12", "3000-01", "9999-12", "２０２０-05",
])
def test_what_is_no_month_is_refused_with_the_remedy(text: str) -> None:
    with pytest.raises(UsageError, match="2020-05"):
        Month.parse(text)


@pytest.mark.parametrize("text", ["2020Q5", "2020", "Q2", "9999Q4"])
def test_what_is_no_quarter_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        Quarter.parse(text)
