"""The review queue: pairs that may be one person or one employer, side by side, and what people decide of them."""

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, Response

from township_sync.domain.sameness import Verdict
from township_sync.matching.pairs import settings as matching_words
from township_sync.steps.decide_pair import Said, decide
from township_sync.steps.published_files import unit_name
from township_sync.steps.side_by_side import side_by_side
from township_sync.warehouse import identity
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.life_of_a_row import sheets_at
from township_sync.web.database import Reading, TheSettings, Writing
from township_sync.web.page import back, link_of, now_of, page
from township_sync.web.paging import ROWS, At, Number, Paging, skipped
from township_sync.web.personal import viewed
from township_sync.web.viewer import WhoLooks, must

router = APIRouter()
Answer = Literal["same", "same_1", "same_2", "different", "open"]
_ANSWERS: dict[str, tuple[Verdict, int | None]] = {
    "same": ("same", None), "same_1": ("same", 1), "same_2": ("same", 2), "different": ("different", None),
    "open": ("open", None),
}


@router.get("/pairs")
def pairs(request: Request, connection: Reading, state: Annotated[Literal["open", "decided"], Query()] = "open",
          at: At = 1) -> HTMLResponse:
    """Pairs that wait, the longest known first; or those that are decided, the newest decision first."""
    asked = identity.open_pairs if state == "open" else identity.decided_pairs
    found, total = asked(connection, ROWS, skipped(at))
    link = link_of(request)
    return page(request, "pairs.html.j2", found=[(each, side_by_side(connection, each, rows=False)) for each in found],
                state=state, total=total, paging=Paging(at, total), unit_name=unit_name,
                evidence=matching_words("evidence"), go=lambda number: link("/pairs", state=state, page=number))


@router.get("/pairs/{number}")
def pair(request: Request, connection: Reading, number: Number) -> HTMLResponse:
    """One pair side by side, masked."""
    return _shown(request, connection, number)


@router.post("/pairs/{number}/whole", dependencies=[must("see_persons")])
def whole(request: Request, connection: Reading, settings: TheSettings, who: WhoLooks, number: Number) -> HTMLResponse:
    """The same with whole values; on record before anything is shown."""
    identity.pair(connection, number)
    viewed(settings, who, now_of(request), "pairs", number, 2)
    return _shown(request, connection, number, is_whole=True)


@router.post("/pairs/{number}/decide", dependencies=[must("decide_pairs")])
def decided(
    request: Request, connection: Writing, settings: TheSettings, who: WhoLooks, number: Number,
    answer: Annotated[Answer | Literal[""], Form()] = "", because: Annotated[str, Form(max_length=500)] = "",
    overrule: Annotated[datetime | None, Form()] = None,
) -> Response:
    """Keep somebody's decision; the history follows at once. What is overruled is the decision that the page showed."""
    if not answer or not because.strip():
        return _shown(request, connection, number, lacking="reason_needed" if answer else "answer_needed",
                      typed={"answer": answer, "because": because})
    verdict, keep = _ANSWERS[answer]
    said = Said(verdict, who.name, because, keep, overrule or False)
    made = decide(settings, connection, number, said, now_of(request))
    return back(request, f"/pairs/{number}", "pair_decided" if made.is_new else "pair_unchanged")


def _shown(request: Request, connection: Connection, number: int, is_whole: bool = False, lacking: str | None = None,
           typed: dict[str, str] | None = None) -> HTMLResponse:
    known = identity.pair(connection, number)
    sheets = sheets_at(connection, [(each.file, each.sheet, known.last_period) for each in (known.left, known.right)])
    return page(request, "pair.html.j2", 400 if lacking else 200, pair=known, lacking=lacking, typed=typed or {},
                sides=side_by_side(connection, known, is_whole), is_whole=is_whole, unit_name=unit_name,
                evidence=matching_words("evidence"),
                sheet_of=lambda each: sheets.get((each.file, each.sheet, known.last_period)))


