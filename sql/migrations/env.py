"""Alembic's entry for schema `ops`: runs on the connection that `warehouse.schema` hands over, never on its own."""

from typing import Any

from alembic import context

from township_sync.warehouse.tables import metadata


def _is_ops_schema(name: str | None, kind: str, parents: object) -> bool:
    return kind != "schema" or name == "ops"


def _is_ops(thing: Any, name: str | None, kind: str, reflected: bool, compared: Any) -> bool:
    table = thing if kind == "table" else getattr(thing, "table", None)
    return table is None or (table.schema == "ops" and table.name != "schema_version")


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    include_schemas=True,
    include_name=_is_ops_schema,
    include_object=_is_ops,
    compare_server_default=True,
    version_table="schema_version",
    version_table_schema="ops",
)
with context.begin_transaction():
    context.run_migrations()
