"""Tables of what was made for the platforms (schema `ops`), row by row, and what became of each row."""

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
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

publication = Table(
    "publication", metadata,
    Column("publication_id", BigInteger, Identity(always=True), primary_key=True),
    Column("kind", Text, nullable=False, comment="month or quarter"),
    Column("dataset", Text, nullable=False),
    Column("entity", Text, nullable=False),
    Column("period", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("path", Text, nullable=False,
           comment="below the workspace's published folder; empty when adopted and not there"),
    Column("sha256", Text, nullable=False),
    Column("row_count", Integer, nullable=False),
    Column("counts", JSON, nullable=False, comment="new, changed, ended, held"),
    Column("contract_version", Text, nullable=False),
    Column("made_at", MOMENT, nullable=False),
    Column("state", Text, nullable=False, server_default=text("'ready'"),
           comment="ready, approved, sent, settled, refused"),
    Column("approved_at", MOMENT),
    Column("approved_by", Text, comment="the person; 'automatic' where the installation says so"),
    Column("origin", Text, nullable=False, server_default=text("'made'"),
           comment="made: a file of ours; adopted: learned from the platform"),
    UniqueConstraint("kind", "dataset", "period", "revision", "origin"),
    CheckConstraint("state IN ('ready', 'approved', 'sent', 'settled', 'refused')", name="state"),
    CheckConstraint("origin IN ('made', 'adopted')", name="origin"),
    CheckConstraint("state <> 'approved' OR approved_by IS NOT NULL", name="approved_has_who"),
    schema="ops", comment="One row per file made for a platform; a file is never written again.",
)

publication_row = Table(
    "publication_row", metadata,
    Column("publication_id", ForeignKey("ops.publication.publication_id"), primary_key=True),
    Column("row_no", Integer, primary_key=True, comment="from 1, in the order of the file"),
    Column("dataset", Text, nullable=False),
    Column("entity", Text, nullable=False),
    Column("row_key", Text, nullable=False),
    Column("row_hash", Text, nullable=False),
    Column("action", Text, nullable=False, comment="new, changed, ended"),
    Column("unit_code", Text),
    Column("status", Text, nullable=False, server_default=text("'pending'"), comment="pending, accepted, rejected"),
    Column("code", Text),
    Column("message", Text),
    Column("corrects", Text, comment="client_ref#row_no of the sending that it replaces"),
    Column("file", Text, comment="where the row was read: file, sheet, row; null when its source is gone"),
    Column("sheet", Text),
    Column("row", Integer),
    Column("gone_at", MOMENT, comment="refused, and since then the platform need not hear of its key any more"),
    CheckConstraint("status IN ('pending', 'accepted', 'rejected')", name="status"),
    CheckConstraint("action IN ('new', 'changed', 'ended')", name="action"),
    Index("publication_row_by_key", "dataset", "row_key", "publication_id"),
    Index("publication_row_refused", "dataset", "row_key", postgresql_where=text("status = 'rejected'")),
    Index("publication_row_refused_of_unit", "unit_code", postgresql_where=text("status = 'rejected'")),
    schema="ops", comment="One row per row sent, with the platform's answer.",
)

publication_held = Table(
    "publication_held", metadata,
    Column("period", Text, primary_key=True),
    Column("dataset", Text, primary_key=True),
    Column("row_key", Text, primary_key=True),
    Column("row_hash", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("unit_code", Text),
    Column("reason", Text, nullable=False, comment="slugs, blocked export, refused code, or waiting"),
    Column("file", Text),
    Column("sheet", Text),
    Column("row", Integer),
    schema="ops", comment="Rows that changed and do not leave now, as the last publishing of the month found them.",
)

approval = Table(
    "approval", metadata,
    Column("publication_id", ForeignKey("ops.publication.publication_id"), primary_key=True),
    Column("person", Text, primary_key=True, comment="'automatic' where the installation says so"),
    Column("approved_at", MOMENT, nullable=False),
    Column("because", Text, comment="masked"),
    schema="ops", comment="One row per person who agreed that a publication leaves.",
)

report_rejection = Table(
    "report_rejection", metadata,
    Column("report_id", ForeignKey("ops.report.report_id"), primary_key=True),
    Column("publication_id", BigInteger, primary_key=True),
    Column("row_no", Integer, primary_key=True),
    ForeignKeyConstraint(["publication_id", "row_no"],
                         ["ops.publication_row.publication_id", "ops.publication_row.row_no"]),
    Index("report_rejection_by_row", "publication_id", "row_no"),
    schema="ops", comment="Which rows that the platform refused a report told.",
)
