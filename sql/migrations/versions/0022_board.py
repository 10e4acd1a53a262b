"""The board: what its pages read at once, counted when a month is merged."""

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass
