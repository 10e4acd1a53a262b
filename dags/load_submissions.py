"""Loading: a month's new files are read unit by unit; judging and merging happen once, behind that barrier."""

from airflow.sdk import DAG, PartitionedAssetTimetable, task

from township_sync.orchestration import tasks
from township_sync.orchestration.assets import LANDED, LOADED
from township_sync.orchestration.defaults import about

this = about("load_submissions")

with DAG("load_submissions", schedule=PartitionedAssetTimetable(assets=LANDED), **this.dag) as dag:
    units = task(tasks.plan, **this.task("plan"))()
    read = task(tasks.read, map_index_template="{{ task.op_kwargs['unit_code'] }}", **this.task("read"))
    files = read.expand(unit_code=units)
    merged = task(tasks.judge_and_merge, outlets=[LOADED], trigger_rule="none_failed", **this.task("judge_and_merge"))()

    files >> merged
