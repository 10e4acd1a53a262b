"""History of one entity: what all months together say is true, and since when.

`core.<entity>` is a pure function of the loaded rows of all months. For each key and unit the months are folded into
claims (what the unit said, until it said otherwise or left the row out of a month that it reported); where several
units claim a key, the newest claim counts (grain `unit`), or a new row is made of all of them, column by column
(grain `city`). Months that follow one another with equal tracked columns are one version.

Where a newer row is refused, the one that was good before it stands, also of the same month; where two townships claim
a person in a month, what was in force before that month stands. Who came first, nobody asks.

Most things are one unit's, stand in every report and are never refused: their versions are told by their rows as they
come, without claims (`sql/merge/plain_versions.sql`). Whatever else there is, is watched and told by its claims.
"""

from datetime import datetime

from psycopg import sql

from township_sync.domain.contract import Column, Entity
from township_sync.warehouse.column_names import column_name, column_names, core_name, core_names, history_name
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.identity_links import staged_rows
from township_sync.warehouse.row_hashes import row_hash_in_sql
from township_sync.warehouse.statements import of, renamed, statement


def fold(connection: Connection, entity: Entity, now: datetime) -> int:
    """Bring `core.<entity>` to what the loaded rows say; returns the number of keys whose history changed.

    Runs inside the caller's transaction. Versions that are believed no longer get `recorded_to`; nothing is deleted.
    """
    history = history_name(entity)
    there = connection.execute(statement("merge/anything", entity=entity.name, history=history)).fetchone()
    if not there or not there["is_there"]:
        return 0
    connection.execute(statement("merge/make_room"))
    connection.execute(statement("merge/forget_compared"))
    staged = staged_rows(connection, entity)
    _prepare_claims(connection, entity, staged)
    if entity.grain == "unit":
        _compare_units(connection, entity, staged)
    else:
        _compare_city(connection, entity, staged)
    return _replace(connection, entity, staged, now)


def make_claims(connection: Connection, entity: Entity) -> None:
    """Make the table of what each unit said of each key, and until when (`pg_temp.claims`), for this transaction.

    A unit's word ends with the first month that it reported without the key; a row that is rejected there keeps it, by
    its key or, when the key itself was mistyped, by its name if that is a person's.
    """
    staged = staged_rows(connection, entity)
    _prepare_claims(connection, entity, staged)
    _make_claims(connection, entity, staged, "loaded_rows")


def _prepare_claims(connection: Connection, entity: Entity, staged: sql.Composable) -> None:
    connection.execute(statement("merge/forget_claims"))
    connection.execute(statement("merge/create_counted_sheets"), {"entity": entity.name})
    connection.execute(statement("merge/create_doubted", staged=staged, called=_called(entity)))


def _make_claims(connection: Connection, entity: Entity, staged: sql.Composable, loaded: str) -> None:
    connection.execute(statement("merge/create_claims", loaded=statement(f"merge/{loaded}", staged=staged)))
    connection.execute(statement("merge/end_claims", staged=staged, called=_called(entity)))


def _called(entity: Entity) -> sql.Composable:
    """The column of a person's name."""
    name = entity.name_field
    is_person = name is not None and entity.column(name).type == "person_name"
    return of("staged", [column_name(name)]) if name and is_person else sql.SQL("NULL::text")


def _compare_units(connection: Connection, entity: Entity, staged: sql.Composable) -> None:
    """Hold the history against the rows as they come, and of keys that are watched against their claims."""
    plain = statement("merge/plain_versions", loaded=statement("merge/loaded_rows", staged=staged))
    connection.execute(statement("merge/create_compared", compared=_compared(entity, plain, "believed_versions")))
    if not connection.execute(statement("merge/create_watched")).rowcount:
        return
    connection.execute(statement("merge/count_watched"))
    _make_claims(connection, entity, staged, "loaded_rows_of_keys")
    told = statement("merge/desired_versions", states=statement("merge/unit_states"))
    connection.execute(statement("merge/forget_watched"))
    connection.execute(statement("merge/add_compared", compared=_compared(entity, told, "believed_versions_of_keys")))


def _compare_city(connection: Connection, entity: Entity, staged: sql.Composable) -> None:
    """Hold the history against what is made of all townships' rows."""
    _make_claims(connection, entity, staged, "loaded_rows")
    made = row_hash_in_sql(entity, "staged", core_name)
    digest = sql.SQL("CASE WHEN staged.stage_row_id IS NOT NULL THEN {} END").format(made)
    sender = _first_of(sql.SQL("claims.unit"), _newest(entity))
    fields = of("staged", core_names(entity))
    connection.execute(statement("merge/create_states_city", staged=staged, fields=fields, hash=digest,
                                 survivors=_survivors(entity), sender=sender))
    connection.execute(statement("merge/index_states"))
    told = statement("merge/desired_versions", states=statement("merge/city_states"))
    connection.execute(statement("merge/create_compared", compared=_compared(entity, told, "believed_versions")))


def _compared(entity: Entity, desired: sql.Composable, known: str) -> sql.Composable:
    believed = statement(f"merge/{known}", history=history_name(entity))
    return statement("merge/compared_versions", desired=desired, known=believed)


def _replace(connection: Connection, entity: Entity, staged: sql.Composable, now: datetime) -> int:
    """Retire what is not desired any more, believe what is new; the number of keys of both."""
    history = history_name(entity)
    retold = connection.execute(statement("merge/has_retold")).fetchone()
    if retold and retold["has_retold"]:
        _forget_retold(connection, entity, staged)
    connection.execute(statement("merge/retire", history=history), {"now": now})
    connection.execute(statement("merge/believe", history=history, told=_told(entity, staged)), {"now": now})
    counted = connection.execute(statement("merge/count_changed")).fetchone()
    return int(counted["keys"]) if counted else 0


def _forget_retold(connection: Connection, entity: Entity, staged: sql.Composable) -> None:
    """Leave out what differs from the history by nothing but the row that says it."""
    if entity.grain == "unit":
        source, wanted = staged, of("said", column_names(entity))
        same = sql.SQL("said.stage_row_id = compared.stage_row_id")
    else:
        source, wanted = sql.Identifier("pg_temp", "states"), of("said", core_names(entity))
        same = sql.SQL("said.row_key = compared.row_key AND said.month = to_char(compared.valid_from, 'YYYY-MM')")
    connection.execute(statement("merge/forget_retold", entity=entity.name, source=source, same=same, wanted=wanted,
                                 believed=of("known", core_names(entity))))


def _told(entity: Entity, staged: sql.Composable) -> sql.Composable:
    """What a version keeps of its fields: nothing where its staged row says them."""
    if entity.grain != "unit":
        made = statement("merge/told_by_states", columns=of("said", core_names(entity)))
    elif isinstance(staged, sql.Identifier):
        return sql.SQL("NULL::jsonb")
    else:
        columns = renamed("said", column_names(entity), core_names(entity))
        made = statement("merge/told_by_link", staged=staged, columns=columns)
    return sql.SQL("({})").format(made)


def _as(expression: sql.Composable, column: Column) -> sql.Composable:
    return sql.SQL("{} AS {}").format(expression, sql.Identifier(core_name(column.field)))


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
