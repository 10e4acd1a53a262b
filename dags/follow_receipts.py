"""Receipts: every fifteen minutes, as long as a batch is open at the provincial platform."""

from airflow.sdk import DAG, task

from township_sync.orchestration import tasks
from township_sync.orchestration.defaults import about
from township_sync.orchestration.timetables import EveryMinutes

this = about("follow_receipts")

with DAG("follow_receipts", schedule=EveryMinutes(15), **this.dag) as dag:
    task(tasks.follow, **this.task("follow"))()
