"""The monthly sync: on the due day the changes of the month before go to the provincial platform, after approval."""

from airflow.sdk import DAG, task

from township_sync.orchestration import tasks
from township_sync.orchestration.approval import PushApproval
from township_sync.orchestration.assets import SYNCED
from township_sync.orchestration.defaults import about
from township_sync.orchestration.timetables import DueDay

this = about("sync_monthly")

with DAG("sync_monthly", schedule=DueDay("09:00"), **this.dag) as dag:
    publication = task(tasks.publish_month, **this.task("publish"))()
    approval = PushApproval(**this.approval("approve"))
    submitted = task(tasks.submit, outlets=[SYNCED], **this.task("submit"))("month")

    publication >> approval >> submitted
