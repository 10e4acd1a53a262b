"""What a platform should hear of: the state that is wanted there against what it has acknowledged.

Every function runs inside the transaction of its caller.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from psycopg import sql

from township_sync.domain.contract import Entity
from township_sync.domain.period import Month
from township_sync.warehouse.column_names import core_name
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.history import make_claims
from township_sync.warehouse.statements import of, statement


@dataclass(frozen=True, slots=True)
class WantedRow:
    """A row that the platform should have: `payload` in the order of the outbound columns, `held` why it may not go."""

    row_key: str
    row_hash: str
    unit_code: str
    payload: Sequence[str | None]
    held: str | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    """A row that is not at the platform as it should be; with a `reason` it does not leave now.

    The reason is a list of slugs, the export that is blocked, `refused:<code>`, or `waiting` (for an open answer).
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


def want_month(connection: Connection, entity: Entity, month: Month, fields: Sequence[str]) -> None:
    """Want at the platform what is in force on the month's last day."""
    _forget_wanted(connection)
    make_claims(connection, entity)
    values = {"day": month.last_day, "month": str(month)}
    connection.execute(statement("publish/want_month", entity=entity.name, payload=_payload(fields)), values)


def want_rows(connection: Connection, rows: Iterable[WantedRow]) -> None:
    """Want exactly these rows at the platform."""
    _forget_wanted(connection)
    with connection.cursor() as cursor, cursor.copy(statement("publish/copy_wanted")) as copy:
        for row in rows:
            copy.write_row([row.row_key, row.row_hash, row.unit_code, list(row.payload), row.held, None, None, None])


def differences(connection: Connection, dataset: str, blocked: Sequence[str], block: str,
                scope: str | None = None) -> list[Difference]:
    """What is wanted against what was acknowledged, by unit and key; rows on their way already are left out.

    `scope` limits what counts as acknowledged to one period (each quarter is told for itself).
    """
    values = {"dataset": dataset, "scope": scope, "blocked": list(blocked), "block": block}
    found = [Difference(**row) for row in connection.execute(statement("publish/differences"), values)]
    return [each for each in found if each.reason != "sent"]


def last_payloads(connection: Connection, entity: Entity, fields: Sequence[str],
                  keys: Sequence[str]) -> Mapping[str, Sequence[str | None]]:
    """What was last known of things that are no more, by key."""
    last = statement("publish/last_versions", entity=entity.name, payload=_payload(fields))
    return {row["row_key"]: row["payload"] for row in connection.execute(last, {"keys": list(keys)})}


def blocked_units(connection: Connection, entity: str, export: str, periods: Sequence[str]) -> list[str]:
    """Units whose rows of an entity do not leave, because of an open finding in one of these months."""
    values = {"entity": entity, "export": export, "periods": list(periods)}
    return [row["unit_code"] for row in connection.execute(statement("publish/blocked_units"), values)]


def quarter_versions(connection: Connection, values: Mapping[str, Any], fields: Sequence[str]) -> list[dict[str, Any]]:
    """Versions of public-welfare posts that touch a quarter; `values` has day_before and last_day."""
    found = connection.execute(statement("publish/quarter_versions", payload=_payload(fields)), values)
    return found.fetchall()


def first_days(connection: Connection) -> dict[str, Any]:
    """By unit the first day of the first month whose posts it reported."""
    return {row["sender"]: row["first_day"] for row in connection.execute(statement("publish/first_months"))}


def held_posts(connection: Connection, entity: Entity, month: Month) -> dict[str, str]:
    """Keys of the posts that open findings hold in a month, with the slugs."""
    make_claims(connection, entity)
    found = connection.execute(statement("publish/held_posts"), {"month": str(month)})
    return {row["row_key"]: row["slugs"] for row in found}


def _payload(fields: Sequence[str]) -> sql.Composable:
    return of("version", [core_name(field) for field in fields])


def _forget_wanted(connection: Connection) -> None:
    connection.execute(statement("publish/forget_wanted"))
    connection.execute(statement("publish/create_wanted"))
