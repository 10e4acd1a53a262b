"""Tables of what was found when ours was held against the platform and the register (schema `ops`); never a value."""

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, Identity, Index, Integer, Table, Text, text
from sqlalchemy.dialects.postgresql import ARRAY

from township_sync.warehouse.metadata import metadata
from township_sync.warehouse.ops_tables import MOMENT

reconciliation = Table(
    "reconciliation", metadata,
    Column("reconciliation_id", BigInteger, Identity(always=True), primary_key=True),
    Column("kind", Text, nullable=False, comment="month or quarter"),
    Column("dataset", Text, nullable=False),
    Column("period", Text, nullable=False, comment="the quarter; of a monthly dataset the newest month published"),
    Column("made_at", MOMENT, nullable=False),
    Column("state", Text, nullable=False, comment="balanced, unbalanced, not_run"),
    Column("reason", Text, comment="why it was not run"),
    Column("platform_version", Text, comment="the platform's name for what it held"),
    Column("digest", Text, nullable=False, comment="SHA-256 over all that was found: the same is not kept twice"),
    Column("agreed", Integer), Column("only_here", Integer), Column("only_there", Integer),
    Column("field_differs", Integer),
    Column("on_the_way", Integer, comment="rows sent and not answered yet: in none of the classes"),
    Column("sent", Integer), Column("accepted", Integer), Column("rejected", Integer), Column("pending", Integer),
    Column("stray_batches", Integer, comment="batches whose rows are not what was counted when they were closed"),
    Column("mirror_id", ForeignKey("ops.mirror.mirror_id"), comment="the register's list; null where none is compared"),
    Column("in_register", Integer), Column("not_in_register", Integer), Column("not_reported", Integer),
    Column("register_differs", Integer),
    Column("settled_at", MOMENT), Column("settled_by", Text), Column("because", Text),
    Column("publication_id", ForeignKey("ops.publication.publication_id"),
           comment="the adopted rows by which it was settled"),
    CheckConstraint("state IN ('balanced', 'unbalanced', 'not_run')", name="state"),
    CheckConstraint("(state = 'not_run') = (reason IS NOT NULL)", name="not_run_has_reason"),
    CheckConstraint("state <> 'balanced' OR only_here + only_there + field_differs + stray_batches = 0",
                    name="balanced_adds_up"),
    CheckConstraint("(settled_at IS NULL) = (settled_by IS NULL) AND (settled_at IS NULL) = (because IS NULL)",
                    name="settled_by_somebody"),
    Index("reconciliation_newest", "dataset", "period", "reconciliation_id"),
    schema="ops", comment="One row per comparison that found something else than the one before; the newest counts.",
)

reconciliation_period = Table(
    "reconciliation_period", metadata,
    Column("reconciliation_id", ForeignKey("ops.reconciliation.reconciliation_id"), primary_key=True),
    Column("period", Text, primary_key=True),
    Column("made", Integer, nullable=False, comment="rows in our files"),
    Column("sent", Integer, nullable=False, comment="rows of the batches that the platform has"),
    Column("accepted", Integer, nullable=False), Column("rejected", Integer, nullable=False),
    Column("pending", Integer, nullable=False),
    Column("counted_accepted", Integer, nullable=False, comment="by the platform's counts of closed batches"),
    Column("counted_rejected", Integer, nullable=False),
    schema="ops", comment="One row per reconciliation and period of its batches: sent = accepted + rejected + pending.",
)

reconciliation_difference = Table(
    "reconciliation_difference", metadata,
    Column("reconciliation_id", ForeignKey("ops.reconciliation.reconciliation_id"), primary_key=True),
    Column("class", Text, primary_key=True),
    Column("row_key", Text, primary_key=True, comment="of not_reported the register's own"),
    Column("fields", ARRAY(Text), nullable=False, server_default=text("'{}'"), comment="names of what differs"),
    Column("unit_code", Text),
    CheckConstraint("class IN ('only_here', 'only_there', 'field_differs', 'not_in_register', 'not_reported', "
                    "'register_differs')", name="class"),
    schema="ops", comment="One row per row that is not the same on both sides; names of fields, never a value.",
)
