"""Tables of identity: pairs that may be one and what people decided (`ops`, without any number or name), and who they
are and which rows are read as another's (`stage`, the room where numbers may stand)."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Identity,
    Integer,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.dialects.postgresql import ARRAY

from township_sync.warehouse.metadata import metadata
from township_sync.warehouse.ops_tables import MOMENT

identity_pair = Table(
    "identity_pair", metadata,
    Column("pair_id", BigInteger, Identity(always=True), primary_key=True),
    Column("kind", Text, nullable=False),
    Column("left_key", Text, nullable=False, comment="HMAC of the normalised identity, the smaller of the two"),
    Column("right_key", Text, nullable=False),
    Column("evidence", ARRAY(Text), nullable=False, comment="names of contracts/matching.yaml, as seen last"),
    Column("first_seen_at", MOMENT, nullable=False),
    Column("first_period", Text, nullable=False),
    Column("last_seen_at", MOMENT, nullable=False),
    Column("last_period", Text, nullable=False),
    CheckConstraint("kind IN ('person', 'employer')", name="kind"),
    UniqueConstraint("left_key", "right_key"),
    schema="ops", comment="One row per two persons or employers that may be one; the same pair in every month.",
)

identity_decision = Table(
    "identity_decision", metadata,
    Column("decision_id", BigInteger, Identity(always=True), primary_key=True),
    Column("pair_id", ForeignKey("ops.identity_pair.pair_id"), nullable=False, index=True),
    Column("verdict", Text, nullable=False),
    Column("survivor_key", Text, comment="whose number counts; null for different, and where neither is right"),
    Column("decided_by", Text, nullable=False),
    Column("decided_at", MOMENT, nullable=False),
    Column("because", Text, nullable=False, comment="numbers masked"),
    CheckConstraint("verdict IN ('same', 'different', 'open')", name="verdict"),
    schema="ops", comment="What people decided of a pair; of several the newest counts, none is ever changed.",
)

identity = Table(
    "identity", metadata,
    Column("identity_key", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("number", Text, comment="as normalised, right or wrong; null of an employer without a code"),
    Column("is_right", Boolean, nullable=False, comment="whether the number can be one"),
    Column("name", Text, nullable=False),
    Column("unit_code", Text, comment="of the row where it was seen last"),
    Column("file", Text, nullable=False),
    Column("sheet", Text, nullable=False),
    Column("row", Integer, nullable=False),
    schema="stage", comment="Who the two of a pair are, and a row that says so.",
)

linked_row = Table(
    "linked_row", metadata,
    Column("stage_row_id", BigInteger, primary_key=True, autoincrement=False),
    Column("entity", Text, nullable=False, index=True),
    Column("row_key", Text, nullable=False, comment="what its key is with the right number"),
    Column("id_no", Text, comment="the number that is read instead of the row's; null = the row's own"),
    Column("uscc", Text),
    schema="stage", comment="Rows that are read as another person's or employer's: follows from the decisions.",
)
