"""The compiled tables follow the contracts: Alembic compares, and what is new (a table, a column, an index) is added.

So a column is one line in a contract. Nothing is ever dropped or retyped here: a column that left its contract stays
with its values, unused; any other difference needs a migration in `sql/migrations/`. Where other columns are tracked
than before, the hashes of the staged rows are made again. Views come last (`warehouse/history_views.py`).
"""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection as SqlConnection

from township_sync.domain.contract import Entity, contract
from township_sync.warehouse import history_views
from township_sync.warehouse.column_names import column_name
from township_sync.warehouse.entity_tables import row_numbers
from township_sync.warehouse.row_hashes import row_hash_in_sql
from township_sync.warehouse.statements import statement
from township_sync.warehouse.tables import metadata

SCHEMAS = ("stage", "core")


def follow_contracts(connection: SqlConnection) -> None:
    """Add what the contracts have and the database has not; make hashes again where other columns are tracked."""
    from alembic.operations import Operations

    row_numbers.create(connection, checkfirst=True)
    operations = Operations(_context(connection))
    steps = list(_differences(connection))
    for step in steps:
        if _is_additive(step) or _is_of_other_hashes(step):
            operations.invoke(step)
    # Columns that are new are there now.
    for step in filter(_is_of_other_hashes, steps):
        connection.exec_driver_sql(_rehash(contract(step.table_name)))
    history_views.follow_contracts(connection)


def contract_drift(connection: SqlConnection) -> list[str]:
    """Differences between contracts and database that matter, as texts; columns without a contract do not."""
    drift = [str(step.to_diff_tuple()) for step in _differences(connection) if not _is_left_over(step)]
    return drift or history_views.drift(connection)


def _rehash(entity: Entity) -> str:
    made = row_hash_in_sql(entity, "staged", column_name)
    return statement("stage/rehash", entity=entity.name, hash=made).as_string()


def _differences(connection: SqlConnection) -> Iterator[Any]:
    from alembic.autogenerate import produce_migrations

    yield from _leaves(produce_migrations(_context(connection), metadata).upgrade_ops)


def _leaves(step: Any) -> Iterator[Any]:
    from alembic.operations.ops import OpContainer

    if not isinstance(step, OpContainer):
        yield step
        return
    for inner in step.ops:
        yield from _leaves(inner)


def _context(connection: SqlConnection) -> Any:
    from alembic.migration import MigrationContext

    options = {"include_schemas": True, "include_name": _is_compiled_schema, "include_object": _is_compiled,
               "target_metadata": metadata}
    return MigrationContext.configure(connection, opts=options)


def _is_compiled_schema(name: str | None, kind: str, parents: object) -> bool:
    return kind != "schema" or name in SCHEMAS


def _is_compiled(thing: Any, name: str | None, kind: str, reflected: bool, compared: Any) -> bool:
    table = thing if kind == "table" else getattr(thing, "table", None)
    return table is None or table.schema in SCHEMAS


def _is_additive(step: Any) -> bool:
    from alembic.operations import ops

    return isinstance(step, ops.CreateTableOp | ops.AddColumnOp | ops.CreateIndexOp)


def _is_of_other_hashes(step: Any) -> bool:
    """The comment of the column names the columns that the hash is made of."""
    from alembic.operations import ops

    if isinstance(step, ops.AddColumnOp):
        return (step.schema, step.column.name) == ("stage", "row_hash")
    return isinstance(step, ops.AlterColumnOp) and (step.schema, step.column_name) == ("stage", "row_hash")


def _is_left_over(step: Any) -> bool:
    from alembic.operations import ops

    return isinstance(step, ops.DropTableOp | ops.DropColumnOp | ops.DropIndexOp)
