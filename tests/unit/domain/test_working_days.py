"""Working days: the table first, then the notice, then the statutory holidays; a year without a notice is a warning."""

import logging
from collections.abc import Callable, Iterator
from datetime import date, timedelta

import pytest

from township_sync import project
from township_sync.domain import working_days
from township_sync.domain.period import Month
from township_sync.domain.working_days import calendar_is_certain, is_working_day, working_day_of
from township_sync.errors import DefinitionError

Tabled = Callable[[str], None]
_CACHES = (working_days.is_working_day, working_days.table_days, working_days._warn)


@pytest.fixture
def tabled(monkeypatch: pytest.MonkeyPatch) -> Iterator[Tabled]:
    """The table of working days has these rows."""
    read = project.text

    def write(rows: str) -> None:
        written = f"day,works,why\n{rows}\n"
        monkeypatch.setattr(project, "text", lambda name: written if name == working_days.TABLE else read(name))
        _forget()

    yield write
    monkeypatch.undo()
    _forget()


def _forget() -> None:
    for each in _CACHES:
        each.cache_clear()


@pytest.mark.parametrize(("day", "works"), [
    ("2020-01-24", False),  # 除夕, a Friday
    ("2020-01-19", True),  # a Sunday that was worked for it
    ("2020-02-03", True),  # the lengthened holiday of 2020 ended the day before
    ("2020-05-09", True),  # a Saturday that was worked for 1 May
    ("2020-05-16", False),
    ("2020-05-18", True),
])
def test_a_year_with_a_notice_follows_it(day: str, works: bool) -> None:
    assert is_working_day(date.fromisoformat(day)) is works
    assert calendar_is_certain(2020)


def test_the_fifth_working_day_of_june_2020_is_a_friday() -> None:
    assert working_day_of(Month(2020, 6), 5) == date(2020, 6, 5)
    assert working_day_of(Month(2020, 10), 5) == date(2020, 10, 14)


@pytest.mark.parametrize("year", [2020, 2026])
def test_the_two_libraries_agree_on_every_day(year: int) -> None:
    import chinese_calendar
    import holidays

    other = holidays.country_holidays("CN", years=year)
    days = [date(year, 1, 1) + timedelta(days=number) for number in range(365)]
    assert [day for day in days if chinese_calendar.is_workday(day) != other.is_working_day(day)] == []


def test_a_year_that_only_the_second_library_knows_is_certain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(working_days, "_is_known", lambda year: False)
    _forget()
    assert calendar_is_certain(2026)
    assert is_working_day(date(2026, 2, 14))
    _forget()


def test_the_table_overrides_the_notice(tabled: Tabled) -> None:
    tabled("2020-06-05,no,暴雨停工\n2020-06-06,yes,补班")
    assert [is_working_day(date(2020, 6, day)) for day in (4, 5, 6)] == [True, False, True]


def test_a_year_without_a_notice_has_its_statutory_holidays_and_is_told_once(
    tabled: Tabled, caplog: pytest.LogCaptureFixture
) -> None:
    tabled("")
    caplog.set_level(logging.WARNING)
    days = [date(2031, 10, 1) + timedelta(days=number) for number in range(12)]
    assert [day.day for day in days if is_working_day(day)] == [6, 7, 8, 9, 10]
    assert not calendar_is_certain(2031)
    [told] = caplog.messages
    assert "2031" in told and working_days.TABLE in told and "chinesecalendar" in told and "holidays" in told


def test_the_notice_written_into_the_table_makes_a_year_certain(
    tabled: Tabled, caplog: pytest.LogCaptureFixture
) -> None:
    tabled("2031-01-01,no,元旦\n2031-10-01,no,国庆\n2031-10-11,yes,国庆调休")
    assert calendar_is_certain(2031)
    assert [is_working_day(date(2031, 10, day)) for day in (1, 2, 3, 4, 11)] == [False, True, True, False, True]
    assert caplog.messages == []


def test_one_closed_day_does_not_make_a_year_certain(tabled: Tabled) -> None:
    tabled("2031-01-01,no,元旦")
    assert not calendar_is_certain(2031)


@pytest.mark.parametrize("row", ["2031-13-01,no,元旦", "2031-01-01,maybe,元旦", "2031-01-01", "元旦,no,"])
def test_a_row_that_is_none_is_refused_with_its_line(tabled: Tabled, row: str) -> None:
    tabled(f"2030-01-01,no,元旦\n{row}")
    with pytest.raises(DefinitionError, match=r"policies/working_days.csv, line 3: .*2027-02-06,no,春节"):
        is_working_day(date(2020, 6, 5))


def test_a_day_with_two_rows_is_refused(tabled: Tabled) -> None:
    tabled("2031-01-01,no,元旦\n2031-01-01,yes,元旦")
    with pytest.raises(DefinitionError, match="line 3: 2031-01-01 has a row already"):
        is_working_day(date(2020, 6, 5))
