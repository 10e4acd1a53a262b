"""Dates as typed by hand (domain.md part 4, patterns 38-44)."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from township_sync.checks.cells.typed import compact, one_line
from township_sync.domain.period import Month

FIRST_SERIAL, LAST_SERIAL = 20_000, 60_000
EARLIEST_YEAR, LATEST_YEAR = 1900, 2100
CENTURY_AHEAD = 20
"""Years after the period up to which a year of two digits is read as 20yy; `89.5.14` is no date of ours."""
LONGEST = 60
"""Characters of a date as typed, spaces included; searching a longer text takes the square of its length."""
SERIAL_DAY_0 = date(1899, 12, 30)
_SEPARATOR = r"[-./\\、。,_·年]"
_SEPARATOR_2 = r"[-./\\、。,_·月]"
_FULL = re.compile(rf"(\d{{4}}|\d{{2}}){_SEPARATOR}(\d{{1,2}}){_SEPARATOR_2}(\d{{1,2}})[日号]?[.。]?")
_EIGHT_DIGITS = re.compile(r"(\d{4})(\d{2})(\d{2})")
_YEAR_MONTH = re.compile(rf"(\d{{4}}){_SEPARATOR}(\d{{1,2}})月?份?|(\d{{2}})年(\d{{1,2}})月份?|(\d{{4}})(\d{{2}})")
_MONTH_DAY = re.compile(r"(\d{1,2})月(?:(\d{1,2})[日号]?|份)?")
_TIME_OF_DAY = re.compile(
    r"(?:(?<=[日号\sT])|(?=[上下早晚中凌]))(?:上午|下午|早上|晚上|中午|凌晨)?\s*"
    r"\d{1,2}(?:[:：]\d{2}(?:[:：]\d{2}(?:\.\d+)?)?|[时点](?:\d{1,2}分?|整|半)?)Z?$"
)
_WEEKDAY = re.compile(r"[\s(（]*(?:星期|礼拜|周)[一二三四五六日天][\s)）]*")
_SPACED = re.compile(r"(\d{4})\s+(\d{1,2})(?:\s+(\d{1,2}))?")
_AMBIGUOUS = re.compile(r"\d{4}\.1")
_HAN_RUN = re.compile(r"[0O〇○零一二三四五六七八九十廿卅]+(?=[年月日号]|$)")
_HAN_DIGITS = dict.fromkeys("0O○零", 0) | {character: digit for digit, character in enumerate("〇一二三四五六七八九")}

Outcome = Literal["day", "completed", "impossible", "ambiguous", "unreadable"]


@dataclass(frozen=True, slots=True)
class TypedDate:
    """What a text says: a day, a day that was completed, no day that exists, one of two months, or nothing readable."""

    outcome: Outcome
    day: date | None = None


UNREADABLE = TypedDate("unreadable")


def from_serial(number: float) -> TypedDate:
    """A spreadsheet's day number of the 1900 system, when it lies between 1954 and 2064."""
    if not FIRST_SERIAL <= number <= LAST_SERIAL:
        return UNREADABLE
    return TypedDate("day", SERIAL_DAY_0 + timedelta(days=int(number)))


def typed_date(text: str, period: Month, *, is_number: bool) -> TypedDate:
    """Read one text; `is_number` says that its file cannot tell 2020.1 from 2020.10."""
    if len(text) > LONGEST:
        return UNREADABLE
    line = _TIME_OF_DAY.sub("", _WEEKDAY.sub(" ", one_line(text)).strip()).rstrip("T,，、;； ")
    plain = _arabic(compact(line))
    if match := _SPACED.fullmatch(line):  # before its spaces go: 2020 5 9 is not 2020-59, nor 2020 5 day 20205
        return _day(match[1], match[2], match[3], period)
    if is_number and _AMBIGUOUS.fullmatch(plain):
        return TypedDate("ambiguous")
    if re.fullmatch(r"\d{5}(\.\d+)?", plain):
        return from_serial(float(plain))
    if match := _FULL.fullmatch(plain) or _EIGHT_DIGITS.fullmatch(plain):
        return _day(match[1], match[2], match[3], period)
    if match := _YEAR_MONTH.fullmatch(plain):
        year, month = (part for part in match.groups() if part is not None)
        return _day(year, month, None, period)
    if match := _MONTH_DAY.fullmatch(plain):
        return _day(None, match[1], match[2], period)
    return UNREADABLE


def _day(year: str | None, month: str, day: str | None, period: Month) -> TypedDate:
    full_year = _full_year(year, period)
    if full_year is None:
        return UNREADABLE
    try:
        found = date(full_year, int(month), int(day or 1))
    except ValueError:
        return TypedDate("impossible")
    return TypedDate("day" if day and year and len(year) == 4 else "completed", found)


def _full_year(year: str | None, period: Month) -> int | None:
    if year is None:
        return period.year
    number = int(year)
    if len(year) == 2:
        return 2000 + number if 2000 + number <= period.year + CENTURY_AHEAD else None
    return number if EARLIEST_YEAR <= number <= LATEST_YEAR else None


def _arabic(text: str) -> str:
    """`二〇二〇年五月十四日` → `2020年5月14日`."""
    return _HAN_RUN.sub(lambda found: _han_number(found[0]), text)


def _han_number(run: str) -> str:
    run = run.replace("廿", "二十").replace("卅", "三十")
    tens, ten, ones = run.partition("十")
    if not ten:
        return "".join(str(_HAN_DIGITS[character]) for character in run)
    if len(tens) > 1 or len(ones) > 1 or "十" in ones:
        return run
    return str((_HAN_DIGITS[tens] if tens else 1) * 10 + (_HAN_DIGITS[ones] if ones else 0))
