"""Conflict cases between townships, and the life of findings: reported, fixed, verified, waived."""

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet."""
