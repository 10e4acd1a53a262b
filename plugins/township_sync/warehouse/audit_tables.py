"""The record of acts (schema `ops`): only ever added to; a trigger of migration 0013 refuses everything else."""

from sqlalchemy import BigInteger, Column, Index, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from township_sync.warehouse.metadata import metadata
from township_sync.warehouse.ops_tables import MOMENT

audit = Table(
    "audit", metadata,
    Column("number", BigInteger, primary_key=True, autoincrement=False, comment="from 1 without a gap"),
    Column("moment", MOMENT, nullable=False),
    Column("actor", Text, nullable=False, comment="a named person, or the task or command that did it"),
    Column("action", Text, nullable=False, comment="of contracts/letters/audit.zh.yaml"),
    Column("subject", JSONB, nullable=False, comment="what it was done to: numbers, codes, periods"),
    Column("details", JSONB, nullable=False, comment="masked"),
    Column("previous_hash", Text, nullable=False, unique=True, comment="so that no row has two successors"),
    Column("hash", Text, nullable=False, comment="SHA-256 over all of the above (domain/audit_chain.py)"),
    Index("audit_by_subject", "subject", postgresql_using="gin"),
    schema="ops", comment="One row per act: every change of state, approval, push, receipt and export.",
)
