"""Approve: a named person lets publications leave, or returns them with a reason, after having seen the summary.

Airflow's form, the command line and the board all come here. What counts is `ops.publication.state`: `submit` sends
what is `approved` there and nothing else, whatever a task or a page says.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from township_sync.domain.masking import mask_whole_numbers
from township_sync.errors import UsageError
from township_sync.settings import Settings
from township_sync.steps.approval_letter import as_markdown
from township_sync.steps.approval_summary import summarise
from township_sync.warehouse import approvals
from township_sync.warehouse.approval_figures import waiting
from township_sync.warehouse.approvals import Answered
from township_sync.warehouse.connect import Connection

_HOURS = 72.0


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of a person: the publications that wait, what there is to see, and whether a yes needs a reason."""

    publication_ids: tuple[int, ...]
    body: str
    needs_reason: bool


def question(connection: Connection, publication_ids: Sequence[int] | None = None,
             period: str | None = None) -> Question | None:
    """The question about those of these publications (of a period, or of all) that wait; None when none does."""
    made = waiting(connection, publication_ids, period)
    if not made:
        return None
    summary = summarise(connection, made)
    return Question(tuple(each.publication_id for each in made), as_markdown(summary), bool(summary.needs_reason))


def approve(connection: Connection, settings: Settings, publication_ids: Sequence[int], now: datetime, by: str,
            because: str) -> Answered:
    """Let publications leave; where two persons have to agree, the first one's word is kept.

    UsageError, before anything is changed, for somebody who may not answer, and for a yes without a reason where
    numbers jump, something blocks, or we and the platform differ.
    """
    who, why = _person(settings, by), mask_whole_numbers(because.strip())
    asked = question(connection, publication_ids)
    if asked and asked.needs_reason and not why:
        raise UsageError("This push needs a reason, since its numbers jump, something blocks, or we and the platform "
                         "differ (see the summary); nothing was approved.")
    return approvals.approve(connection, publication_ids, now, who, why or None, _approvers(settings))


def return_(connection: Connection, settings: Settings, publication_ids: Sequence[int], now: datetime, by: str,
            because: str) -> Answered:
    """Give publications up before anything of them was sent; their rows are made anew from what is true then.

    UsageError without a reason and for somebody who may not answer.
    """
    who, why = _person(settings, by), mask_whole_numbers(because.strip())
    if not why:
        raise UsageError("Who returns a push has to say why; nothing was returned.")
    return approvals.return_(connection, publication_ids, now, who, why)


def approve_automatically(connection: Connection, publication_ids: Sequence[int], now: datetime) -> Answered:
    """Let publications leave where the installation says that nobody is asked; on record as such."""
    return approvals.approve(connection, publication_ids, now, None, approvals.AUTOMATIC)


def time_to_answer(settings: Settings) -> timedelta:
    """How long a question waits for its answer (setting APPROVAL_HOURS); afterwards nothing is pushed."""
    return timedelta(hours=min(settings.number("APPROVAL_HOURS", _HOURS, "hours"), 24 * 366))


def persons_asked(settings: Settings) -> tuple[str, ...]:
    """Who alone may answer (setting APPROVER_NAMES, with commas); empty when everybody may who can open the form."""
    return tuple(name.strip() for name in settings.get("APPROVER_NAMES").split(",") if name.strip())


def _person(settings: Settings, by: str) -> str:
    who, asked = by.strip(), persons_asked(settings)
    if not who or who == approvals.AUTOMATIC:
        raise UsageError("Say who answers; an approval is kept with the name of a person.")
    if asked and who not in asked:
        raise UsageError(f"'{mask_whole_numbers(who)}' is none of those who may answer (TOWNSHIP_SYNC_APPROVER_NAMES).")
    return who


def _approvers(settings: Settings) -> int:
    said = settings.get("APPROVERS", "1")
    if said not in ("1", "2"):
        raise UsageError(f"TOWNSHIP_SYNC_APPROVERS is '{said}'; set it to 1 or 2.")
    return int(said)
