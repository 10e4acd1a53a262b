"""Tables of figures that were computed, and of the packs by which (schema `ops`); nothing in them is ever deleted."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Identity,
    Index,
    Integer,
    Numeric,
    Table,
    Text,
)

from township_sync.warehouse.metadata import metadata
from township_sync.warehouse.ops_tables import MOMENT

policy_pack = Table(
    "policy_pack", metadata,
    Column("digest", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("content", Text, nullable=False, comment="the file, as it was when a figure was computed by it"),
    Column("kept_at", MOMENT, nullable=False),
    schema="ops", comment="One row per content of a policy pack that figures were computed by.",
)

indicator_run = Table(
    "indicator_run", metadata,
    Column("run_id", BigInteger, Identity(always=True), primary_key=True),
    Column("pack_digest", ForeignKey("ops.policy_pack.digest"), nullable=False),
    Column("as_of", Date, nullable=False, comment="the day that the figures are about"),
    Column("known_on", Date, nullable=False, comment="the day at whose end their rows were known"),
    Column("computed_at", MOMENT, nullable=False),
    Index("indicator_run_by_day", "as_of", "run_id"),
    schema="ops", comment="One row per computing of all figures of a day that gave other ones than the run before.",
)

indicator_figure = Table(
    "indicator_figure", metadata,
    Column("run_id", ForeignKey("ops.indicator_run.run_id"), primary_key=True),
    Column("position", Integer, primary_key=True, comment="in the order of the pack and of the units"),
    Column("indicator", Text, nullable=False),
    Column("unit_code", Text, nullable=False, comment="430981 is the city"),
    Column("numerator", Numeric),
    Column("denominator", Numeric),
    Column("value", Numeric, comment="share, count, mean or median; null when nobody is counted or it was not run"),
    Column("operator", Text),
    Column("target", Numeric),
    Column("status", Text, comment="met, missed, striving, nobody, no_baseline, not_run; null without a target"),
    Column("is_provisional", Boolean, nullable=False),
    Column("units_missing", Integer, nullable=False, comment="of the city: units that did not report what is needed"),
    Index("indicator_figure_by_unit", "unit_code", "indicator", "run_id"),
    schema="ops", comment="One row per figure of a run.",
)

indicator_baseline = Table(
    "indicator_baseline", metadata,
    Column("baseline_id", BigInteger, Identity(always=True), primary_key=True),
    Column("indicator", Text, nullable=False),
    Column("unit_code", Text, nullable=False),
    Column("as_of", Date, nullable=False),
    Column("value", Numeric, nullable=False),
    Column("loaded_at", MOMENT, nullable=False),
    Index("indicator_baseline_by_day", "as_of"),
    schema="ops", comment="Figures of a time before this warehouse, from a file; of several the newest counts.",
)
