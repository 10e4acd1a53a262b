"""The board: what its pages read at once, counted when a month is merged."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _post_balance()
    _figures_by_unit()
    _finding_count()
    _sheet_light()


def _sheet_light() -> None:
    op.create_table(
        "sheet_light",
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("period", "unit_code", "entity")),
        sa.Column("light", sa.Text(), nullable=False, comment="bad, fix, check, good, absent, none"),
        sa.Column("places", sa.Integer(), nullable=False, comment="how many standing findings the light is about"),
        sa.Column("due_on", sa.Date(), nullable=False, comment="from the day after, what is absent is missing"),
        sa.PrimaryKeyConstraint("period", "unit_code", "entity", name=op.f("pk_sheet_light")),
        schema="ops",
        comment="One row per month, unit and sheet that is expected or came, as of the month's last judging.",
    )
    op.create_index("sheet_light_by_unit", "sheet_light", ["unit_code", "entity"], schema="ops")


def _finding_count() -> None:
    op.create_table(
        "finding_count",
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("unit_code", sa.Text(), nullable=False, comment="empty when nobody is known to have sent the file"),
        sa.Column("entity", sa.Text(), nullable=False, comment="of the sheet; empty for what a whole file is about"),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False, comment="2 to be mended, 1 to be looked at, 0 only told"),
        sa.Column("found", sa.Integer(), nullable=False, comment="ever, each fault once however often it came again"),
        sa.Column("standing", sa.Integer(), nullable=False, comment="open, and nobody lets it pass"),
        sa.Column("waived", sa.Integer(), nullable=False, comment="somebody let it pass when it was last judged"),
        sa.PrimaryKeyConstraint("period", "unit_code", "entity", "slug", name=op.f("pk_finding_count")),
        schema="ops",
        comment="One row per month, unit, sheet and rule that ever found something, as judged last.",
    )
    op.create_index("finding_count_by_unit", "finding_count", ["unit_code", "period"], schema="ops")
    op.create_index("finding_count_by_rule", "finding_count", ["slug", "period"], schema="ops")
    op.create_index("finding_by_unit", "finding", ["period", "unit_code"], schema="ops")
    op.create_index("publication_row_refused_of_unit", "publication_row", ["unit_code"], schema="ops",
                    postgresql_where=sa.text("status = 'rejected'"))


def _post_balance() -> None:
    counts = [sa.Column(name, sa.Integer(), nullable=False) for name in ("opening", "joined", "exited", "closing")]
    op.create_table(
        "post_balance",
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("quarter", "unit_code", "post_type")),
        *counts,
        sa.Column("unbalanced", sa.Integer(), nullable=False, comment="posts that the arithmetic cannot explain"),
        sa.Column("paid", sa.Numeric(), nullable=False, comment="yuan"),
        sa.Column("paid_months", sa.Integer(), nullable=False),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("quarter", "unit_code", "post_type", name=op.f("pk_post_balance")),
        schema="ops",
        comment="One row per quarter, unit and type of public-welfare posts, as they were believed then.",
    )


def _figures_by_unit() -> None:
    op.create_index("indicator_figure_by_unit", "indicator_figure", ["unit_code", "indicator", "run_id"], schema="ops")
