"""What was found when ours was held against the platform's records and the register."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _reconciliation()
    op.create_index("reconciliation_newest", "reconciliation", ["dataset", "period", "reconciliation_id"], schema="ops")
    op.create_table(
        "reconciliation_period",
        sa.Column("reconciliation_id", sa.BigInteger(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("made", sa.Integer(), nullable=False, comment="rows in our files"),
        sa.Column("sent", sa.Integer(), nullable=False, comment="rows of the batches that the platform has"),
        sa.Column("accepted", sa.Integer(), nullable=False),
        sa.Column("rejected", sa.Integer(), nullable=False),
        sa.Column("pending", sa.Integer(), nullable=False),
        sa.Column("counted_accepted", sa.Integer(), nullable=False,
                  comment="by the platform's counts of closed batches"),
        sa.Column("counted_rejected", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["reconciliation_id"], ["ops.reconciliation.reconciliation_id"],
                                name=op.f("fk_reconciliation_period_reconciliation_id")),
        sa.PrimaryKeyConstraint("reconciliation_id", "period", name=op.f("pk_reconciliation_period")),
        schema="ops",
        comment="One row per reconciliation and period of its batches: sent = accepted + rejected + pending.",
    )
    op.create_table(
        "reconciliation_difference",
        sa.Column("reconciliation_id", sa.BigInteger(), nullable=False),
        sa.Column("class", sa.Text(), nullable=False),
        sa.Column("row_key", sa.Text(), nullable=False, comment="of not_reported the register's own"),
        sa.Column("fields", postgresql.ARRAY(sa.Text()), nullable=False, server_default=sa.text("'{}'"),
                  comment="names of what differs"),
        sa.Column("unit_code", sa.Text()),
        sa.CheckConstraint("class IN ('only_here', 'only_there', 'field_differs', 'not_in_register', 'not_reported', "
                           "'register_differs')", name=op.f("ck_reconciliation_difference_class")),
        sa.ForeignKeyConstraint(["reconciliation_id"], ["ops.reconciliation.reconciliation_id"],
                                name=op.f("fk_reconciliation_difference_reconciliation_id")),
        sa.PrimaryKeyConstraint("reconciliation_id", "class", "row_key", name=op.f("pk_reconciliation_difference")),
        schema="ops",
        comment="One row per row that is not the same on both sides; names of fields, never a value.",
    )


def _reconciliation() -> None:
    op.create_table(
        "reconciliation",
        sa.Column("reconciliation_id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False, comment="month or quarter"),
        sa.Column("dataset", sa.Text(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False,
                  comment="the quarter; of a monthly dataset the newest month published"),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.Text(), nullable=False, comment="balanced, unbalanced, not_run"),
        sa.Column("reason", sa.Text(), comment="why it was not run"),
        sa.Column("platform_version", sa.Text(), comment="the platform's name for what it held"),
        sa.Column("digest", sa.Text(), nullable=False,
                  comment="SHA-256 over all that was found: the same is not kept twice"),
        *(sa.Column(name, sa.Integer()) for name in ("agreed", "only_here", "only_there", "field_differs")),
        sa.Column("on_the_way", sa.Integer(), comment="rows sent and not answered yet: in none of the classes"),
        *(sa.Column(name, sa.Integer()) for name in ("sent", "accepted", "rejected", "pending")),
        sa.Column("stray_batches", sa.Integer(),
                  comment="batches whose rows are not what was counted when they were closed"),
        sa.Column("mirror_id", sa.BigInteger(), comment="the register's list; null where none is compared"),
        *(sa.Column(name, sa.Integer())
          for name in ("in_register", "not_in_register", "not_reported", "register_differs")),
        sa.Column("settled_at", sa.DateTime(timezone=True)),
        sa.Column("settled_by", sa.Text()),
        sa.Column("because", sa.Text()),
        sa.Column("publication_id", sa.BigInteger(), comment="the adopted rows by which it was settled"),
        *(sa.CheckConstraint(rule, name=op.f(f"ck_reconciliation_{name}")) for name, rule in _RULES.items()),
        sa.ForeignKeyConstraint(["mirror_id"], ["ops.mirror.mirror_id"], name=op.f("fk_reconciliation_mirror_id")),
        sa.ForeignKeyConstraint(["publication_id"], ["ops.publication.publication_id"],
                                name=op.f("fk_reconciliation_publication_id")),
        sa.PrimaryKeyConstraint("reconciliation_id", name=op.f("pk_reconciliation")),
        schema="ops",
        comment="One row per comparison that found something else than the one before; the newest counts.",
    )


_RULES = {
    "state": "state IN ('balanced', 'unbalanced', 'not_run')",
    "not_run_has_reason": "(state = 'not_run') = (reason IS NOT NULL)",
    "balanced_adds_up": "state <> 'balanced' OR only_here + only_there + field_differs + stray_batches = 0",
    "settled_by_somebody":
        "(settled_at IS NULL) = (settled_by IS NULL) AND (settled_at IS NULL) = (because IS NULL)",
}
