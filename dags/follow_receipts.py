"""Receipts: every fifteen minutes what a push left over is sent, and open batches of the platform are asked about."""

from airflow.providers.standard.operators.empty import EmptyOperator
from airflow.sdk import DAG, task

from township_sync.orchestration import tasks
from township_sync.orchestration.defaults import about
from township_sync.orchestration.timetables import EveryMinutes

this = about("follow_receipts")

with DAG("follow_receipts", schedule=EveryMinutes(15), **this.dag) as dag:
    left_over = task(tasks.push_left_over, **this.task("push_left_over"))()
    follow = task(tasks.follow, trigger_rule="all_done", **this.task("follow"))()

    # Receipts are asked for in any case; this end makes the run fail when something could not be sent.
    left_over >> follow
    [left_over, follow] >> EmptyOperator(trigger_rule="none_failed", **this.task("all_followed"))
