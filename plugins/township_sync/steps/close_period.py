"""Close a month, or open it again: a named person says so, with a reason; the command line and the board come here.

What a closed month was reported as stays: its figures and rates are those of the closing, no further file of it is made
for the platform. A file that comes for it later is received, judged and loaded like any other, and what it changes goes
to the platform with the next open month, as a correction of what was sent (docs/decisions/0029).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from township_sync.compilers.due_days import monthly_sheets
from township_sync.domain.masking import mask_whole_numbers
from township_sync.domain.period import COUNTY_TIME, Month
from township_sync.domain.unit import units
from township_sync.errors import UsageError
from township_sync.settings import Settings
from township_sync.steps.audit import keep_head
from township_sync.steps.compute import compute
from township_sync.steps.count_rates import count_anew
from township_sync.warehouse.arrivals import arrived, to_mend
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.periods import add_act, closed_months
from township_sync.warehouse.publications import lock_publishing, unsent
from township_sync.warehouse.reports import judged_months
from township_sync.warehouse.statements import statement
from township_sync.warehouse.waiting import months_waiting


@dataclass(frozen=True, slots=True)
class Standing:
    """How a month stands: by unit the sheets that did not come, refusals that were not mended, and publications of it
    that did not leave. `obstacles` keep it from being closed, one sentence each; the rest is to be known."""

    missing: Mapping[str, tuple[str, ...]]
    to_mend: int
    unsent: int
    obstacles: tuple[str, ...]


def before_closing(connection: Connection, period: Month, now: datetime) -> Standing:
    """What somebody should see before he closes a month."""
    came = arrived(connection, str(period))
    missing = {code: tuple(entity for entity in monthly_sheets(period) if entity not in came.get(code, ()))
               for code in units()}
    waiting = unsent(connection, "month", ("ready", "approved"), [str(period)])
    return Standing({code: sheets for code, sheets in missing.items() if sheets},
                    sum(to_mend(connection, str(period)).values()), len(waiting),
                    tuple(_obstacles(connection, period, now)))


def close_period(connection: Connection, settings: Settings, period: Month, now: datetime, by: str,
                 because: str) -> None:
    """Close a month: its figures are computed and its rates counted once more, and both stay as they are then.

    UsageError without a name or a reason, and for a month that is not over, was never judged, has files that wait to be
    judged, or is closed already; then nothing was changed.
    """
    who, why = _said(by, because)
    _refuse(_obstacles(connection, period, now))
    with connection.transaction():
        _lock(connection)
        _refuse(_obstacles(connection, period, now))
        compute(connection, period, now)
        count_anew(connection, period)
        add_act(connection, str(period), "closed", who, now, why)
    keep_head(connection, settings)


def reopen_period(connection: Connection, settings: Settings, period: Month, now: datetime, by: str,
                  because: str) -> None:
    """Open a closed month again: its rates are counted as it stands, its figures with the next computing, and what came
    late goes to the platform with its next publication. UsageError when it is not closed, or without name or reason."""
    who, why = _said(by, because)
    with connection.transaction():
        _lock(connection)
        if str(period) not in closed_months(connection):
            raise UsageError(f"{period} is not closed; there is nothing to reopen.")
        count_anew(connection, period)
        add_act(connection, str(period), "reopened", who, now, why)
    keep_head(connection, settings)


def _obstacles(connection: Connection, period: Month, now: datetime) -> list[str]:
    found = []
    if closing := closed_months(connection).get(str(period)):
        found.append(f"{period} was closed already by {closing.person}.")
    if now.astimezone(COUNTY_TIME).date() <= period.last_day:
        found.append(f"{period} is not over yet.")
    if period not in judged_months(connection):
        found.append(f"{period} was never judged; load it first with `township-sync run`.")
    elif str(period) in months_waiting(connection, now):
        found.append(f"{period} has files or decisions that wait to be judged; wait for the loading, or run it.")
    return found


def _refuse(obstacles: list[str]) -> None:
    if obstacles:
        raise UsageError(f"{' '.join(obstacles)} Nothing was closed.")


def _said(by: str, because: str) -> tuple[str, str]:
    """Who and why, masked. UsageError when one of them says nothing."""
    who, why = mask_whole_numbers(by.strip()), mask_whole_numbers(because.strip())
    if not who or not why:
        raise UsageError("Closing and reopening a month needs the name of a person and a reason; nothing was changed.")
    return who, why


def _lock(connection: Connection) -> None:
    """Neither a merge nor a publishing goes on meanwhile."""
    connection.execute(statement("merge/lock"))
    lock_publishing(connection)
