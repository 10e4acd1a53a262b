"""Digests: one message per recipient and channel, its tries, and what each channel answered."""

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass
