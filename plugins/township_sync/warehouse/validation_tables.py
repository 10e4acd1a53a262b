"""What Great Expectations answered at each judging (schema `ops`); equal answers of several judgings are kept once."""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Integer, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from township_sync.warehouse.metadata import metadata

checkpoint = Table(
    "checkpoint", metadata,
    Column("judgement_id", ForeignKey("ops.judgement.judgement_id"), primary_key=True),
    Column("name", Text, primary_key=True, comment="load: each sheet for itself; month: everything"),
    Column("evaluated", Integer, nullable=False, comment="validations that ran"),
    Column("successful", Integer, nullable=False, comment="those that found nothing"),
    Column("definitions", Text, nullable=False, comment="version of contracts, expectations and policies"),
    Column("engine", Text, nullable=False, comment="the library that judged, with its version"),
    CheckConstraint("name IN ('load', 'month')", name="name"),
    schema="ops", comment="One row per checkpoint of a judging.",
)

validation_result = Table(
    "validation_result", metadata,
    Column("sha256", Text, primary_key=True, comment="of the result, written with sorted keys"),
    Column("result", JSONB, nullable=False,
           comment="suite, counts, and the places of rows at fault; no value of a cell"),
    schema="ops", comment="One row per different answer of Great Expectations.",
)

validation = Table(
    "validation", metadata,
    Column("judgement_id", ForeignKey("ops.judgement.judgement_id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("entity", Text, nullable=False),
    Column("scope", Text, nullable=False),
    Column("sha256", ForeignKey("ops.validation_result.sha256"), nullable=False, index=True),
    schema="ops", comment="One row per suite that was asked at a judging.",
)
