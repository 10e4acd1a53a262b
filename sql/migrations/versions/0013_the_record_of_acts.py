"""The record of acts: append-only, each row with the hash of the one before."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0013"
down_revision = "0010"
branch_labels = None
depends_on = None

_REFUSE = """
CREATE FUNCTION ops.refuse_to_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '%.% is append-only', TG_TABLE_SCHEMA, TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END
$$
"""
_TRIGGER = """
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ops.audit
FOR EACH STATEMENT EXECUTE FUNCTION ops.refuse_to_change()
"""


def upgrade() -> None:
    op.create_table(
        "audit",
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False, comment="from 1 without a gap"),
        sa.Column("moment", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False, comment="a named person, or the task or command that did it"),
        sa.Column("action", sa.Text(), nullable=False, comment="of contracts/letters/audit.zh.yaml"),
        sa.Column("subject", JSONB(), nullable=False, comment="what it was done to: numbers, codes, periods"),
        sa.Column("details", JSONB(), nullable=False, comment="masked"),
        sa.Column("previous_hash", sa.Text(), nullable=False, comment="so that no row has two successors"),
        sa.Column("hash", sa.Text(), nullable=False, comment="SHA-256 over all of the above (domain/audit_chain.py)"),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit")),
        sa.UniqueConstraint("previous_hash", name=op.f("uq_audit_previous_hash")),
        schema="ops",
        comment="One row per act: every change of state, approval, push, receipt and export.",
    )
    op.create_index("audit_by_subject", "audit", ["subject"], schema="ops", postgresql_using="gin")
    op.execute(_REFUSE)
    op.execute(_TRIGGER)
    # Also while a session pretends to replicate, which switches ordinary triggers off.
    op.execute("ALTER TABLE ops.audit ENABLE ALWAYS TRIGGER append_only")
