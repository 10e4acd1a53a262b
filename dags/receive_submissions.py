"""Receiving: every hour of a working day each unit's channel is asked for new submissions."""

from airflow.providers.standard.operators.empty import EmptyOperator
from airflow.sdk import DAG, task

from township_sync.orchestration import tasks
from township_sync.orchestration.assets import LANDED
from township_sync.orchestration.defaults import about
from township_sync.orchestration.timetables import WorkingDays

HOURLY = WorkingDays(*(f"{hour:02d}:00" for hour in range(8, 19)))
this = about("receive_submissions")

with DAG("receive_submissions", schedule=HOURLY, **this.dag) as dag:
    collect = task(tasks.collect, **this.task("collect"))()
    mirror = task(tasks.mirror, **this.task("mirror"))()
    announce = task(tasks.announce, outlets=[LANDED], trigger_rule="all_done", **this.task("announce"))()

    # Months that landed are announced in any case; this end makes the run fail when somebody could not be asked.
    [collect, mirror] >> announce
    [collect, mirror] >> EmptyOperator(**this.task("all_asked"))
