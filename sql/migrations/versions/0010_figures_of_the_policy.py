"""Figures that were computed, the packs by which, and figures of a time before this warehouse."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "policy_pack",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False,
                  comment="the file, as it was when a figure was computed by it"),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_policy_pack")),
        schema="ops",
        comment="One row per content of a policy pack that figures were computed by.",
    )
    op.create_table(
        "indicator_run",
        sa.Column("run_id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("pack_digest", sa.Text(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False, comment="the day that the figures are about"),
        sa.Column("known_on", sa.Date(), nullable=False, comment="the day at whose end their rows were known"),
        sa.Column("computed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["pack_digest"], ["ops.policy_pack.digest"],
                                name=op.f("fk_indicator_run_pack_digest")),
        sa.PrimaryKeyConstraint("run_id", name=op.f("pk_indicator_run")),
        schema="ops",
        comment="One row per computing of all figures of a day that gave other ones than the run before.",
    )
    op.create_index("indicator_run_by_day", "indicator_run", ["as_of", "run_id"], schema="ops")
    _create_figures()
    op.create_table(
        "indicator_baseline",
        sa.Column("baseline_id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("indicator", sa.Text(), nullable=False),
        sa.Column("unit_code", sa.Text(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("value", sa.Numeric(), nullable=False),
        sa.Column("loaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("baseline_id", name=op.f("pk_indicator_baseline")),
        schema="ops",
        comment="Figures of a time before this warehouse, from a file; of several the newest counts.",
    )
    op.create_index("indicator_baseline_by_day", "indicator_baseline", ["as_of"], schema="ops")


def _create_figures() -> None:
    op.create_table(
        "indicator_figure",
        sa.Column("run_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False, comment="in the order of the pack and of the units"),
        sa.Column("indicator", sa.Text(), nullable=False),
        sa.Column("unit_code", sa.Text(), nullable=False, comment="430981 is the city"),
        sa.Column("numerator", sa.Numeric(), nullable=True),
        sa.Column("denominator", sa.Numeric(), nullable=True),
        sa.Column("value", sa.Numeric(), nullable=True,
                  comment="share, count, mean or median; null when nobody is counted or it was not run"),
        sa.Column("operator", sa.Text(), nullable=True),
        sa.Column("target", sa.Numeric(), nullable=True),
        sa.Column("status", sa.Text(), nullable=True,
                  comment="met, missed, striving, nobody, no_baseline, not_run; null without a target"),
        sa.Column("is_provisional", sa.Boolean(), nullable=False),
        sa.Column("units_missing", sa.Integer(), nullable=False,
                  comment="of the city: units that did not report what is needed"),
        sa.ForeignKeyConstraint(["run_id"], ["ops.indicator_run.run_id"], name=op.f("fk_indicator_figure_run_id")),
        sa.PrimaryKeyConstraint("run_id", "position", name=op.f("pk_indicator_figure")),
        schema="ops",
        comment="One row per figure of a run.",
    )
