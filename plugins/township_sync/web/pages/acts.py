"""The record of acts, for auditors: who did what, and who saw persons."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from township_sync.warehouse.audit import actions
from township_sync.warehouse.board_acts import newest_acts
from township_sync.web.database import Reading
from township_sync.web.page import page
from township_sync.web.paging import ROWS
from township_sync.web.words import language_of

NEEDS = "see_acts"
router = APIRouter()


@router.get("/acts")
def acts(request: Request, connection: Reading, action: Annotated[str, Query(max_length=60)] = "",
         actor: Annotated[str, Query(max_length=100)] = "",
         before: Annotated[int | None, Query(ge=1, le=2**62)] = None) -> HTMLResponse:
    """What was done, the newest first."""
    known = action if action in actions() else ""
    found = newest_acts(connection, ROWS + 1, known or None, actor.strip() or None, before)
    older = found[ROWS - 1].number if len(found) > ROWS else None
    return page(request, "acts.html.j2", found=found[:ROWS], older=older, before=before, action=known, actor=actor,
                titles={name: _title(name, request) for name in actions()})


def _title(action: str, request: Request) -> str:
    return str(actions()[action]["title"]) if language_of(request) == "zh" else action.replace("_", " ")
