"""What approvals showed and who returned them (APPROVAL)."""

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Filled by its owner; deleted when nothing is needed."""
