"""Tables of the watch (schema `ops`): alerts with their life, whom they were told to, what Airflow said of its runs."""

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, Identity, Index, Table, Text, text
from sqlalchemy.dialects.postgresql import JSONB

from township_sync.warehouse.metadata import metadata
from township_sync.warehouse.ops_tables import MOMENT

alert = Table(
    "alert", metadata,
    Column("alert_id", BigInteger, Identity(always=True), primary_key=True),
    Column("kind", Text, nullable=False, comment="of config/watch.yaml"),
    Column("subject", Text, nullable=False, comment="what it is about: codes, numbers, periods"),
    Column("severity", Text, nullable=False),
    Column("details", JSONB, nullable=False, comment="as last seen, masked"),
    Column("opened_at", MOMENT, nullable=False),
    Column("seen_at", MOMENT, nullable=False, comment="when it was last found"),
    Column("cleared_at", MOMENT, comment="when it was looked for and not found any more"),
    CheckConstraint("severity IN ('critical', 'warning')", name="severity"),
    Index("one_open_alert", "kind", "subject", unique=True, postgresql_where=text("cleared_at IS NULL")),
    schema="ops", comment="One row per thing that is wrong, from the moment it was found until it is mended.",
)

alert_telling = Table(
    "alert_telling", metadata,
    Column("telling_id", BigInteger, Identity(always=True), primary_key=True),
    Column("alert_id", ForeignKey("ops.alert.alert_id"), nullable=False, index=True),
    Column("what", Text, nullable=False, comment="opened, again, cleared"),
    Column("number", Text, nullable=False, comment="of the message in the outbox; one message tells several alerts"),
    Column("told_at", MOMENT, nullable=False, comment="when the message was put into the outbox"),
    CheckConstraint("what IN ('opened', 'again', 'cleared')", name="what"),
    schema="ops", comment="One row per turn in an alert's life that the engineers are told of.",
)

airflow_run = Table(
    "airflow_run", metadata,
    Column("dag_id", Text, primary_key=True),
    Column("run_id", Text, primary_key=True),
    Column("partition_key", Text, nullable=False, comment="month or quarter; empty where a run has none"),
    Column("run_type", Text, nullable=False),
    Column("state", Text, nullable=False, comment="queued, running, success, failed"),
    Column("run_after", MOMENT, nullable=False),
    Column("started_at", MOMENT),
    Column("ended_at", MOMENT),
    Column("asked_at", MOMENT, nullable=False, comment="when Airflow said so"),
    Index("airflow_run_newest", "dag_id", "partition_key", "run_after"),
    schema="ops", comment="One row per run of a DAG of ours, as Airflow last told it.",
)

watched = Table(
    "watched", metadata,
    Column("what", Text, primary_key=True, comment="warehouse, airflow"),
    Column("asked_at", MOMENT, nullable=False, comment="when it was last tried"),
    Column("answered_at", MOMENT, comment="when it last answered in full"),
    Column("details", JSONB, nullable=False,
           comment="of airflow: its DAGs with pause and next run, and the health of its parts"),
    schema="ops",
    comment="When the watch last looked, by what it looked at: who watches the watcher reads this.",
)
