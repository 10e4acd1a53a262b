"""Baseline: figures of a time before this warehouse, from a CSV file, to compare a year with the one before."""

import csv
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path

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
    if not rows or set(rows[0]) != _COLUMNS:
        raise UsageError(f"{file} must have the columns {', '.join(sorted(_COLUMNS))} and at least one figure.")
    values = dict(_figures(rows))
    add_baseline(connection, values, now)
    return len(values)


def _figures(rows: list[dict[str, str]]) -> Iterator[_Baseline]:
    known = {name for pack in packs().values() for name in pack.indicators}
    for line, row in enumerate(rows, 2):
        unit = CITY if row["unit"] == CITY else resolve(row["unit"] or "")
        if row["indicator"] not in known:
            raise UsageError(f"Line {line}: '{row['indicator']}' is no indicator of any policy pack.")
        if unit is None:
            raise UsageError(f"Line {line}: '{row['unit']}' is no unit; write its name or code, {CITY} for the city.")
        try:
            value = Decimal(row["value"])
        except (InvalidOperation, TypeError):
            raise UsageError(f"Line {line}: '{row['value']}' is no number.") from None
        if not value.is_finite():
            raise UsageError(f"Line {line}: '{row['value']}' is no number.")
        yield (row["indicator"], unit, Month.parse(row["period"]).last_day), value
