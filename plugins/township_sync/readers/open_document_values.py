"""What a cell of an OpenDocument spreadsheet holds (OpenDocument 1.3 part 3, 19.387 and following)."""

import re
from collections.abc import Mapping
from datetime import date, datetime, time

from township_sync.readers.raw import RawValue

_DURATION = re.compile(r"(-)?P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:[.,](\d+))?S)?)?")
_SECONDS_OF_A_DAY = 86_400
_NUMBERS = ("float", "percentage", "currency")


def value_of(cell: Mapping[str, str], text: str) -> RawValue:
    """The value by its declared type; what does not fit its type is the text that is shown."""
    kind = cell.get("office:value-type", "string")
    if kind in _NUMBERS:
        try:
            return float(cell["office:value"])
        except (KeyError, ValueError):
            return text or None
    if kind == "date":
        return _moment(cell.get("office:date-value", ""), text)
    if kind == "time":
        return _duration(cell.get("office:time-value", ""), text)
    if kind == "boolean" and "office:boolean-value" in cell:
        return cell["office:boolean-value"] == "true"
    return text or cell.get("office:string-value") or None


def _moment(value: str, text: str) -> RawValue:
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return text or value or None
    if moment.tzinfo is not None:
        moment = moment.replace(tzinfo=None)
    return moment.date() if moment.time() == time() else moment


def _duration(value: str, text: str) -> time | date | str | float | None:
    """A time of day, or a number of days when it is more than one."""
    found = _DURATION.fullmatch(value)
    if found is None:
        return text or value or None
    days, hours, minutes, seconds = (int(found[part] or 0) for part in (2, 3, 4, 5))
    microseconds = int(((found[6] or "") + "000000")[:6])
    whole = days * _SECONDS_OF_A_DAY + hours * 3600 + minutes * 60 + seconds
    if found[1] or whole >= _SECONDS_OF_A_DAY:
        return (-1 if found[1] else 1) * (whole + microseconds / 1e6) / _SECONDS_OF_A_DAY
    return time(whole // 3600, whole // 60 % 60, whole % 60, microseconds)
