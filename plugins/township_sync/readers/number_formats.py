"""What a number format makes of a number: a moment, a number of days as elapsed time, or a number."""

import re
from datetime import date, datetime, time, timedelta
from typing import Literal

Shown = Literal["number", "moment", "elapsed"]

_ELAPSED = re.compile(r"\[(h+|m+|s+)\]", re.IGNORECASE)
_NOT_FORMAT = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]|general|standard', re.IGNORECASE)
_BUILT_IN_MOMENTS = {*range(14, 23), *range(27, 37), 45, 47, *range(50, 59)}
"""Those of ECMA-376 part 1, 18.8.30, with the East Asian ones, whose codes are not in the file."""
_BUILT_IN_ELAPSED = 46
_STARTS = {False: datetime(1899, 12, 30), True: datetime(1904, 1, 1)}
_FIRST_DAY_AFTER_THE_FALSE_LEAP_DAY = 60


def shown_as(number: int, codes: dict[int, str]) -> Shown:
    """How numbers look under a format: by its own code when the file has one, else by its number."""
    code = codes.get(number)
    if code is not None:
        return shown_by_code(code)
    if number == _BUILT_IN_ELAPSED:
        return "elapsed"
    return "moment" if number in _BUILT_IN_MOMENTS else "number"


def shown_by_code(code: str) -> Shown:
    """How positive numbers look under a format code."""
    positive = code.partition(";")[0]
    if _ELAPSED.search(positive):
        return "elapsed"
    return "moment" if re.search("[ymdhs]", _NOT_FORMAT.sub("", positive), re.IGNORECASE) else "number"


def moment_of(number: float, from_1904: bool) -> float | date | datetime | time:
    """A date, a time of day or both; a number that stands for no moment stays a number."""
    if number < 0:
        return number
    lost_day = not from_1904 and number < _FIRST_DAY_AFTER_THE_FALSE_LEAP_DAY
    try:
        moment = _STARTS[from_1904] + timedelta(days=int(number) + lost_day, milliseconds=_milliseconds(number))
    except OverflowError:
        return number
    if number < 1:
        return moment.time()
    return moment if moment.time() != time() else moment.date()


def _milliseconds(number: float) -> int:
    return round((number - int(number)) * 86_400_000)
