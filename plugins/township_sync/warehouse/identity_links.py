"""What decisions do to rows: those of a mistyped identity are read under the key and number of the right one.

`stage.linked_row` follows from the decisions and the staged rows alone, so taking a decision back restores what was
there before it.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from psycopg import sql

from township_sync.domain.contract import Entity, contracts
from township_sync.domain.keys import number_fields
from township_sync.domain.sameness import links
from township_sync.warehouse.column_names import column_name, column_names
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.identity import Known, pairs
from township_sync.warehouse.row_hashes import row_hash_in_sql
from township_sync.warehouse.row_keys import row_key
from township_sync.warehouse.statements import of, statement

_KINDS = {"id_no": "person", "uscc": "employer"}
"""Type of a column → whose number it is."""
_Meant = Mapping[tuple[str, str | None, str], str]
"""(kind, number, or unit and name) → the number that is read instead"""


def staged_rows(connection: Connection, entity: Entity) -> sql.Composable:
    """The rows of `stage.<entity>` as decisions let them be read, to stand in a FROM before an alias."""
    known = connection.execute(statement("identity/is_linked"), {"entity": entity.name}).fetchone()
    if not known or not known["is_linked"]:
        return sql.Identifier("stage", entity.name)
    numbers = {field: entity.column(field).type for field in number_fields(entity)}
    fields = sql.SQL(", ").join(
        sql.SQL("coalesce({}, {}) AS {}").format(sql.Identifier("linked", numbers[name]),
                                                 sql.Identifier("read_as", name), sql.Identifier(name))
        if name in numbers else sql.Identifier("read_as", name) for name in column_names(entity)
    )
    made = statement("identity/staged_rows", entity=entity.name, fields=fields,
                     columns=of("staged", column_names(entity)), hash=row_hash_in_sql(entity, "staged", column_name))
    return sql.SQL("({})").format(made)


def refresh(connection: Connection, secret: bytes) -> set[str]:
    """Bring `stage.linked_row` to what the decisions say; the names of the entities in which something changed.

    Raises UsageError when the decisions contradict one another.
    """
    meant = _meant(connection)
    before = {_line(row) for row in connection.execute(statement("identity/linked_rows"))}
    now = [row for entity in contracts().values() for row in _rows(connection, secret, entity, meant)] if meant else []
    changed = before ^ {_line(row) for row in now}
    if changed:
        connection.execute(statement("identity/forget_linked_rows"))
        with connection.cursor() as cursor:
            cursor.executemany(statement("identity/add_linked_row"), now)
    return {line[1] for line in changed}


def _line(row: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(row[name] for name in ("stage_row_id", "entity", "row_key", "id_no", "uscc"))


def _meant(connection: Connection) -> _Meant:
    known = pairs(connection)
    who = {one.identity_key: one for pair in known for one in (pair.left, pair.right)}
    right = {key for key, one in who.items() if one.is_right}
    found = links([pair.decision for pair in known if pair.verdict], right)
    return {_place(who[key]): who[survivor].number or "" for key, survivor in found.items() if survivor in right}


def _place(one: Known) -> tuple[str, str | None, str]:
    return (one.kind, None, one.number) if one.number else (one.kind, one.unit_code, one.name)


def _rows(connection: Connection, secret: bytes, entity: Entity, meant: _Meant) -> Iterator[dict[str, Any]]:
    numbers = number_fields(entity)
    if not numbers:
        return
    fields = list(dict.fromkeys([*entity.key, *([entity.name_field] if entity.name_field else [])]))
    asked = statement("identity/rows_to_link", entity=entity.name, is_meant=_condition(entity, numbers),
                      fields=of("staged", [column_name(field) for field in fields]))
    listed = {kind: [one[2] for one in meant if one[0] == kind and one[1] is None] for kind in _KINDS.values()}
    named = [one[2] for one in meant if one[1] is not None]
    for row in connection.execute(asked, {"id_no": listed["person"], "uscc": listed["employer"], "name": named}):
        values = {field: row[column_name(field)] for field in fields}
        yield from _linked(secret, entity, row, values, meant)


def _condition(entity: Entity, numbers: list[str]) -> sql.Composable:
    """Rows with a number that is read as another, and of employers those without one that bear such a name."""
    parts: list[sql.Composable] = [
        sql.SQL("{} = ANY({})").format(sql.Identifier("staged", field), sql.Placeholder(entity.column(field).type))
        for field in numbers
    ]
    if entity.key == ("uscc",) and entity.name_field:
        parts.append(sql.SQL("staged.uscc IS NULL AND {} = ANY({})").format(
            sql.Identifier("staged", column_name(entity.name_field)), sql.Placeholder("name")))
    return sql.SQL(" OR ").join(parts)


def _linked(secret: bytes, entity: Entity, row: Mapping[str, Any], values: dict[str, str | None],
            meant: _Meant) -> Iterator[dict[str, Any]]:
    instead: dict[str, str | None] = {}
    for field in number_fields(entity):
        kind, said = _KINDS[entity.column(field).type], values[field]
        place = (kind, None, said) if said else (kind, row["unit"] or "", values.get(entity.name_field or "") or "")
        if place in meant:
            instead[field] = meant[place]
    if instead and (key := row_key(secret, entity, values | instead)):
        by_type = {entity.column(field).type: number for field, number in instead.items()}
        yield {"stage_row_id": row["stage_row_id"], "entity": entity.name, "row_key": key,
               "id_no": by_type.get("id_no"), "uscc": by_type.get("uscc")}
