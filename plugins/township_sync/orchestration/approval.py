"""The approval before a push: a person's answer, or automatic when the installation says so."""

import os
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from airflow.providers.standard.operators.hitl import ApprovalOperator
from airflow.sdk import Variable

from township_sync.domain.period import COUNTY_TIME

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
            record_answer(True, made.get("ids", ()), None, "automatic")
            self.log.info("Approved automatically: %s rows.", made["rows"])
            return None
        return super().execute(context)

    def execute_complete(self, context: Any, event: dict[str, Any]) -> Any:
        """Who answered is put on record. What is rejected is given up before `submit` is skipped: its rows are made
        anew with the next publication."""
        if "error" not in event:
            by = (event.get("responded_by_user") or {}).get("name")
            because = str((event.get("params_input") or {}).get("because") or "")
            is_approved = self.REJECT not in event["chosen_options"]
            record_answer(is_approved, self._made(context).get("ids", ()), by, because)
        return super().execute_complete(context, event)

    def _made(self, context: Any) -> dict[str, Any]:
        made: dict[str, Any] = context["ti"].xcom_pull(task_ids=self.publication) or {}
        return made


def record_answer(is_approved: bool, publication_ids: Sequence[int], by: str | None, because: str) -> None:
    """Put on record who said what of these publications, and give up what was returned.

    TransientError while another process sends one of them.
    """
    from township_sync.settings import Settings
    from township_sync.warehouse.audit_approvals import record_approved, record_returned
    from township_sync.warehouse.connect import connect

    record = record_approved if is_approved else record_returned
    with connect(Settings.load()) as connection:
        record(connection, publication_ids, datetime.now(COUNTY_TIME), by, because)


def is_automatic() -> bool:
    """Whether pushes leave without a person's answer."""
    chosen = Variable.get(VARIABLE, default=None) or os.environ.get("TOWNSHIP_SYNC_APPROVAL", "manual")
    return str(chosen).strip() == "automatic"
