"""What the townships are told (schema `ops`): a report for each state of a month, digests of them, and the outbox of
messages, one per digest and contact, each sent at least once."""

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Identity,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from township_sync.warehouse.metadata import metadata
from township_sync.warehouse.ops_tables import MOMENT

report = Table(
    "report", metadata,
    Column("report_id", BigInteger, Identity(always=True), primary_key=True),
    Column("unit_code", Text, nullable=False),
    Column("period", Text, nullable=False),
    Column("version", Integer, nullable=False, comment="from 1 within unit and month"),
    Column("kind", Text, nullable=False, comment="receipt, problems, incomplete, rejected, nothing_sent"),
    Column("state_hash", Text, nullable=False, comment="of all that the report tells"),
    Column("subject", Text, nullable=False),
    Column("body", Text, nullable=False, comment="counts only"),
    Column("attachments", JSON, nullable=False, comment="name, path below the returned folder, sha256"),
    Column("status", Text, nullable=False, server_default=text("'pending'")),
    Column("made_at", MOMENT, nullable=False, comment="the date of the message, however often it is sent"),
    Column("sent_at", MOMENT),
    Column("digest_id", ForeignKey("ops.digest.digest_id"), comment="null: not told yet"),
    Column("brief", Text, nullable=False, server_default=text("''"), comment="the month in one line for a chat"),
    Column("arrivals", Integer, nullable=False, server_default=text("0"),
           comment="files that had come; more than before makes it an answer"),
    UniqueConstraint("unit_code", "period", "version"),
    CheckConstraint("status IN ('pending', 'sent')", name="status"),
    CheckConstraint("(status = 'sent') = (sent_at IS NOT NULL)", name="sent_at"),
    Index("waiting_reports", "report_id", postgresql_where=text("status = 'pending'")),
    Index("report_by_digest", "digest_id"),
    schema="ops", comment="One row per report to a unit about a month.",
)

digest = Table(
    "digest", metadata,
    Column("digest_id", BigInteger, Identity(always=True), primary_key=True),
    Column("number", Text, nullable=False, unique=True, comment="what a clerk quotes"),
    Column("unit_code", Text, nullable=False, comment="that of the city for the county's own contacts"),
    Column("kind", Text, nullable=False,
           comment="answer (to a submission), daily, or the role that is told: bureau, engineer"),
    Column("day", Date, nullable=False, comment="in Asia/Shanghai"),
    Column("subject", Text, nullable=False),
    Column("body", Text, nullable=False, comment="the facts in full; counts only"),
    Column("brief", Text, nullable=False, comment="the same for a chat: counts, number, deadline"),
    Column("made_at", MOMENT, nullable=False, comment="the date of its messages, however often they are sent"),
    Index("digests_of_a_day", "unit_code", "day"),
    schema="ops", comment="One row per moment at which a unit, the bureau or the engineers are told something.",
)

message = Table(
    "message", metadata,
    Column("message_id", BigInteger, Identity(always=True), primary_key=True),
    Column("digest_id", ForeignKey("ops.digest.digest_id"), nullable=False),
    Column("contact", Text, nullable=False, comment="of contracts/contacts.csv, where its address stands"),
    Column("role", Text, nullable=False),
    Column("channel", Text, nullable=False, comment="the one that took it, else the one it was made for"),
    Column("status", Text, nullable=False, server_default=text("'pending'")),
    Column("tries", Integer, nullable=False, server_default=text("0")),
    Column("tried_at", MOMENT),
    Column("trouble", Text, comment="why the last try failed; no address, no personal value"),
    Column("parts_sent", Integer, nullable=False, server_default=text("0"),
           comment="1: the text; more: files that are uploaded apart"),
    Column("sent_at", MOMENT),
    UniqueConstraint("digest_id", "contact"),
    CheckConstraint("status IN ('pending', 'sent', 'void')", name="status"),
    CheckConstraint("(status = 'sent') = (sent_at IS NOT NULL)", name="sent_at"),
    Index("waiting_messages", "message_id", postgresql_where=text("status = 'pending'")),
    schema="ops", comment="The outbox: one row per digest and contact; void when the contact was taken away.",
)

digest_reminder = Table(
    "digest_reminder", metadata,
    Column("unit_code", Text, primary_key=True),
    Column("period", Text, primary_key=True),
    Column("days", Integer, primary_key=True, comment="working days from the due day on"),
    Column("audience", Text, primary_key=True, comment="unit, or bureau"),
    Column("digest_id", ForeignKey("ops.digest.digest_id"), nullable=False),
    schema="ops", comment="Which reminders were told, so that none is told twice.",
)
