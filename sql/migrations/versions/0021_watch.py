"""The watch: alerts with a life, and what Airflow said of its runs when it was last asked."""

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass
