"""Reconciliation: each working evening ours is held against the platform's own records, and against the register."""

from airflow.sdk import DAG, task

from township_sync.orchestration import tasks
from township_sync.orchestration.defaults import about
from township_sync.orchestration.timetables import WorkingDays

this = about("reconcile_platform")

with DAG("reconcile_platform", schedule=WorkingDays("18:30"), **this.dag) as dag:
    task(tasks.reconcile, **this.task("reconcile"))()
