"""Packages of files for a platform that is fed by hand (PACKAGE)."""

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Filled by its owner; deleted when nothing is needed."""
