"""Deadlines: months closed and opened again, reporting rates kept, faults that were sent again."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "period_act",
        sa.Column("act_id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("act", sa.Text(), nullable=False, comment="closed, reopened; of a month the newest counts"),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("moment", _MOMENT, nullable=False),
        sa.Column("because", sa.Text(), nullable=False, comment="masked"),
        sa.CheckConstraint("act IN ('closed', 'reopened')", name=op.f("ck_period_act_act")),
        sa.PrimaryKeyConstraint("act_id", name=op.f("pk_period_act")),
        schema="ops",
        comment="One row per closing or reopening of a month. Never changed.",
    )
    op.create_index(op.f("ix_period_act_period"), "period_act", ["period"], schema="ops")
    _create_rates()
    _follow_faults()


def _create_rates() -> None:
    op.create_table(
        "sheet_month",
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("unit_code", sa.Text(), nullable=False),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("is_expected", sa.Boolean(), nullable=False, comment="whether every unit has to send it"),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("received_at", _MOMENT, comment="of the first file with it that counted; null: it did not come"),
        sa.Column("is_on_time", sa.Boolean(), nullable=False),
        sa.Column("passed_first", sa.Boolean(),
                  comment="whether nothing of the first file with it was refused; null: none came"),
        sa.Column("rows", sa.BigInteger(), nullable=False, comment="data rows that no later file replaced"),
        sa.Column("rows_right", sa.BigInteger(), nullable=False, comment="of them loaded, or the same twice"),
        sa.Column("rows_refused", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("period", "unit_code", "entity", name=op.f("pk_sheet_month")),
        schema="ops",
        comment="One row per month, unit and sheet that is expected or came, as counted when the month was judged "
                "last; of a closed month as it was closed.",
    )
    op.create_table(
        "unit_month",
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("unit_code", sa.Text(), nullable=False),
        sa.Column("fixed", sa.BigInteger(), nullable=False, comment="faults that went with something the unit sent"),
        sa.Column("fixed_days", sa.BigInteger(), nullable=False, comment="working days that they took, together"),
        sa.PrimaryKeyConstraint("period", "unit_code", name=op.f("pk_unit_month")),
        schema="ops",
        comment="One row per month and unit that mended something; like sheet_month.",
    )


def _follow_faults() -> None:
    op.add_column(
        "finding",
        sa.Column("continues", sa.BigInteger(), comment="the same fault in the file that this one's file replaced"),
        schema="ops",
    )
    op.add_column(
        "finding",
        sa.Column("first_found_at", _MOMENT, comment="of the fault that it continues; null: it continues none"),
        schema="ops",
    )
    op.create_foreign_key(op.f("fk_finding_continues_finding"), "finding", "finding", ["continues"], ["finding_id"],
                          source_schema="ops", referent_schema="ops")
    op.create_index("one_successor", "finding", ["continues"], unique=True, schema="ops",
                    postgresql_where=sa.text("continues IS NOT NULL"))
