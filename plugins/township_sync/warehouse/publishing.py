"""What a platform should hear of: the state that is wanted there against what it has acknowledged.

Every function runs inside the transaction of its caller.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from psycopg import sql

from township_sync.domain.contract import Entity
from township_sync.domain.period import Month, Quarter
from township_sync.warehouse.column_names import core_name
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.facts import Facts
from township_sync.warehouse.history import make_claims
from township_sync.warehouse.statements import of, statement

CLAIMED = "claimed_by_two_townships"
_MOST_SHARED = 20_000


@dataclass(frozen=True, slots=True)
class WantedRow:
    """A row that the platform should have: `payload` in the order of the outbound columns, `held` why it may not go.

    `file`, `sheet` and `sheet_row` are where it was told.
    """

    row_key: str
    row_hash: str
    unit_code: str
    payload: Sequence[str | None]
    held: str | None = None
    file: str | None = None
    sheet: str | None = None
    sheet_row: int | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    """A row that is not at the platform as it should be; with a `reason` it does not leave now.

    The reason is a list of slugs (also `claimed_by_two_townships`), the export that is blocked, `refused:<code>`, or
    `waiting` (for an open answer). `corrects` names the last sending of the key, which this row replaces: our name of
    the batch, `#`, and its row there.
    """

    row_key: str
    row_hash: str
    unit_code: str | None
    action: str
    payload: Sequence[str | None] | None
    file: str | None
    sheet: str | None
    sheet_row: int | None
    reason: str | None
    corrects: str | None = None


def want_month(connection: Connection, entity: Entity, month: Month, fields: Sequence[str], block: str,
               is_told_once: bool = False) -> None:
    """Want at the platform what is in force on the month's last day; `block` is the export that may be blocked.

    What `is_told_once` stays wanted when a later month leaves it out, as payments do.
    """
    _forget_wanted(connection)
    make_claims(connection, entity)
    values = {"day": month.last_day, "month": str(month), "name": entity.name, "block": block,
              "is_told_once": is_told_once}
    connection.execute(statement("publish/want_month", entity=entity.name, payload=_payload(fields)), values)


def want_rows(connection: Connection, rows: Iterable[WantedRow]) -> None:
    """Want exactly these rows at the platform."""
    _forget_wanted(connection)
    with connection.cursor() as cursor, cursor.copy(statement("publish/copy_wanted")) as copy:
        for row in rows:
            copy.write_row([row.row_key, row.row_hash, row.unit_code, list(row.payload), row.held, row.file, row.sheet,
                            row.sheet_row])


def differences(connection: Connection, dataset: str, blocked: Sequence[str], block: str,
                scope: str | None = None, claimed: Sequence[str] = ()) -> list[Difference]:
    """What is wanted against what was acknowledged, by unit and key; rows on their way already are left out.

    `scope` limits what counts as acknowledged to one period (each quarter is told for itself); `claimed` are keys that
    several units claim.
    """
    values = {"dataset": dataset, "scope": scope, "blocked": list(blocked), "block": block,
              "claimed": list(claimed), "claim": CLAIMED}
    known: dict[str | None, str | None] = {}
    with connection.transaction(), connection.cursor("differences") as rows:
        rows.execute(statement("publish/differences", unheard=statement("reconcile/unheard")), values)
        found = [Difference(**{**row, "payload": _sharing(known, row["payload"])}) for row in rows]
    return [each for each in found if each.reason != "sent"]


def _sharing(known: dict[str | None, str | None], payload: Sequence[str | None] | None) -> Sequence[str | None] | None:
    """The same payload, its frequent values held once: in a large month that is most of its memory."""
    if payload is None:
        return None
    if len(known) < _MOST_SHARED:
        known.update(zip(payload, payload, strict=True))
    return tuple(known.get(value, value) for value in payload)


def last_payloads(connection: Connection, entity: Entity, fields: Sequence[str],
                  keys: Sequence[str]) -> Mapping[str, Sequence[str | None]]:
    """What was last known of things that are no more, by key."""
    last = statement("publish/last_versions", entity=entity.name, payload=_payload(fields))
    return {row["row_key"]: row["payload"] for row in connection.execute(last, {"keys": list(keys)})}


def blocked_units(connection: Connection, entity: str, export: str, periods: Sequence[str]) -> list[str]:
    """Units whose rows of an entity do not leave: of an open finding in one of these months, or, for a unit that is
    silent, in the month that it reported last. Needs the entity's claims."""
    values = {"entity": entity, "export": export, "periods": list(periods)}
    return [row["unit_code"] for row in connection.execute(statement("publish/blocked_units"), values)]


def blocking_findings(connection: Connection, entity: str, export: str, periods: Sequence[str],
                      units: Sequence[str]) -> list[dict[str, Any]]:
    """What keeps the rows of these units from leaving: unit_code, reason, file, sheet, sheet_row, note (masked)."""
    values = {"entity": entity, "export": export, "periods": list(periods), "units": list(units)}
    return connection.execute(statement("publish/blocking_findings"), values).fetchall()


def quarter_stretches(facts: Facts, fields: Sequence[str]) -> list[dict[str, Any]]:
    """Every stretch on a public-welfare post in the quarter of the facts' day, with what the platform gets of it."""
    facts.make_for("publish/quarter_stretches")
    return facts.connection.execute(statement("publish/quarter_stretches", payload=_payload(fields))).fetchall()


def first_day(connection: Connection) -> date | None:
    """The first day of the first month in which any unit reported posts."""
    row = connection.execute(statement("publish/first_day")).fetchone()
    return row["first_day"] if row else None


def claimed_twice(connection: Connection, entity: Entity, month: Month) -> list[str]:
    """Keys that several units claim in a month: what the platform has of them stays until they agree."""
    found = connection.execute(statement("publish/held_aside", entity=entity.name), {"month": str(month)})
    return [row["row_key"] for row in found]


def held_posts(connection: Connection, quarter: Quarter) -> dict[str, str]:
    """Keys of the posts that open findings hold in a quarter, with the slugs; what was said last of a post counts.

    Needs the claims of the posts.
    """
    first, _, last = quarter.months
    values = {"first_month": str(first), "after": str(last.plus(1))}
    found = connection.execute(statement("publish/held_posts"), values)
    return {row["row_key"]: row["slugs"] for row in found}


def _payload(fields: Sequence[str]) -> sql.Composable:
    return of("version", [core_name(field) for field in fields])


def _forget_wanted(connection: Connection) -> None:
    connection.execute(statement("publish/forget_wanted"))
    connection.execute(statement("publish/create_wanted"))
