"""The watch: every few minutes, what is stuck, late, unsent, unreconciled, empty, failed or killed; then figures."""

from airflow.sdk import DAG, task

from township_sync.orchestration import tasks
from township_sync.orchestration.defaults import about
from township_sync.orchestration.timetables import EveryMinutes
from township_sync.steps.watch_kinds import watch_file

this = about("watch_pipeline")

with DAG("watch_pipeline", schedule=EveryMinutes(watch_file().every_minutes), **this.dag) as dag:
    # Before all other tasks that wait for a worker: when everything is stuck, this one must not be.
    watched = task(tasks.watch, priority_weight=1000, **this.task("watch"))()
    measured = task(tasks.measure, **this.task("measure"))()

    watched >> measured
