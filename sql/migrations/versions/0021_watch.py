"""The watch: alerts with a life, and what Airflow said of its runs when it was last asked."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "alert",
        sa.Column("alert_id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False, comment="of config/watch.yaml"),
        sa.Column("subject", sa.Text(), nullable=False, comment="what it is about: codes, numbers, periods"),
        sa.Column("severity", sa.Text(), nullable=False),
        sa.Column("details", postgresql.JSONB(), nullable=False, comment="as last seen, masked"),
        sa.Column("opened_at", _MOMENT, nullable=False),
        sa.Column("seen_at", _MOMENT, nullable=False, comment="when it was last found"),
        sa.Column("cleared_at", _MOMENT, comment="when it was looked for and not found any more"),
        sa.CheckConstraint("severity IN ('critical', 'warning')", name=op.f("ck_alert_severity")),
        sa.PrimaryKeyConstraint("alert_id", name=op.f("pk_alert")),
        schema="ops",
        comment="One row per thing that is wrong, from the moment it was found until it is mended.",
    )
    op.create_index("one_open_alert", "alert", ["kind", "subject"], unique=True, schema="ops",
                    postgresql_where=sa.text("cleared_at IS NULL"))
    op.create_table(
        "alert_telling",
        sa.Column("telling_id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("alert_id", sa.BigInteger(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False, comment="opened, again, cleared"),
        sa.Column("number", sa.Text(), nullable=False,
                  comment="of the message in the outbox; one message tells several alerts"),
        sa.Column("told_at", _MOMENT, nullable=False, comment="when the message was put into the outbox"),
        sa.CheckConstraint("what IN ('opened', 'again', 'cleared')", name=op.f("ck_alert_telling_what")),
        sa.ForeignKeyConstraint(["alert_id"], ["ops.alert.alert_id"],
                                name=op.f("fk_alert_telling_alert_id_alert")),
        sa.PrimaryKeyConstraint("telling_id", name=op.f("pk_alert_telling")),
        schema="ops",
        comment="One row per turn in an alert's life that the engineers are told of.",
    )
    op.create_index(op.f("ix_alert_telling_alert_id"), "alert_telling", ["alert_id"], schema="ops")
    op.create_table(
        "airflow_run",
        sa.Column("dag_id", sa.Text(), nullable=False),
        sa.Column("run_id", sa.Text(), nullable=False),
        sa.Column("partition_key", sa.Text(), nullable=False, comment="month or quarter; empty where a run has none"),
        sa.Column("run_type", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False, comment="queued, running, success, failed"),
        sa.Column("run_after", _MOMENT, nullable=False),
        sa.Column("started_at", _MOMENT),
        sa.Column("ended_at", _MOMENT),
        sa.Column("asked_at", _MOMENT, nullable=False, comment="when Airflow said so"),
        sa.PrimaryKeyConstraint("dag_id", "run_id", name=op.f("pk_airflow_run")),
        schema="ops",
        comment="One row per run of a DAG of ours, as Airflow last told it.",
    )
    op.create_index("airflow_run_newest", "airflow_run", ["dag_id", "partition_key", "run_after"], schema="ops")
    op.create_table(
        "watched",
        sa.Column("what", sa.Text(), nullable=False, comment="warehouse, airflow"),
        sa.Column("asked_at", _MOMENT, nullable=False, comment="when it was last tried"),
        sa.Column("answered_at", _MOMENT, comment="when it last answered in full"),
        sa.Column("details", postgresql.JSONB(), nullable=False,
                  comment="of airflow: its DAGs with pause and next run, and the health of its parts"),
        sa.PrimaryKeyConstraint("what", name=op.f("pk_watched")),
        schema="ops",
        comment="When the watch last looked, by what it looked at: who watches the watcher reads this.",
    )
