"""Receipts: every fifteen minutes, as long as a batch is open at the provincial platform."""

from airflow.sdk import DAG, CronTriggerTimetable, task

from township_sync.orchestration import tasks
from township_sync.orchestration.defaults import about

EVERY_15_MINUTES = CronTriggerTimetable("*/15 * * * *", timezone="Asia/Shanghai")
this = about("follow_receipts")

with DAG("follow_receipts", schedule=EVERY_15_MINUTES, **this.dag) as dag:
    task(tasks.follow, **this.task("follow"))()
