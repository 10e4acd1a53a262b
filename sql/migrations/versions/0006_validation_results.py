"""What Great Expectations answered, kept for each run."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "checkpoint",
        sa.Column("judgement_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False, comment="load: each sheet for itself; month: everything"),
        sa.Column("evaluated", sa.Integer(), nullable=False, comment="validations that ran"),
        sa.Column("successful", sa.Integer(), nullable=False, comment="those that found nothing"),
        sa.Column("definitions", sa.Text(), nullable=False, comment="version of contracts, expectations and policies"),
        sa.Column("engine", sa.Text(), nullable=False, comment="the library that judged, with its version"),
        sa.CheckConstraint("name IN ('load', 'month')", name=op.f("ck_checkpoint_name")),
        sa.ForeignKeyConstraint(
            ["judgement_id"], ["ops.judgement.judgement_id"], name=op.f("fk_checkpoint_judgement_id")
        ),
        sa.PrimaryKeyConstraint("judgement_id", "name", name=op.f("pk_checkpoint")),
        schema="ops",
        comment="One row per checkpoint of a judging.",
    )
    op.create_table(
        "validation_result",
        sa.Column("sha256", sa.Text(), nullable=False, comment="of the result, written with sorted keys"),
        sa.Column("result", postgresql.JSONB(), nullable=False,
                  comment="suite, counts, and the places of rows at fault; no value of a cell"),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_validation_result")),
        schema="ops",
        comment="One row per different answer of Great Expectations.",
    )
    _create_validation()


def _create_validation() -> None:
    op.create_table(
        "validation",
        sa.Column("judgement_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["judgement_id"], ["ops.judgement.judgement_id"], name=op.f("fk_validation_judgement_id")
        ),
        sa.ForeignKeyConstraint(["sha256"], ["ops.validation_result.sha256"], name=op.f("fk_validation_sha256")),
        sa.PrimaryKeyConstraint("judgement_id", "position", name=op.f("pk_validation")),
        schema="ops",
        comment="One row per suite that was asked at a judging.",
    )
    op.create_index(op.f("ix_validation_sha256"), "validation", ["sha256"], schema="ops")
