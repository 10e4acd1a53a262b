"""Months that are closed: who closed or reopened each, when and why, and what came while it was closed.

Acts are only ever added; of a month the newest counts.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from township_sync.warehouse import audit
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.statements import statement

Act = Literal["closed", "reopened"]


@dataclass(frozen=True, slots=True)
class PeriodAct:
    """Somebody closed a month or opened it again."""

    act_id: int
    period: str
    act: Act
    person: str
    moment: datetime
    because: str


@dataclass(frozen=True, slots=True)
class LateFile:
    """A submission that came while its month was closed; `is_first` means that the unit had sent nothing before."""

    submission_id: int
    period: str
    unit_code: str | None
    label: str
    received_at: datetime
    closed_at: datetime
    is_first: bool


def periods(connection: Connection) -> list[PeriodAct]:
    """The newest act of every month that was ever closed, by month."""
    return [PeriodAct(**row) for row in connection.execute(statement("deadline/standing"))]


def closed_months(connection: Connection) -> dict[str, PeriodAct]:
    """The months that are closed now, each with its closing."""
    return {act.period: act for act in periods(connection) if act.act == "closed"}


def period_acts(connection: Connection, period: str | None = None) -> list[PeriodAct]:
    """Every closing and reopening of a month, or of all, the earliest first."""
    return [PeriodAct(**row) for row in connection.execute(statement("deadline/acts"), {"period": period})]


def late_files(connection: Connection, period: str | None = None) -> list[LateFile]:
    """What came for a closed month, or for any: loaded like every file, told with the next open month."""
    return [LateFile(**row) for row in connection.execute(statement("deadline/late_files"), {"period": period})]


def add_act(connection: Connection, period: str, act: Act, person: str, moment: datetime, because: str) -> None:
    """Close a month or open it again, on record, at the end of the caller's transaction."""
    values = {"period": period, "act": act, "person": person, "moment": moment, "because": because}
    connection.execute(statement("deadline/add_act"), values)
    audit.append(connection, f"period_{act}", moment, {"period": period}, person, because=because)
