"""Telling the townships: answers at once, all else once a day, one message per unit and moment; drains the outbox."""

from airflow.providers.standard.operators.empty import EmptyOperator
from airflow.sdk import DAG, task

from township_sync.orchestration import tasks
from township_sync.orchestration.defaults import about
from township_sync.orchestration.timetables import EveryMinutes

this = about("notify_townships")

with DAG("notify_townships", schedule=EveryMinutes(10), **this.dag) as dag:
    months = task(tasks.list_months, **this.task("list_months"))()
    prepare = task(tasks.prepare, map_index_template="{{ task.op_kwargs['period'] }}", **this.task("prepare"))
    prepared = prepare.expand(period=months)
    # What is ready goes out whatever became of another month; its last task alone decides how a run ends.
    delivered = task(tasks.deliver, trigger_rule="all_done", **this.task("deliver"))()
    all_told = EmptyOperator(trigger_rule="none_failed", **this.task("all_told"))

    prepared >> delivered
    [prepared, delivered] >> all_told
