"""Tables of persons whom several units claim (schema `ops`): the cases, who claims, and what was decided."""

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

ownership_case = Table(
    "ownership_case", metadata,
    Column("number", Text, primary_key=True, comment="month and sequence, such as 2020-05-0007; says nothing of whom"),
    Column("entity", Text, nullable=False),
    Column("row_key", Text, nullable=False),
    Column("period", Text, nullable=False, index=True, comment="the month in which it was first claimed twice"),
    Column("opened_at", MOMENT, nullable=False),
    Column("opened_by", ForeignKey("ops.judgement.judgement_id"), nullable=False),
    UniqueConstraint("entity", "row_key"),
    schema="ops", comment="One row per thing that several units ever claimed: one number for ever.",
)

ownership_claim = Table(
    "ownership_claim", metadata,
    Column("number", ForeignKey("ops.ownership_case.number"), primary_key=True),
    Column("period", Text, primary_key=True),
    Column("unit_code", Text, primary_key=True),
    Column("file", Text, nullable=False),
    Column("sheet", Text, nullable=False),
    Column("row", Integer, nullable=False, comment="of several rows of the unit the first"),
    Column("standing", Text, nullable=False, comment="disputed, owner, other, or settled: nobody else claims it now"),
    Column("since", MOMENT, nullable=False, comment="when it began to stand so"),
    Column("judgement_id", ForeignKey("ops.judgement.judgement_id"), nullable=False, comment="which said so first"),
    CheckConstraint("standing IN ('disputed', 'owner', 'other', 'settled')", name="standing"),
    schema="ops", comment="One row per case, month and unit that claimed it.",
)

ownership_decision = Table(
    "ownership_decision", metadata,
    Column("decision_id", BigInteger, Identity(always=True), primary_key=True),
    Column("number", ForeignKey("ops.ownership_case.number"), nullable=False, index=True),
    Column("owner", Text, nullable=False),
    Column("units", ARRAY(Text), nullable=False, comment="which claimed it then; a further one opens the case again"),
    Column("since", Text, nullable=False, comment="the first month for which it holds"),
    Column("is_by_register", Boolean, nullable=False, comment="the household register said so, nobody had to decide"),
    Column("decided_by", Text, nullable=False),
    Column("decided_at", MOMENT, nullable=False),
    Column("because", Text, nullable=False),
    Column("judgement_id", ForeignKey("ops.judgement.judgement_id"), nullable=False,
           comment="the newest when it was decided"),
    schema="ops", comment="Who owns a thing that several claim; of several the newest counts. Never changed.",
)
