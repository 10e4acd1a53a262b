"""The table of lists that were mirrored from a platform (schema `ops`); nothing in it is ever deleted."""

from sqlalchemy import (
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
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from township_sync.warehouse.metadata import metadata
from township_sync.warehouse.ops_tables import MOMENT

mirror = Table(
    "mirror", metadata,
    Column("mirror_id", BigInteger, Identity(always=True), primary_key=True),
    Column("entity", Text, nullable=False),
    Column("platform", Text, nullable=False),
    Column("version", Text, nullable=False, comment="the platform's name for the content"),
    Column("as_of", Date, nullable=False, comment="the day that the list is about"),
    Column("row_count", Integer, nullable=False, comment="how many rows the platform says it has"),
    Column("pages", ARRAY(Text), nullable=False, server_default=text("'{}'"), comment="SHA-256 in the archive"),
    Column("cursor", Text, nullable=False, server_default=text("''"), comment="where the next page begins"),
    Column("state", Text, nullable=False, server_default=text("'taking'"), comment="taking, loaded, left"),
    Column("begun_at", MOMENT, nullable=False),
    Column("taken_at", MOMENT, comment="when its last page was there: the recorded time of what it says"),
    Column("judgement_id", ForeignKey("ops.judgement.judgement_id"), comment="the newest when it was loaded"),
    Column("loaded", Integer),
    Column("duplicate", Integer),
    Column("rejected", Integer),
    Column("changes", Integer, comment="versions of history that were ended or begun"),
    Column("findings", JSONB, comment="row of the list, column and slug of each finding; never a value"),
    CheckConstraint("state IN ('taking', 'loaded', 'left')", name="state"),
    CheckConstraint("state <> 'loaded' OR loaded + duplicate + rejected = row_count", name="loaded_adds_up"),
    Index("mirror_taking", "entity", unique=True, postgresql_where=text("state = 'taking'")),
    schema="ops", comment="One row per version of a list that was taken, or begun and left for a newer one.",
)
