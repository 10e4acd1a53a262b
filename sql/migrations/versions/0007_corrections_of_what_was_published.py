"""Fates without foreign keys; rows of the history are found by what is believed and what is not any more.

The merge's ledger check proves that every row has its one fate; looking up the parents of each took longer than the
rest of a merge. The indexes of `core` follow the contracts; the one that two smaller ones replace is dropped here.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_REPLACED = """
    SELECT format('DROP INDEX core.%I', indexname)
    FROM pg_indexes
    WHERE schemaname = 'core' AND indexname = tablename || '_history'
"""


def upgrade() -> None:
    op.alter_column("disposition", "was_loaded", schema="ops",
                    comment="good until it was superseded: its word stands while the newer one is refused")
    for column in ("sheet_id", "judgement_id"):
        op.drop_constraint(op.f(f"fk_disposition_{column}"), "disposition", schema="ops", type_="foreignkey")
    for column in ("period", "sheet_id"):
        op.drop_index(op.f(f"ix_disposition_{column}"), "disposition", schema="ops")
    # The rows of a sheet lie together: a range index finds them, and filling it costs a merge nothing.
    op.create_index(op.f("ix_disposition_sheet_id"), "disposition", ["sheet_id"], schema="ops", postgresql_using="brin")
    for (drop,) in op.get_bind().execute(sa.text(_REPLACED)).all():
        op.execute(drop)
