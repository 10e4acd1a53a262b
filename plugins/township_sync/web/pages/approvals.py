"""Approvals: what waits to leave for the platform, what there is to see of it, and the answer."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import Field

from township_sync.settings import Settings
from township_sync.steps import approve as step
from township_sync.steps.approval_letter import title_of
from township_sync.steps.approval_summary import summarise
from township_sync.steps.published_files import reason_text, unit_name
from township_sync.warehouse.approval_figures import waiting
from township_sync.warehouse.connect import Connection
from township_sync.web.database import TheSettings, Writing
from township_sync.web.kept import kept
from township_sync.web.page import back, now_of, page
from township_sync.web.viewer import Viewer, WhoLooks, may, must
from township_sync.workbooks.wording import advice

router = APIRouter()
Chosen = Annotated[int, Field(ge=1, le=2**63 - 1)]


@router.get("/approvals")
def approvals(request: Request, connection: Writing, settings: TheSettings, who: WhoLooks) -> HTMLResponse:
    """What waits, by month and quarter; nothing is told of a person.

    Counting what stood before may take longer than a statement of a page that only reads may.
    """
    return _shown(request, connection, settings, who)


@router.post("/approvals/answer", dependencies=[must("approve")])
def answer(
    request: Request, connection: Writing, settings: TheSettings, who: WhoLooks,
    verdict: Annotated[Literal["approve", "return"], Form()],
    publication: Annotated[list[Chosen] | None, Form()] = None,
    because: Annotated[str, Form(max_length=500)] = "",
) -> Response:
    """Let the chosen publications leave, or give them up with the reason; what is left out is asked again."""
    chosen = publication or []
    if lacking := _lacking(connection, verdict, chosen, because):
        return _shown(request, connection, settings, who, lacking, {"chosen": chosen, "because": because})
    act = step.approve if verdict == "approve" else step.return_
    answered = act(connection, settings, chosen, now_of(request), who.name, because)
    if answered.done:
        return back(request, "/approvals", "approved" if verdict == "approve" else "returned")
    return back(request, "/approvals", "one_more_agrees" if answered.waiting else "answered_before")


def _lacking(connection: Connection, verdict: str, chosen: list[int], because: str) -> str | None:
    """What an answer still needs: the key of a sentence."""
    if not chosen:
        return "none_chosen"
    if because.strip():
        return None
    asked = step.question(connection, chosen) if verdict == "approve" else None
    return "reason_needed" if verdict == "return" or (asked and asked.needs_reason) else None


def _shown(request: Request, connection: Connection, settings: Settings, who: Viewer, lacking: str | None = None,
           typed: dict[str, Any] | None = None) -> HTMLResponse:
    summary = kept(request, connection, "approvals", lambda: summarise(connection, waiting(connection)))
    asked = step.persons_asked(settings)
    return page(
        request, "approvals.html.j2", 400 if lacking else 200, summary=summary, lacking=lacking, typed=typed or {},
        may_answer=may(who, "approve") and (not asked or who.name in asked), asked=asked, title_of=title_of,
        unit_name=unit_name, reason_text=reason_text, advice=advice,
    )
