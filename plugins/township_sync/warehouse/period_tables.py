"""Tables of months that were closed or opened again, and of reporting rates (schema `ops`)."""

from sqlalchemy import BigInteger, Boolean, CheckConstraint, Column, Date, Identity, Table, Text

from township_sync.warehouse.metadata import metadata
from township_sync.warehouse.ops_tables import MOMENT

period_act = Table(
    "period_act", metadata,
    Column("act_id", BigInteger, Identity(always=True), primary_key=True),
    Column("period", Text, nullable=False, index=True),
    Column("act", Text, nullable=False, comment="closed, reopened; of a month the newest counts"),
    Column("person", Text, nullable=False),
    Column("moment", MOMENT, nullable=False),
    Column("because", Text, nullable=False, comment="masked"),
    CheckConstraint("act IN ('closed', 'reopened')", name="act"),
    schema="ops", comment="One row per closing or reopening of a month. Never changed.",
)

sheet_month = Table(
    "sheet_month", metadata,
    Column("period", Text, primary_key=True),
    Column("unit_code", Text, primary_key=True),
    Column("entity", Text, primary_key=True),
    Column("is_expected", Boolean, nullable=False, comment="whether every unit has to send it"),
    Column("due_on", Date, nullable=False),
    Column("received_at", MOMENT, comment="of the first file with it that counted; null: it did not come"),
    Column("is_on_time", Boolean, nullable=False),
    Column("passed_first", Boolean, comment="whether nothing of the first file with it was refused; null: none came"),
    Column("rows", BigInteger, nullable=False, comment="data rows that no later file replaced"),
    Column("rows_right", BigInteger, nullable=False, comment="of them loaded, or the same twice"),
    Column("rows_refused", BigInteger, nullable=False),
    schema="ops",
    comment="One row per month, unit and sheet that is expected or came, as counted when the month was judged "
            "last; of a closed month as it was closed.",
)

unit_month = Table(
    "unit_month", metadata,
    Column("period", Text, primary_key=True),
    Column("unit_code", Text, primary_key=True),
    Column("fixed", BigInteger, nullable=False, comment="faults that went with something the unit sent"),
    Column("fixed_days", BigInteger, nullable=False, comment="working days that they took, together"),
    schema="ops", comment="One row per month and unit that mended something; like sheet_month.",
)
