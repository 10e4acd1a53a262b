"""Which month a file is about, where the channel has no folder per month: as it is named, else as it arrived.

A wrong guess loses nothing: a file that states another month inside is refused with a message (`wrong_period`).
"""

import re
from datetime import datetime

from township_sync.domain.period import COUNTY_TIME, Month
from township_sync.errors import UsageError
from township_sync.settings import Settings

_NUMERALS = {name: number for number, name in enumerate((*"一二三四五六七八九十", "十一", "十二"), start=1)}
_NUMBER = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
_NO_DAY = r"(?!\s*\d{1,2}\s*[日号])"
_WITH_YEAR = re.compile(
    rf"(?<!\d)(20\d\d)\s*年\s*({_NUMBER})\s*月{_NO_DAY}|(?<!\d)(20\d\d)[-._/]?(0[1-9]|1[0-2])(?![-._/]?\d)")
_WITHOUT_YEAR = re.compile(rf"(?<![\d一二三四五六七八九十年])({_NUMBER})\s*月{_NO_DAY}")


def month_of(settings: Settings, arrived: datetime, *texts: str) -> str:
    """The month (`2020-05`) that the first of the texts names which names exactly one; else the one by the arrival.

    A month without a year is the latest one that is not after the arrival. Without any, what arrives from day
    TOWNSHIP_SYNC_MONTH_TURNS_ON_DAY (default 20) on is about the month of its arrival, earlier about the month before.
    """
    local = arrived.astimezone(COUNTY_TIME)
    now = Month(local.year, local.month)
    for text in texts:
        named = _months_named(text, now)
        if len(named) == 1:
            return str(named.pop())
    return str(now if local.day >= _turning_day(settings) else now.plus(-1))


def _months_named(text: str, now: Month) -> set[Month]:
    with_year = {Month(int(match[1] or match[3]), _number(match[2] or match[4])) for match in _WITH_YEAR.finditer(text)}
    return with_year or {_latest(_number(match[1]), now) for match in _WITHOUT_YEAR.finditer(text)}


def _number(text: str) -> int:
    return _NUMERALS.get(text) or int(text)


def _latest(number: int, now: Month) -> Month:
    return Month(now.year if number <= now.number else now.year - 1, number)


def _turning_day(settings: Settings) -> float:
    day = settings.number("MONTH_TURNS_ON_DAY", 20, "a day of the month")
    if not 1 <= day <= 32:
        raise UsageError(f"TOWNSHIP_SYNC_MONTH_TURNS_ON_DAY is {day:g}; set it to a day from 1 to 31, or 32 for never.")
    return day
