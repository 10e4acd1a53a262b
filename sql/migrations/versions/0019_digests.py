"""Digests: what one unit is told at one moment, one message per contact with its tries; reports become their parts."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "digest",
        sa.Column("digest_id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("number", sa.Text(), nullable=False, comment="what a clerk quotes"),
        sa.Column("unit_code", sa.Text(), nullable=False, comment="that of the city for the county's own contacts"),
        sa.Column("kind", sa.Text(), nullable=False,
                  comment="answer (to a submission), daily, or the role that is told: bureau, engineer"),
        sa.Column("day", sa.Date(), nullable=False, comment="in Asia/Shanghai"),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False, comment="the facts in full; counts only"),
        sa.Column("brief", sa.Text(), nullable=False, comment="the same for a chat: counts, number, deadline"),
        sa.Column("made_at", _MOMENT, nullable=False, comment="the date of its messages, however often they are sent"),
        sa.PrimaryKeyConstraint("digest_id", name=op.f("pk_digest")),
        sa.UniqueConstraint("number", name=op.f("uq_digest_number")),
        schema="ops", comment="One row per moment at which a unit, the bureau or the engineers are told something.",
    )
    op.create_index("digests_of_a_day", "digest", ["unit_code", "day"], schema="ops")
    op.create_table(
        "message",
        sa.Column("message_id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("digest_id", sa.BigInteger(), nullable=False),
        sa.Column("contact", sa.Text(), nullable=False, comment="of contracts/contacts.csv, where its address stands"),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False, comment="the one that took it, else the one it was made for"),
        sa.Column("status", sa.Text(), server_default=sa.text("'pending'"), nullable=False),
        sa.Column("tries", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("tried_at", _MOMENT),
        sa.Column("trouble", sa.Text(), comment="why the last try failed; no address, no personal value"),
        sa.Column("parts_sent", sa.Integer(), server_default=sa.text("0"), nullable=False,
                  comment="1: the text; more: files that are uploaded apart"),
        sa.Column("sent_at", _MOMENT),
        sa.ForeignKeyConstraint(["digest_id"], ["ops.digest.digest_id"], name=op.f("fk_message_digest_id")),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_message")),
        sa.UniqueConstraint("digest_id", "contact", name=op.f("uq_message_digest_id_contact")),
        sa.CheckConstraint("status IN ('pending', 'sent', 'void')", name=op.f("ck_message_status")),
        sa.CheckConstraint("(status = 'sent') = (sent_at IS NOT NULL)", name=op.f("ck_message_sent_at")),
        schema="ops", comment="The outbox: one row per digest and contact; void when the contact was taken away.",
    )
    op.create_index("waiting_messages", "message", ["message_id"], schema="ops",
                    postgresql_where=sa.text("status = 'pending'"))
    op.create_table(
        "digest_reminder",
        sa.Column("unit_code", sa.Text(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False, comment="working days from the due day on"),
        sa.Column("audience", sa.Text(), nullable=False, comment="unit, or bureau"),
        sa.Column("digest_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["digest_id"], ["ops.digest.digest_id"],
                                name=op.f("fk_digest_reminder_digest_id")),
        sa.PrimaryKeyConstraint("unit_code", "period", "days", "audience", name=op.f("pk_digest_reminder")),
        schema="ops", comment="Which reminders were told, so that none is told twice.",
    )
    op.drop_column("report", "message_id", schema="ops")
    op.add_column("report", sa.Column("digest_id", sa.BigInteger(), comment="null: not told yet"), schema="ops")
    op.add_column("report", sa.Column("brief", sa.Text(), server_default=sa.text("''"), nullable=False,
                                      comment="the month in one line for a chat"), schema="ops")
    op.add_column("report", sa.Column("arrivals", sa.Integer(), server_default=sa.text("0"), nullable=False,
                                      comment="files that had come; more than before makes it an answer"),
                  schema="ops")
    op.create_foreign_key(op.f("fk_report_digest_id"), "report", "digest", ["digest_id"], ["digest_id"],
                          source_schema="ops", referent_schema="ops")
    op.create_index("report_by_digest", "report", ["digest_id"], schema="ops")
