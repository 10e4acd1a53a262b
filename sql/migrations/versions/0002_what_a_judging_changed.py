"""What a judging changed, and which rows were loaded before they were superseded or held aside."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "disposition",
        sa.Column(
            "was_loaded", sa.Boolean(), server_default=sa.text("false"), nullable=False,
            comment="loaded until it was superseded or held aside: its word stands while the newer one is refused",
        ),
        schema="ops",
    )
    op.add_column(
        "judgement",
        sa.Column(
            "changed", sa.Integer(), server_default=sa.text("0"), nullable=False,
            comment="rows that count now and did not before, or the other way round",
        ),
        schema="ops",
    )
