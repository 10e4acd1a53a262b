"""The approval before a push: a person's answer, or automatic when the installation says so."""

import os
from collections.abc import Sequence
from typing import Any

from airflow.providers.standard.operators.hitl import ApprovalOperator
from airflow.sdk import Variable

VARIABLE = "township_sync_approval"


class PushApproval(ApprovalOperator):
    """Asks in Airflow's 'required actions' whether a publication may leave; nothing to send needs no answer.

    The answer is automatic when the Airflow variable `township_sync_approval` (else `TOWNSHIP_SYNC_APPROVAL`) is
    `automatic`; anything else waits for a person. `publication` is the task that made the publication.
    """

    def __init__(self, *, publication: str = "publish", **options: Any) -> None:
        super().__init__(**options)
        self.publication = publication

    def execute(self, context: Any) -> Any:
        made = self._made(context)
        if not made.get("rows"):
            self.log.info("Nothing is to be sent; no approval is needed.")
            return None
        if is_automatic():
            self.log.info("Approved automatically: %s rows.", made["rows"])
            return None
        return super().execute(context)

    def execute_complete(self, context: Any, event: dict[str, Any]) -> Any:
        """What is rejected is given up before `submit` is skipped: its rows are made anew with the next publication."""
        if self.REJECT in event.get("chosen_options", ()):
            self.log.info("Rejected: %s publications are given up.", withdraw(self._made(context).get("ids", ())))
        return super().execute_complete(context, event)

    def _made(self, context: Any) -> dict[str, Any]:
        made: dict[str, Any] = context["ti"].xcom_pull(task_ids=self.publication) or {}
        return made


def withdraw(publication_ids: Sequence[int]) -> int:
    """Give up what was published and not sent; how many publications. TransientError while one is being sent."""
    from township_sync.settings import Settings
    from township_sync.warehouse import exchange
    from township_sync.warehouse.connect import connect

    with connect(Settings.load()) as connection:
        return exchange.withdraw(connection, publication_ids)


def is_automatic() -> bool:
    """Whether pushes leave without a person's answer."""
    chosen = Variable.get(VARIABLE, default=None) or os.environ.get("TOWNSHIP_SYNC_APPROVAL", "manual")
    return str(chosen).strip() == "automatic"
