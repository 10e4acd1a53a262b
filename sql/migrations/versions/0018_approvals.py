"""Who agreed to a push, one row per person; which rejections were told, and which nobody means any more."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "approval",
        sa.Column("publication_id", sa.BigInteger(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False, comment="'automatic' where the installation says so"),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("because", sa.Text(), comment="masked"),
        sa.ForeignKeyConstraint(["publication_id"], ["ops.publication.publication_id"],
                                name=op.f("fk_approval_publication_id_publication")),
        sa.PrimaryKeyConstraint("publication_id", "person", name=op.f("pk_approval")),
        schema="ops",
        comment="One row per person who agreed that a publication leaves.",
    )
    op.add_column(
        "publication_row",
        sa.Column("gone_at", sa.DateTime(timezone=True),
                  comment="refused, and since then the platform need not hear of its key any more"),
        schema="ops",
    )
    op.create_index("publication_row_refused", "publication_row", ["dataset", "row_key"], schema="ops",
                    postgresql_where=sa.text("status = 'rejected'"))
    op.create_table(
        "report_rejection",
        sa.Column("report_id", sa.BigInteger(), nullable=False),
        sa.Column("publication_id", sa.BigInteger(), nullable=False),
        sa.Column("row_no", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["report_id"], ["ops.report.report_id"],
                                name=op.f("fk_report_rejection_report_id_report")),
        sa.ForeignKeyConstraint(["publication_id", "row_no"],
                                ["ops.publication_row.publication_id", "ops.publication_row.row_no"],
                                name=op.f("fk_report_rejection_publication_id_publication_row")),
        sa.PrimaryKeyConstraint("report_id", "publication_id", "row_no", name=op.f("pk_report_rejection")),
        schema="ops",
        comment="Which rows that the platform refused a report told.",
    )
    op.create_index("report_rejection_by_row", "report_rejection", ["publication_id", "row_no"], schema="ops")
