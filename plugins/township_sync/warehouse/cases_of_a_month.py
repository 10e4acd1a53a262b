"""What a judging says of the cases of its month, written down: new numbers, who claims, what the register decided.

Every function runs inside the transaction of its caller.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from township_sync.domain.finding import Finding
from township_sync.domain.judgement import Judgement, RowPlace
from township_sync.domain.ownership import CLAIMED, DISPUTED, Claim
from township_sync.domain.period import Month
from township_sync.errors import TransientError
from township_sync.warehouse.cases import REGISTER, ownerships
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.statements import statement

_Values = Mapping[str, Any]


def refuse_undecided(connection: Connection, judgement: Judgement) -> None:
    """Raise TransientError when the bureau or a newer register decided on a person of the month after it was judged."""
    if ownerships(connection, Month.parse(judgement.period)) != judgement.owners:
        raise TransientError(f"Cases of {judgement.period} were decided while it was judged; judge the month again.")


def note_cases(connection: Connection, judgement: Judgement, judgement_id: int, now: datetime) -> Judgement:
    """Keep the claims of a judgement under the numbers of their cases; the judgement whose findings name them."""
    values = {"period": judgement.period, "now": now, "judgement_id": judgement_id}
    numbers = _numbers(connection, judgement.claims, values)
    claims: dict[tuple[str, str], RowPlace] = {}
    for place, claim in judgement.claims.items():
        if place in numbers:
            claims.setdefault((numbers[place], claim.unit_code), place)
    rows = [{"number": number, "unit_code": unit, "file": place[0], "sheet": place[1], "row": place[2],
             "standing": judgement.claims[place].standing, **values} for (number, unit), place in claims.items()]
    with connection.cursor() as cursor:
        cursor.executemany(statement("cases/set_claim"), rows)
    there = {"numbers": [number for number, _ in claims], "units": [unit for _, unit in claims]}
    connection.execute(statement("cases/settle_claims"), {**values, **there})
    _note_register(connection, judgement.claims, numbers, values)
    return replace(judgement, findings=[_numbered(found, numbers) for found in judgement.findings])


def _numbers(connection: Connection, claims: Mapping[RowPlace, Claim], values: _Values) -> dict[RowPlace, str]:
    """The case of every row that claims somebody; new ones are numbered in the order in which the rows came."""
    keys = _keys(connection, claims, values["period"])
    found: dict[tuple[str, str], str] = {}
    for entity in sorted({entity for entity, _ in keys.values()}):
        asked = {"entity": entity, "keys": [key for name, key in keys.values() if name == entity]}
        known = connection.execute(statement("cases/known_cases"), asked)
        found |= {(entity, row["row_key"]): row["number"] for row in known}
    fresh = _fresh_numbers(connection, values["period"])
    for place in claims:
        thing = keys.get(place)
        if thing and thing not in found:
            found[thing] = next(fresh)
            opened = {"number": found[thing], "entity": thing[0], "row_key": thing[1], **values}
            connection.execute(statement("cases/add_case"), opened)
    return {place: found[thing] for place, thing in keys.items()}


def _keys(connection: Connection, claims: Mapping[RowPlace, Claim], period: str) -> dict[RowPlace, tuple[str, str]]:
    by_entity: dict[str, list[RowPlace]] = defaultdict(list)
    for place, claim in claims.items():
        by_entity[claim.entity].append(place)
    found: dict[RowPlace, tuple[str, str]] = {}
    for entity, places in by_entity.items():
        asked = {name: [place[at] for place in places] for at, name in enumerate(("files", "sheets", "rows"))}
        rows = connection.execute(statement("cases/claimed_keys", entity=entity), {"period": period, **asked})
        found |= {(row["file"], row["sheet"], row["row"]): (entity, row["row_key"]) for row in rows}
    return found


def _fresh_numbers(connection: Connection, period: str) -> Iterator[str]:
    row = connection.execute(statement("cases/count_cases"), {"period": period}).fetchone()
    used = int(row["cases"]) if row else 0
    while True:
        used += 1
        yield f"{period}-{used:04d}"


def _note_register(
    connection: Connection, claims: Mapping[RowPlace, Claim], numbers: Mapping[RowPlace, str], values: _Values
) -> None:
    """Add what the register decided for the month and had not decided for it, or a month before, already."""
    owners: dict[str, str] = {}
    claimants: dict[str, set[str]] = defaultdict(set)
    for place, number in numbers.items():
        claimants[number].add(claims[place].unit_code)
        if (answer := claims[place].settled_by) and answer.is_by_register:
            owners[number] = answer.owner
    if not owners:
        return
    noted = connection.execute(statement("cases/register_decisions"), {"numbers": list(owners), **values})
    known = {row["number"]: row["owner"] for row in noted}
    for number, owner in owners.items():
        if known.get(number) != owner:
            connection.execute(statement("cases/add_decision"), {
                "number": number, "owner": owner, "units": sorted(claimants[number]), "since": values["period"],
                "is_by_register": True, "decided_by": REGISTER, "because": "", **values})


def _numbered(found: Finding, numbers: Mapping[RowPlace, str]) -> Finding:
    """A finding of a case tells its number, and not the other unit: that is for who decides."""
    number = numbers.get((found.file, found.sheet or "", found.row or 0)) if found.slug == CLAIMED else None
    if number is None:
        return found
    return replace(found, details={"said": found.details.get("said", DISPUTED), "case": number})
