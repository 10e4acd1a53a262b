"""Tables of findings that need no mending for a time (schema `ops`), and of which findings a report told."""

from sqlalchemy import BigInteger, CheckConstraint, Column, Date, ForeignKey, Identity, Table, Text

from township_sync.warehouse.metadata import metadata
from township_sync.warehouse.ops_tables import MOMENT

waiver = Table(
    "waiver", metadata,
    Column("waiver_id", BigInteger, Identity(always=True), primary_key=True),
    Column("unit_code", Text, nullable=False),
    Column("slug", Text, nullable=False),
    Column("column", Text, comment="null: whatever column"),
    Column("entity", Text, comment="of the thing"),
    Column("row_key", Text, comment="the thing whose rows are meant, in whatever file; null: any"),
    Column("fingerprint", Text, comment="the very finding, where its row has no key; null: any"),
    Column("until", Date, nullable=False, comment="the last day"),
    Column("waived_by", Text, nullable=False),
    Column("waived_at", MOMENT, nullable=False),
    Column("because", Text, nullable=False),
    Column("judgement_id", ForeignKey("ops.judgement.judgement_id"), nullable=False,
           comment="the newest when it was given"),
    CheckConstraint("(entity IS NULL) = (row_key IS NULL)", name="thing"),
    schema="ops", comment="Findings that somebody lets pass until a day. Never changed.",
)

waiver_end = Table(
    "waiver_end", metadata,
    Column("waiver_id", ForeignKey("ops.waiver.waiver_id"), primary_key=True),
    Column("ended_by", Text, nullable=False),
    Column("ended_at", MOMENT, nullable=False),
    Column("because", Text, nullable=False),
    Column("judgement_id", ForeignKey("ops.judgement.judgement_id"), nullable=False),
    schema="ops", comment="Waivers that were taken back before their day.",
)

report_finding = Table(
    "report_finding", metadata,
    Column("report_id", ForeignKey("ops.report.report_id"), primary_key=True),
    Column("finding_id", ForeignKey("ops.finding.finding_id"), primary_key=True, index=True),
    schema="ops", comment="Which findings a report told.",
)
