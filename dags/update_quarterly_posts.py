"""The quarterly update of public-welfare posts: fired when the three months of a quarter are synced."""

from airflow.sdk import (
    DAG,
    PartitionedAssetTimetable,
    QuarterWindow,
    RollupMapper,
    StartOfQuarterMapper,
    WaitForAll,
    task,
)

from township_sync.orchestration import tasks
from township_sync.orchestration.approval import PushApproval
from township_sync.orchestration.assets import QUARTER_UPDATED, SYNCED
from township_sync.orchestration.defaults import about

QUARTER_OF_THREE_MONTHS = RollupMapper(
    upstream_mapper=StartOfQuarterMapper(timezone="Asia/Shanghai", input_format="%Y-%m", output_format="%YQ{quarter}"),
    window=QuarterWindow(),
    wait_policy=WaitForAll(),
)
WHEN_COMPLETE = PartitionedAssetTimetable(assets=SYNCED, default_partition_mapper=QUARTER_OF_THREE_MONTHS)
this = about("update_quarterly_posts")

with DAG("update_quarterly_posts", schedule=WHEN_COMPLETE, **this.dag) as dag:
    publication = task(tasks.publish_quarter, **this.task("publish"))()
    approval = PushApproval(**this.approval("approve"))
    submitted = task(tasks.submit, outlets=[QUARTER_UPDATED], **this.task("submit"))("quarter")

    publication >> approval >> submitted
