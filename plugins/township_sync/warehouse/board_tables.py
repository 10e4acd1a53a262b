"""Tables of what the board shows at once (schema `ops`): counted when a month is loaded, and anew when it is again."""

from sqlalchemy import Column, Date, Index, Integer, Numeric, Table, Text

from township_sync.warehouse.metadata import metadata
from township_sync.warehouse.ops_tables import MOMENT

post_balance = Table(
    "post_balance", metadata,
    Column("quarter", Text, primary_key=True),
    Column("unit_code", Text, primary_key=True),
    Column("post_type", Text, primary_key=True),
    Column("opening", Integer, nullable=False),
    Column("joined", Integer, nullable=False),
    Column("exited", Integer, nullable=False),
    Column("closing", Integer, nullable=False),
    Column("unbalanced", Integer, nullable=False, comment="posts that the arithmetic cannot explain"),
    Column("paid", Numeric, nullable=False, comment="yuan"),
    Column("paid_months", Integer, nullable=False),
    Column("counted_at", MOMENT, nullable=False),
    schema="ops", comment="One row per quarter, unit and type of public-welfare posts, as they were believed then.",
)

finding_count = Table(
    "finding_count", metadata,
    Column("period", Text, primary_key=True),
    Column("unit_code", Text, primary_key=True, comment="empty when nobody is known to have sent the file"),
    Column("entity", Text, primary_key=True, comment="of the sheet; empty for what a whole file is about"),
    Column("slug", Text, primary_key=True),
    Column("weight", Integer, nullable=False, comment="2 to be mended, 1 to be looked at, 0 only told"),
    Column("found", Integer, nullable=False, comment="ever, each fault once however often it came again"),
    Column("standing", Integer, nullable=False, comment="open, and nobody lets it pass"),
    Column("waived", Integer, nullable=False, comment="somebody let it pass when it was last judged"),
    Index("finding_count_by_unit", "unit_code", "period"),
    Index("finding_count_by_rule", "slug", "period"),
    schema="ops", comment="One row per month, unit, sheet and rule that ever found something, as judged last.",
)

sheet_light = Table(
    "sheet_light", metadata,
    Column("period", Text, primary_key=True),
    Column("unit_code", Text, primary_key=True),
    Column("entity", Text, primary_key=True),
    Column("light", Text, nullable=False, comment="bad, fix, check, good, absent, none"),
    Column("places", Integer, nullable=False, comment="how many standing findings the light is about"),
    Column("due_on", Date, nullable=False, comment="from the day after, what is absent is missing"),
    Index("sheet_light_by_unit", "unit_code", "entity"),
    schema="ops", comment="One row per month, unit and sheet that is expected or came, as of the month's last judging.",
)
