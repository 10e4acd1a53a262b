"""Reconciliations three ways (RECON)."""

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Filled by its owner; deleted when nothing is needed."""
