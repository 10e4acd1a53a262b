"""Candidate pairs of persons and employers, and what people decided about them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "identity_pair",
        sa.Column("pair_id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("left_key", sa.Text(), nullable=False,
                  comment="HMAC of the normalised identity, the smaller of the two"),
        sa.Column("right_key", sa.Text(), nullable=False),
        sa.Column("evidence", postgresql.ARRAY(sa.Text()), nullable=False,
                  comment="names of contracts/matching.yaml, as seen last"),
        sa.Column("first_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("first_period", sa.Text(), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_period", sa.Text(), nullable=False),
        sa.CheckConstraint("kind IN ('person', 'employer')", name=op.f("ck_identity_pair_kind")),
        sa.PrimaryKeyConstraint("pair_id", name=op.f("pk_identity_pair")),
        sa.UniqueConstraint("left_key", "right_key", name=op.f("uq_identity_pair_left_key_right_key")),
        schema="ops",
        comment="One row per two persons or employers that may be one; the same pair in every month.",
    )
    op.create_table(
        "identity_decision",
        sa.Column("decision_id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("pair_id", sa.BigInteger(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("survivor_key", sa.Text(), nullable=True,
                  comment="whose number counts; null for different, and where neither is right"),
        sa.Column("decided_by", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("because", sa.Text(), nullable=False, comment="numbers masked"),
        sa.CheckConstraint("verdict IN ('same', 'different', 'open')", name=op.f("ck_identity_decision_verdict")),
        sa.ForeignKeyConstraint(
            ["pair_id"], ["ops.identity_pair.pair_id"], name=op.f("fk_identity_decision_pair_id")
        ),
        sa.PrimaryKeyConstraint("decision_id", name=op.f("pk_identity_decision")),
        schema="ops",
        comment="What people decided of a pair; of several the newest counts, none is ever changed.",
    )
    op.create_index(op.f("ix_identity_decision_pair_id"), "identity_decision", ["pair_id"], schema="ops")
