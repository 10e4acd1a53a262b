"""What was learned from the platform about our own batches (RECEIPTS)."""

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Filled by its owner; deleted when nothing is needed."""
