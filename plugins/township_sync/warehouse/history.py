"""History of one entity: what all months together say is true, and since when.

`core.<entity>` is a pure function of the loaded rows of all months. For each key and unit the months are folded into
claims (what the unit said, until it said otherwise or left the row out of a month that it reported); where several
units claim a key, the newest claim counts (grain `unit`), or a new row is made of all of them, column by column
(grain `city`). Months that follow one another with equal tracked columns are one version.

Where a newer row is refused or disputed, the one that was loaded before it stands, also of the same month.
"""

from collections.abc import Callable
from datetime import datetime

from psycopg import sql

from township_sync.domain.contract import Column, Entity
from township_sync.warehouse.column_names import column_name, core_name, core_names
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.statements import of, statement


def fold(connection: Connection, entity: Entity, now: datetime) -> int:
    """Bring `core.<entity>` to what the loaded rows say; returns the number of keys whose history changed.

    Runs inside the caller's transaction. Versions that are believed no longer get `recorded_to`; nothing is deleted.
    """
    there = connection.execute(statement("merge/anything", entity=entity.name)).fetchone()
    if not there or not there["is_there"]:
        return 0
    names = core_names(entity)
    for table in ("states", "desired"):
        connection.execute(statement(f"merge/forget_{table}"))
    make_claims(connection, entity)
    _make_states(connection, entity)
    connection.execute(statement("merge/create_desired", columns=names))
    wanted = of("desired", names)
    retire = statement("merge/retire", entity=entity.name, believed=of("known", names), wanted=wanted)
    changed = {row["row_key"] for row in connection.execute(retire, {"now": now})}
    believe = statement("merge/believe", entity=entity.name, columns=names, wanted=wanted)
    return len(changed | {row["row_key"] for row in connection.execute(believe, {"now": now})})


def make_claims(connection: Connection, entity: Entity) -> None:
    """Make the table of what each unit said of each key, and until when (`pg_temp.claims`), for this transaction.

    A unit's word ends with the first month that it reported without the key; a row that is rejected there keeps it, by
    its key or, when the key itself was mistyped, by its name if that is a person's.
    """
    name = entity.name_field
    is_person = name is not None and entity.column(name).type == "person_name"
    known = of("staged", [column_name(name)]) if name and is_person else sql.SQL("NULL::text")
    connection.execute(statement("merge/forget_claims"))
    connection.execute(statement("merge/create_claims", entity=entity.name, called=known))


def _make_states(connection: Connection, entity: Entity) -> None:
    if entity.grain == "unit":
        renamed = sql.SQL(", ").join(_as(of("staged", [column_name(each.field)]), each) for each in entity.columns)
        made = statement("merge/create_states_unit", entity=entity.name, fields=renamed,
                         hash=_row_hash(entity, column_name))
    else:
        made = statement("merge/create_states_city", entity=entity.name, fields=of("staged", core_names(entity)),
                         hash=_row_hash(entity, core_name), survivors=_survivors(entity),
                         sender=_first_of(sql.SQL("claims.unit"), _newest(entity)))
    connection.execute(made)


def _as(expression: sql.Composable, column: Column) -> sql.Composable:
    return sql.SQL("{} AS {}").format(expression, sql.Identifier(core_name(column.field)))


def _row_hash(entity: Entity, named: Callable[[str], str]) -> sql.Composable:
    """SHA-256 over the tracked columns that have a value, by name: a new, empty column changes no row."""
    tracked = sorted(column.field for column in entity.columns if column.tracked)
    pairs = sql.SQL(", ").join(
        sql.SQL("{} || {}").format(sql.Literal(f"{field}="), sql.Identifier("staged", named(field)))
        for field in tracked
    )
    digest = sql.SQL("encode(sha256(convert_to(array_remove(ARRAY[{}], NULL)::text, 'UTF8')), 'hex')").format(pairs)
    return sql.SQL("CASE WHEN staged.stage_row_id IS NOT NULL THEN {} END").format(digest)


def _survivors(entity: Entity) -> sql.Composable:
    return sql.SQL(", ").join(_survivor(entity, column) for column in entity.columns)


def _survivor(entity: Entity, column: Column) -> sql.Composable:
    """The one value of a column among several townships' rows, by the column's survivorship.

    `latest`: the newest value that is not empty; `longest` text and `largest` number before newer ones; `sender`: what
    the newest sender says, be it nothing.
    """
    name = sql.Identifier("staged", column_name(column.field))
    order = _newest(entity)
    if column.survivorship == "longest":
        order = sql.SQL("length({}) DESC, {}").format(name, order)
    elif column.survivorship == "largest":
        number = sql.SQL("CASE WHEN {0} ~ '^-?[0-9]+([.][0-9]+)?$' THEN {0}::numeric END").format(name)
        order = sql.SQL("{} DESC NULLS LAST, {}").format(number, order)
    given = sql.SQL("TRUE") if column.survivorship == "sender" else sql.SQL("{} IS NOT NULL").format(name)
    return _as(sql.SQL("(array_agg({} ORDER BY {}) FILTER (WHERE {}))[1]").format(name, order, given), column)


def _first_of(expression: sql.Composable, order: sql.Composable) -> sql.Composable:
    return sql.SQL("(array_agg({} ORDER BY {}))[1]").format(expression, order)


def _newest(entity: Entity) -> sql.Composable:
    last = sql.SQL("claims.month DESC, claims.unit")
    if entity.newest_by is None:
        return last
    return sql.SQL("{} DESC NULLS LAST, {}").format(sql.Identifier("staged", column_name(entity.newest_by)), last)
