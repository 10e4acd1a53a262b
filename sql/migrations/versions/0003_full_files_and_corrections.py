"""Full files and corrections: what a file is, who said so, and what it changes; and what was passed over."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_FILE = (
    sa.Column("mode", sa.Text(), server_default=sa.text("'full'"), nullable=False,
              comment="full, or only corrected rows"),
    sa.Column("mode_by", sa.Text(), server_default=sa.text("''"), nullable=False,
              comment="confirmation, meta, name, or nothing"),
    sa.Column("is_awaiting", sa.Boolean(), server_default=sa.text("false"), nullable=False,
              comment="whether it counts only after somebody confirmed what it is"),
    sa.Column("changes", postgresql.JSONB(), server_default=sa.text("'{}'"), nullable=False,
              comment="by entity: what it makes of the rows that came before"),
)


def upgrade() -> None:
    op.create_table(
        "confirmation",
        sa.Column("confirmation_id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("submission_id", sa.BigInteger(), nullable=False),
        sa.Column("mode", sa.Text(), nullable=False),
        sa.Column("confirmed_by", sa.Text(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("mode IN ('full', 'correction')", name=op.f("ck_confirmation_mode")),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["ops.submission.submission_id"], name=op.f("fk_confirmation_submission_id")
        ),
        sa.PrimaryKeyConstraint("confirmation_id", name=op.f("pk_confirmation")),
        schema="ops",
        comment="What somebody said a submission is; of several the newest counts.",
    )
    op.create_index(op.f("ix_confirmation_submission_id"), "confirmation", ["submission_id"], schema="ops")
    op.create_table(
        "passed_over",
        sa.Column("passed_over_id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("unit_code", sa.Text(), nullable=True, comment="null when it lay at no known unit's place"),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("first_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("passed_over_id", name=op.f("pk_passed_over")),
        sa.UniqueConstraint(
            "channel", "unit_code", "period", "name", "reason", name="uq_passed_over",
            postgresql_nulls_not_distinct=True,
        ),
        schema="ops",
        comment="One row per file that a channel showed and that was not taken, and why.",
    )
    for column in _FILE:
        op.add_column("submission_file", column, schema="ops")
    op.create_check_constraint(
        op.f("ck_submission_file_mode"), "submission_file", "mode IN ('full', 'correction')", schema="ops"
    )
