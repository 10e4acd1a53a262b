"""The outbox of reports to the townships (schema `ops`): written when a month's state changed, sent at least once."""

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    Column,
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
    Column("message_id", Text, nullable=False, unique=True),
    Column("subject", Text, nullable=False),
    Column("body", Text, nullable=False, comment="counts only"),
    Column("attachments", JSON, nullable=False, comment="name, path below the returned folder, sha256"),
    Column("status", Text, nullable=False, server_default=text("'pending'")),
    Column("made_at", MOMENT, nullable=False, comment="the date of the message, however often it is sent"),
    Column("sent_at", MOMENT),
    UniqueConstraint("unit_code", "period", "version"),
    CheckConstraint("status IN ('pending', 'sent')", name="status"),
    CheckConstraint("(status = 'sent') = (sent_at IS NOT NULL)", name="sent_at"),
    Index("waiting_reports", "report_id", postgresql_where=text("status = 'pending'")),
    schema="ops", comment="One row per report to a unit about a month.",
)
