"""The policy's figures: each month that was loaded is computed anew, for every unit and the city."""

from airflow.sdk import DAG, PartitionedAssetTimetable, task

from township_sync.orchestration import tasks
from township_sync.orchestration.assets import LOADED
from township_sync.orchestration.defaults import about

this = about("compute_indicators")

with DAG("compute_indicators", schedule=PartitionedAssetTimetable(assets=LOADED), **this.dag) as dag:
    task(tasks.compute_indicators, **this.task("compute"))()
