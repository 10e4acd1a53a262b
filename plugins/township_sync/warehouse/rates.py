"""Reporting rates: counted when a month is judged, kept in small tables, and asked for from those."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Literal

from township_sync.domain.reporting_rates import Rate
from township_sync.domain.unit import units
from township_sync.domain.working_days import working_days_between
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.statements import statement

Apart = Literal["period", "unit", "sheet"]


def count_month(connection: Connection, period: str, expected: Sequence[str], due_on: date) -> None:
    """Count a month anew as it stands now, inside the caller's transaction; `expected` sheets are due of every unit."""
    values = {"period": period, "units": [*units()], "expected": list(expected), "due_on": due_on}
    connection.execute(statement("deadline/forget_sheets"), values)
    connection.execute(statement("deadline/count_sheets"), values)
    connection.execute(statement("deadline/forget_units"), values)
    mended: dict[str, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for row in connection.execute(statement("deadline/fixed"), values).fetchall():
        fixed, days = mended[row["unit_code"]]
        taken = row["fixed"] * working_days_between(row["first_day"], row["last_day"])
        mended[row["unit_code"]] = (fixed + row["fixed"], days + taken)
    with connection.cursor() as cursor:
        cursor.executemany(statement("deadline/add_unit"), [
            {"period": period, "unit_code": code, "fixed": fixed, "fixed_days": days}
            for code, (fixed, days) in mended.items()])


def rates(connection: Connection, period: str | None = None, unit_code: str | None = None,
          apart: tuple[Apart, ...] = ("unit",)) -> list[Rate]:
    """The rates of months that were judged, summed over all that is not asked `apart`; with times to fix unless sheets
    are asked apart."""
    asked = {"period": period, "unit_code": unit_code,
             **{f"by_{name}": name in apart for name in ("period", "unit", "sheet")}}
    found = connection.execute(statement("deadline/rates"), asked).fetchall()
    if "sheet" in apart:
        return [Rate(**row) for row in found]
    mended = {(row["period"], row["unit_code"]): row
              for row in connection.execute(statement("deadline/mended"), asked)}
    nothing = {"fixed": 0, "fixed_days": 0}
    return [Rate(**row | nothing | mended.get((row["period"], row["unit_code"]), {})) for row in found]
