"""Approval as a fact of the publication, leases with epochs, a shared rate, and where the platform was heard last."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_PUBLICATION_STATES = "state IN ('ready', 'approved', 'sent', 'settled', 'refused')"
_BATCH_STATES = "state IN ('prepared', 'sent', 'closed', 'out_of_balance', 'refused', 'withdrawn', 'voided')"
_CLOSED = """
CREATE FUNCTION ops.refuse_to_reopen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state IN ('closed', 'refused', 'withdrawn', 'voided') AND NEW IS DISTINCT FROM OLD
     AND NOT (OLD.state = 'closed' AND NEW.state = 'voided') THEN
    RAISE EXCEPTION 'batch % is %, and a closed batch never changes', OLD.client_ref, OLD.state
      USING ERRCODE = 'restrict_violation';
  END IF;
  IF (NEW.idempotency_key, NEW.client_ref, NEW.body_sha256, NEW.first_row, NEW.row_count)
     IS DISTINCT FROM (OLD.idempotency_key, OLD.client_ref, OLD.body_sha256, OLD.first_row, OLD.row_count) THEN
    RAISE EXCEPTION 'what batch % sends was decided when it was planned', OLD.client_ref
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END
$$
"""
_TRIGGER = """
CREATE TRIGGER closed_is_closed BEFORE UPDATE ON ops.batch
FOR EACH ROW EXECUTE FUNCTION ops.refuse_to_reopen()
"""


def upgrade() -> None:
    _publications()
    _batches()
    op.create_table(
        "lease",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("epoch", sa.BigInteger(), nullable=False,
                  comment="grows with every holder; who has a lower one is fenced off"),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("backend_pid", sa.Integer(), nullable=False, comment="with backend_start the session of the holder"),
        sa.Column("backend_start", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False, comment="by the server's clock"),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_lease")),
        schema="ops",
        comment="Who may write what belongs to a name (a publication that is sent); never deleted, so epochs never "
                "repeat.",
    )
    op.create_table(
        "rate_bucket",
        sa.Column("peer", sa.Text(), nullable=False),
        sa.Column("tokens", sa.Double(), nullable=False),
        sa.Column("filled_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), comment="until then the peer asked every sender to wait"),
        sa.PrimaryKeyConstraint("peer", name=op.f("pk_rate_bucket")),
        schema="ops",
        comment="One token bucket per peer, shared by every worker.",
    )
    op.create_table(
        "platform_feed",
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("cursor", sa.Text(), nullable=False),
        sa.Column("heard_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("platform", name=op.f("pk_platform_feed")),
        schema="ops",
        comment="How far the platform's feed of changes was heard.",
    )


def _publications() -> None:
    op.drop_constraint(op.f("ck_publication_state"), "publication", schema="ops", type_="check")
    op.create_check_constraint(op.f("ck_publication_state"), "publication", _PUBLICATION_STATES, schema="ops")
    op.alter_column("publication", "state", schema="ops", comment="ready, approved, sent, settled, refused")
    for column in (
        sa.Column("approved_at", sa.DateTime(timezone=True)),
        sa.Column("approved_by", sa.Text(), comment="the person; 'automatic' where the installation says so"),
        sa.Column("origin", sa.Text(), nullable=False, server_default=sa.text("'made'"),
                  comment="made: a file of ours; adopted: learned from the platform"),
    ):
        op.add_column("publication", column, schema="ops")
    op.create_check_constraint(op.f("ck_publication_origin"), "publication", "origin IN ('made', 'adopted')",
                               schema="ops")
    op.create_check_constraint(op.f("ck_publication_approved_has_who"), "publication",
                               "state <> 'approved' OR approved_by IS NOT NULL", schema="ops")
    op.add_column("publication_row",
                  sa.Column("corrects", sa.Text(), comment="client_ref#row_no of the sending that it replaces"),
                  schema="ops")
    # What was on its way before approvals were kept had been approved by its task.
    op.execute("UPDATE ops.publication SET approved_at = made_at, approved_by = 'before 0014' "
               "WHERE state IN ('sent', 'settled')")


def _batches() -> None:
    op.drop_constraint(op.f("ck_batch_state"), "batch", schema="ops", type_="check")
    op.create_check_constraint(op.f("ck_batch_state"), "batch", _BATCH_STATES, schema="ops")
    op.drop_constraint(op.f("ck_batch_sent_has_remote_id"), "batch", schema="ops", type_="check")
    op.create_check_constraint(op.f("ck_batch_sent_has_remote_id"), "batch",
                               "state IN ('prepared', 'refused', 'withdrawn') OR remote_id IS NOT NULL", schema="ops")
    op.add_column("batch", sa.Column("byte_count", sa.BigInteger(), comment="of the body"), schema="ops")
    op.alter_column("batch", "state", schema="ops",
                    comment="prepared, sent, closed, out_of_balance, refused, withdrawn, voided")
    op.execute(_CLOSED)
    op.execute(_TRIGGER)
