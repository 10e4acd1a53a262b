"""Receiving: every hour of a working day each unit's channel is asked for new submissions."""

from airflow.sdk import DAG, task

from township_sync.orchestration import tasks
from township_sync.orchestration.assets import LANDED
from township_sync.orchestration.defaults import about
from township_sync.orchestration.timetables import WorkingDays

HOURLY = WorkingDays(*(f"{hour:02d}:00" for hour in range(8, 19)))
this = about("receive_submissions")

with DAG("receive_submissions", schedule=HOURLY, **this.dag) as dag:
    collect = task(tasks.collect, **this.task("collect"))()
    announce = task(tasks.announce, outlets=[LANDED], trigger_rule="all_done", **this.task("announce"))()

    collect >> announce
