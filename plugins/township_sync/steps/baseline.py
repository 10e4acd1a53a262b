"""Baseline: figures of a time before this warehouse, from a CSV file, to compare a year with the one before."""

import csv
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from township_sync.compilers.policies import packs
from township_sync.domain.period import Month
from township_sync.domain.unit import CITY, resolve
from township_sync.errors import UsageError
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.kept_figures import add_baseline

_COLUMNS = {"indicator", "unit", "period", "value"}
_Baseline = tuple[tuple[str, str, date], Decimal]


def load_baseline(connection: Connection, file: Path, now: datetime) -> int:
    """Keep every figure of the file, or none; how many there are. UsageError with the line that is wrong."""
    try:
        rows = list(csv.DictReader(file.read_text(encoding="utf-8-sig").splitlines()))
    except UnicodeDecodeError:
        raise UsageError(f"{file} is not UTF-8 text; save it as CSV UTF-8.") from None
    except csv.Error as fault:
        raise UsageError(f"{file} is no CSV table ({fault}); save it as CSV UTF-8.") from None
    if not rows or set(rows[0]) - {None} != _COLUMNS:
        raise UsageError(f"{file} must have the columns {', '.join(sorted(_COLUMNS))} and at least one figure.")
    values = dict(_figures(rows))
    add_baseline(connection, values, now)
    return len(values)


def _figures(rows: list[dict[str | None, Any]]) -> Iterator[_Baseline]:
    for line, row in enumerate(rows, 2):
        try:
            yield _figure(row)
        except UsageError as fault:
            raise UsageError(f"Line {line}: {fault}") from None


def _figure(row: Mapping[str | None, Any]) -> _Baseline:
    """One line's figure; UsageError with what is wrong in it."""
    if None in row or None in row.values():
        values = [*(row[name] for name in row if name), *row.get(None, [])]
        raise UsageError(f"'{','.join(each for each in values if each is not None)}' must have {len(_COLUMNS)} values.")
    unit = CITY if row["unit"] == CITY else resolve(row["unit"])
    if not any(row["indicator"] in pack.indicators for pack in packs().values()):
        raise UsageError(f"'{row['indicator']}' is no indicator of any policy pack.")
    if unit is None:
        raise UsageError(f"'{row['unit']}' is no unit; write its name or code, {CITY} for the city.")
    return (row["indicator"], unit, Month.parse(row["period"]).last_day), _value(row["value"])


def _value(text: str) -> Decimal:
    """A number that a figure can be: at most 15 digits before its point and 15 places after it."""
    try:
        value = Decimal(text)
    except InvalidOperation:
        raise UsageError(f"'{text}' is no number.") from None
    if not value.is_finite() or value.adjusted() >= 15 or int(value.as_tuple().exponent) < -15:
        raise UsageError(f"'{text}' is no number of a figure: at most 15 digits before the point and 15 after it.")
    return value
