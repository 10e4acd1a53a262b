"""The approval before a push: a person's answer, or automatic when the installation says so.

The form is only a way to answer: what is approved stands in the warehouse, and `submit` looks there. So a task that is
marked as successful by hand approves nothing, and what was answered by the command line is not asked again.
"""

import os
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from airflow.providers.standard.operators.hitl import ApprovalOperator
from airflow.sdk import Param, Variable
from airflow.sdk.definitions.param import ParamsDict

from township_sync.domain.period import COUNTY_TIME
from township_sync.errors import TerminalError, TransientError, UsageError
from township_sync.settings import Settings

if TYPE_CHECKING:
    from township_sync.steps.approve import Question
    from township_sync.warehouse.approvals import Answered

VARIABLE = "township_sync_approval"


class PushApproval(ApprovalOperator):
    """Asks in Airflow's 'required actions' whether publications may leave, under a masked summary of what they hold.

    Nothing to send needs no answer, nor what was answered elsewhere. The answer is automatic when the Airflow variable
    `township_sync_approval` (else `TOWNSHIP_SYNC_APPROVAL`) is `automatic`. `publication` is the task that made the
    publications. An answer that cannot count (no reason where one is needed, a second person wanted) is asked for again
    by the task's next try; without one in time the task fails, nothing is pushed, and the publications stay ready: the
    next run asks again, because giving them up is an act of a person and would only make the same rows anew.
    """

    def __init__(self, *, publication: str = "publish", **options: Any) -> None:
        super().__init__(params={"because": Param(None, type=["null", "string"], maxLength=500)}, **options)
        self.publication = publication

    def execute(self, context: Any) -> Any:
        ids = self._made(context)
        if is_automatic():
            approve_automatically(ids)
            self.log.info("Approved automatically: publications %s.", ids)
            return None
        question = ask(ids)
        if question is None:
            self.log.info("Nothing waits for an approval.")
            return None
        self._show(question)
        return super().execute(context)

    def execute_complete(self, context: Any, event: dict[str, Any]) -> Any:
        """Who answered what is put on record; what is returned is given up before `submit` is skipped."""
        ids = self._made(context)
        if "error" in event:
            return self._unanswered(context, event, ids)
        is_approved = self.REJECT not in event["chosen_options"]
        because = str((event.get("params_input") or {}).get("because") or "")
        try:
            answered = record_answer(is_approved, ids, event.get("responded_by_user") or {}, because)
        except UsageError as unusable:
            raise TransientError(f"{unusable} The question is asked again.") from None
        self.log.info("Answered: %s.", answered)
        if answered.waiting:
            raise TransientError("A second person has to agree; the question is asked again.")
        return super().execute_complete(context, event)

    def _show(self, question: "Question") -> None:
        from township_sync.steps.approval_letter import words
        from township_sync.steps.approve import persons_asked, time_to_answer

        settings, form = Settings.load(), words()["form"]
        description = form["because_needed"] if question.needs_reason else form["because"]["description"]
        schema = {"type": "string", "minLength": 1} if question.needs_reason else {"type": ["null", "string"]}
        because = Param(None, title=form["because"]["title"], description=description, maxLength=500, **schema)
        self.params = ParamsDict({"because": because}, suppress_exception=True)
        self.body = "\n\n".join(filter(None, [self.body, question.body]))
        self.response_timeout = time_to_answer(settings)
        self.assigned_users = [{"id": name, "name": name} for name in persons_asked(settings)] or None

    def _unanswered(self, context: Any, event: dict[str, Any], ids: Sequence[int]) -> Any:
        if event.get("error_type") != "timeout":
            return super().execute_complete(context, event)
        if ask(ids) is None:
            self.log.info("Answered elsewhere meanwhile.")
            return None
        raise TerminalError(f"Nobody answered in time; publications {', '.join(map(str, ids))} stay ready and nothing "
                            "was pushed. Clear this task to ask again, or use `township-sync approve`.")

    def _made(self, context: Any) -> list[int]:
        made: dict[str, Any] = context["ti"].xcom_pull(task_ids=self.publication) or {}
        return list(made.get("ids", ()))


def ask(publication_ids: Sequence[int]) -> "Question | None":
    """The question about those of these publications that wait; None when none does."""
    from township_sync.steps import approve
    from township_sync.warehouse.connect import connect

    with connect(Settings.load()) as connection:
        return approve.question(connection, publication_ids)


def record_answer(is_approved: bool, publication_ids: Sequence[int], user: dict[str, Any], because: str) -> "Answered":
    """Put an answer of a user of Airflow into effect and on record; UsageError when it cannot count."""
    from township_sync.steps import approve
    from township_sync.warehouse.connect import connect

    settings = Settings.load()
    by = next((str(user[name]) for name in ("id", "name") if user.get(name) in approve.persons_asked(settings)),
              str(user.get("name") or user.get("id") or ""))
    act = approve.approve if is_approved else approve.return_
    with connect(settings) as connection:
        return act(connection, settings, publication_ids, datetime.now(COUNTY_TIME), by, because)


def approve_automatically(publication_ids: Sequence[int]) -> None:
    """Approve what waits of these without asking anybody."""
    from township_sync.steps import approve
    from township_sync.warehouse.connect import connect

    if publication_ids:
        with connect(Settings.load()) as connection:
            approve.approve_automatically(connection, publication_ids, datetime.now(COUNTY_TIME))


def is_automatic() -> bool:
    """Whether pushes leave without a person's answer."""
    chosen = Variable.get(VARIABLE, default=None) or os.environ.get("TOWNSHIP_SYNC_APPROVAL", "manual")
    return str(chosen).strip() == "automatic"
