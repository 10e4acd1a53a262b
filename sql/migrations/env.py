"""Alembic's entry: runs on the connection that `warehouse.schema` hands over, never on one of its own."""

from alembic import context

from township_sync.warehouse.tables import SCHEMAS, metadata


def _ours(name: str | None, kind: str, parents: object) -> bool:
    return kind != "schema" or name in SCHEMAS


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    include_schemas=True,
    include_name=_ours,
    compare_server_default=True,
    version_table="schema_version",
    version_table_schema="ops",
)
with context.begin_transaction():
    context.run_migrations()
