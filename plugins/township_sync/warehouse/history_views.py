"""Views `core.<entity>`: the versions of a thing with their fields, which mostly stand in `stage` already.

A view is written anew when its statement is another one: its comment holds the statement's hash.
"""

from hashlib import sha256

from psycopg import sql
from sqlalchemy import Connection as SqlConnection
from sqlalchemy import text

from township_sync.domain.contract import Column, Entity, sent_entities
from township_sync.warehouse.column_names import column_name, core_name, history_name
from township_sync.warehouse.statements import statement

_COMMENT = "SELECT obj_description(to_regclass(:name), 'pg_class')"


def follow_contracts(connection: SqlConnection) -> None:
    """Make the views that are missing or outdated."""
    for entity in _outdated(connection):
        view = sql.Identifier("core", entity.name).as_string()
        connection.exec_driver_sql(f"DROP VIEW IF EXISTS {view}")
        connection.exec_driver_sql(f"CREATE VIEW {view} AS {_statement(entity)}")
        connection.exec_driver_sql(f"COMMENT ON VIEW {view} IS '{_comment(entity)}'")


def drift(connection: SqlConnection) -> list[str]:
    """The views that are missing or outdated, as texts."""
    return [f"view core.{entity.name}" for entity in _outdated(connection)]


def _outdated(connection: SqlConnection) -> list[Entity]:
    return [entity for entity in sent_entities().values()
            if connection.execute(text(_COMMENT), {"name": f"core.{entity.name}"}).scalar() != _comment(entity)]


def _comment(entity: Entity) -> str:
    return f"One row per version of a thing ({sha256(_statement(entity).encode()).hexdigest()[:12]})."


def _statement(entity: Entity) -> str:
    fields = sql.SQL(", ").join(_field(column) for column in entity.columns)
    return statement("history/view", entity=entity.name, history=history_name(entity), fields=fields).as_string()


def _field(column: Column) -> sql.Composable:
    name = core_name(column.field)
    return sql.SQL("CASE WHEN version.told IS NULL THEN {} ELSE version.told ->> {} END AS {}").format(
        sql.Identifier("staged", column_name(column.field)), sql.Literal(name), sql.Identifier(name))
