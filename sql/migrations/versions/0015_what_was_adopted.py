"""What is learned from the platform: whole receipts, adopted publications beside our own, rows that count as told."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_NUMBERED = "uq_publication_kind_dataset_period_revision"
_COUNTS = "remote_id IS NOT NULL OR state NOT IN ('refused', 'withdrawn')"
_TOLD = """
CREATE VIEW ops.told_row AS
SELECT publication_row.*, publication.kind, publication.period, publication.revision, publication.origin
FROM ops.publication_row JOIN ops.publication USING (publication_id)
WHERE NOT (publication.state = 'refused' AND publication_row.status = 'pending') AND NOT EXISTS (
    SELECT FROM ops.batch
    WHERE batch.publication_id = publication_row.publication_id AND batch.state IN ('refused', 'withdrawn', 'voided')
      AND publication_row.row_no BETWEEN batch.first_row AND batch.first_row + batch.row_count - 1
)
"""
_TOLD_COMMENT = "Rows that the platform was told, or will be: without those it refused unread, gave back or voided."


def upgrade() -> None:
    op.add_column("receipt", sa.Column("action", sa.Text()), schema="ops")
    op.add_column("receipt", sa.Column("row_version", sa.Text()), schema="ops")
    op.alter_column("receipt", "message", schema="ops", comment="masked")
    op.alter_column("receipt", "set_aside", schema="ops",
                    comment="unknown_row, other_row_key, other_action, other_version: kept and not used")
    for column in ("idempotency_key", "client_ref"):
        op.drop_constraint(op.f(f"uq_batch_{column}"), "batch", schema="ops", type_="unique")
        op.create_index(f"batch_by_{column}", "batch", [column], unique=True, schema="ops",
                        postgresql_where=sa.text(_COUNTS))
    op.drop_constraint(op.f(_NUMBERED), "publication", schema="ops", type_="unique")
    op.create_unique_constraint(op.f(f"{_NUMBERED}_origin"), "publication",
                                ["kind", "dataset", "period", "revision", "origin"], schema="ops")
    op.alter_column("publication", "path", schema="ops",
                    comment="below the workspace's published folder; empty when adopted and not there")
    op.execute(_TOLD)
    op.execute(f"COMMENT ON VIEW ops.told_row IS '{_TOLD_COMMENT}'")
