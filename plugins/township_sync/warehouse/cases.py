"""Cases: persons whom several units claim, whose they are, and who decided it.

A case is one number for ever for one person; what the units claim month by month is noted at each judging, what was
decided is only ever added.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from township_sync.domain.contract import contracts
from township_sync.domain.finding import rule
from township_sync.domain.judgement import RowPlace
from township_sync.domain.ownership import CLAIMED, Ownership
from township_sync.domain.period import Month
from township_sync.domain.unit import units
from township_sync.errors import UsageError
from township_sync.warehouse import audit
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.statements import statement

Owners = dict[RowPlace, tuple[Ownership, ...]]
REGISTER = "register_person"


@dataclass(frozen=True, slots=True)
class Case:
    """One case; `state` is open, decided, or settled (only one unit or none still claims the person).

    `units` claim now, `units_ever` ever did; `periods` are the months in which they do. The last six fields are the
    newest decision, None when there is none.
    """

    number: str
    entity: str
    opened_at: datetime
    units: Sequence[str]
    units_ever: Sequence[str]
    periods: Sequence[str]
    state: str
    open_since: datetime | None
    owner: str | None
    since: str | None
    is_by_register: bool | None
    decided_by: str | None
    decided_at: datetime | None
    because: str | None

    def age_in_days(self, now: datetime) -> int | None:
        """Whole days since it waits for a decision; None when it does not."""
        return (now - self.open_since).days if self.open_since else None


def cases(connection: Connection) -> list[Case]:
    """Every case, by number."""
    return [Case(**row) for row in connection.execute(statement("cases/cases"))]


def ownerships(connection: Connection, period: Month) -> Owners:
    """What is known of whose the persons of a month are, by row: decisions of the bureau before the register."""
    found = _decided(connection, period)
    for place, answer in _registered(connection, period).items():
        found[place] += (answer,)
    return dict(found)


def _decided(connection: Connection, period: Month) -> dict[RowPlace, tuple[Ownership, ...]]:
    """Every decision of the bureau on each row's person that holds in the month, the newest first: what it does not
    settle, since its owner does not claim yet, an older one may."""
    entity = rule(CLAIMED).entity
    asked = statement("cases/decided_rows", entity=entity)
    found: dict[RowPlace, tuple[Ownership, ...]] = defaultdict(tuple)
    for row in connection.execute(asked, {"period": str(period), "name": entity}):
        found[row["file"], row["sheet"], row["row"]] += (Ownership(row["owner"], frozenset(row["units"])),)
    return found


def _registered(connection: Connection, period: Month) -> Mapping[RowPlace, Ownership]:
    if REGISTER not in contracts() or not _is_register_there(connection):
        return {}
    asked = statement("cases/registered_rows", entity=rule(CLAIMED).entity)
    found = connection.execute(asked, {"period": str(period), "day": period.last_day})
    return {(row["file"], row["sheet"], row["row"]): Ownership(row["owner"], is_by_register=True) for row in found}


def _is_register_there(connection: Connection) -> bool:
    row = connection.execute(statement("cases/is_register_there")).fetchone()
    return bool(row and row["is_there"])


def decide(
    connection: Connection, number: str, owner: str, decided_by: str, because: str, now: datetime,
    since: Month | None = None,
) -> Case:
    """Note who owns the person of a case, from a month on (the first in which the owner claims); judged with the
    next run.

    UsageError for a number that is not there, a case that nobody disputes, and an owner who claims nothing.
    """
    with connection.transaction():
        # A merge that goes on was judged without this decision.
        connection.execute(statement("merge/lock"))
        case = _case(cases(connection), number)
        if owner not in case.units:
            claimants = ", ".join(f"{code} {units()[code].name if code in units() else ''}".strip()
                                  for code in case.units)
            raise UsageError(f"{owner} does not claim anybody in case {number}; name one of {claimants}." if claimants
                             else f"Nobody disputes case {number} any more; there is nothing to decide.")
        first = str(since) if since else _first_claimed(connection, number, owner)
        connection.execute(statement("cases/add_decision"), {
            "number": number, "owner": owner, "units": list(case.units), "is_by_register": False, "since": first,
            "decided_by": decided_by, "now": now, "because": because})
        audit.append(connection, "case_decided", now, {"case": number}, decided_by, owner=owner, since=first,
                     because=because)
    return case


def _first_claimed(connection: Connection, number: str, owner: str) -> str:
    row = connection.execute(statement("cases/first_claimed"), {"number": number, "owner": owner}).fetchone()
    assert row is not None
    return str(row["period"])


def _case(known: Iterable[Case], number: str) -> Case:
    found = next((case for case in known if case.number == number), None)
    if found is None:
        raise UsageError(f"There is no case {number}; `township-sync cases` lists them.")
    return found
