"""Fates by stretch of rows; versions of the history without the columns that their staged rows say.

`ops.disposition` becomes a view of `ops.fate` with one row per data row, as before. `core.<entity>` becomes a view of
`core.<entity>_version` (made when the contracts are followed, after this): a version keeps its fields only where no
staged row says them, or none says them any more.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from township_sync.domain.contract import Entity, sent_entities
from township_sync.warehouse.column_names import CORE_COLUMNS, column_name, core_name, history_name

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_STRETCHES = """
    INSERT INTO ops.fate (first_row_id, last_row_id, sheet_id, period, entity, fate, held_by, was_loaded, judgement_id)
    SELECT min(stage_row_id), max(stage_row_id), sheet_id, period, entity, fate, held_by, was_loaded, judgement_id
    FROM (
        SELECT *, stage_row_id - row_number() OVER (
                   PARTITION BY sheet_id, period, entity, fate, held_by, was_loaded, judgement_id ORDER BY stage_row_id
               ) AS stretch
        FROM ops.disposition
    ) AS numbered
    GROUP BY sheet_id, period, entity, fate, held_by, was_loaded, judgement_id, stretch
"""
_DISPOSITION = """
    CREATE VIEW ops.disposition AS
    SELECT stage_row_id, sheet_id, period, entity, fate, held_by, was_loaded, judgement_id
    FROM ops.fate CROSS JOIN LATERAL generate_series(first_row_id, last_row_id) AS stage_row_id
"""
_COLUMNS = """
    SELECT column_name
    FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)
    WHERE table_schema = 'core' AND table_name = :name AND table_type = 'BASE TABLE'
"""


def upgrade() -> None:
    _create_fates()
    op.execute(_STRETCHES)
    op.drop_table("disposition", schema="ops")
    op.execute(_DISPOSITION)
    op.execute("COMMENT ON VIEW ops.disposition IS 'One row per data row ever read: its one fate.'")
    for entity in sent_entities().values():
        _narrow(entity)


def _create_fates() -> None:
    op.create_table(
        "fate",
        sa.Column("first_row_id", sa.BigInteger(), autoincrement=False, nullable=False,
                  comment="numbers of staged rows"),
        sa.Column("last_row_id", sa.BigInteger(), nullable=False),
        sa.Column("sheet_id", sa.BigInteger(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("fate", sa.Text(), nullable=False, comment="loaded, duplicate, rejected, held_aside, superseded"),
        sa.Column("held_by", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False,
                  comment="slugs that keep it from leaving"),
        sa.Column("was_loaded", sa.Boolean(), server_default=sa.text("false"), nullable=False,
                  comment="good until it was superseded: its word stands while the newer one is refused"),
        sa.Column("judgement_id", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("fate IN ('loaded', 'duplicate', 'rejected', 'held_aside', 'superseded')",
                           name=op.f("ck_fate_fate")),
        sa.PrimaryKeyConstraint("first_row_id", name=op.f("pk_fate")),
        schema="ops",
        comment="One row per stretch of data rows, staged one after the other, that share their one fate.",
    )
    for column in ("sheet_id", "period"):
        op.create_index(op.f(f"ix_fate_{column}"), "fate", [column], schema="ops")


def _narrow(entity: Entity) -> None:
    """Make the wide table of an entity the narrow one; what its staged row does not say is kept with the version."""
    columns = {row[0] for row in op.get_bind().execute(sa.text(_COLUMNS), {"name": entity.name})}
    if not columns:
        return
    history = history_name(entity)
    content = sorted(columns - set(CORE_COLUMNS))
    apart = ", ".join(f"'{name}'" for name in (*CORE_COLUMNS, "told"))
    same = " AND ".join(
        f'staged."{column_name(column.field)}" IS NOT DISTINCT FROM version."{core_name(column.field)}"'
        for column in entity.columns if core_name(column.field) in columns
    )
    op.execute(f'ALTER TABLE core."{entity.name}" RENAME TO "{history}"')
    op.execute(f'ALTER TABLE core."{history}" ADD COLUMN told jsonb')
    op.execute(f"COMMENT ON COLUMN core.\"{history}\".told IS "
               "'its fields where no staged row says them; null = as the staged row says'")
    op.execute(f"""
        UPDATE core."{history}" AS version
        SET told = jsonb_strip_nulls(to_jsonb(version) - ARRAY[{apart}])
        WHERE NOT EXISTS (
            SELECT FROM stage."{entity.name}" AS staged WHERE staged.stage_row_id = version.stage_row_id AND {same}
        )
    """)
    for name in ("version_id", *content):
        op.execute(f'ALTER TABLE core."{history}" DROP COLUMN IF EXISTS "{name}"')
