"""What all DAGs share: owner, zone, retries by class of error, one run at a time; and their Chinese texts."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from airflow.sdk import ExceptionRetryPolicy, RetryAction, RetryRule

from township_sync import project

OWNER = "沅江市人社局"

RETRY_POLICY = ExceptionRetryPolicy(
    rules=[
        RetryRule(
            exception="township_sync.errors.TransientError", action=RetryAction.RETRY,
            retry_delay=timedelta(seconds=20), reason="a failure of the moment",
        ),
        RetryRule(
            exception=[
                "township_sync.errors.TerminalError", "township_sync.errors.UsageError",
                "township_sync.errors.DefinitionError",
            ],
            action=RetryAction.FAIL, reason="repeating would not cure it; the message says who must act",
        ),
    ]
)

_TASKS: dict[str, Any] = {
    "owner": OWNER,
    "retries": 3,
    "retry_delay": timedelta(minutes=2),
    "retry_policy": RETRY_POLICY,
    "execution_timeout": timedelta(minutes=30),
}


@dataclass(frozen=True)
class About:
    """One DAG's own texts from `dags/texts.zh.yaml`, in the form of keyword arguments."""

    dag_id: str
    texts: dict[str, Any]

    @property
    def dag(self) -> dict[str, Any]:
        """Arguments of `DAG` besides its id and schedule."""
        return {
            "dag_display_name": self.texts["title"],
            "doc_md": self.texts["doc"],
            "tags": ["township-sync", *self.texts["tags"]],
            "default_args": _TASKS,
            "catchup": False,
            "max_active_runs": 1,
        }

    def task(self, task_id: str) -> dict[str, Any]:
        """Arguments that name one task."""
        return {"task_id": task_id, "task_display_name": self.texts["tasks"][task_id]}

    def approval(self, task_id: str) -> dict[str, Any]:
        """Arguments of the approval: the question names the period, the text the number of rows."""
        return {
            **self.task(task_id),
            "subject": self.texts["approval"].format(period="{{ dag_run.partition_key }}"),
            "body": self.texts["approval_body"].format(rows="{{ ti.xcom_pull(task_ids='publish')['rows'] }}"),
            "execution_timeout": None,
        }


def about(dag_id: str) -> About:
    """The texts of one DAG."""
    return About(dag_id, project.mapping("dags/texts.zh.yaml")[dag_id])
