"""The posts of a quarter: opening + joined − exited = closing, by unit and type, and what does not balance."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from township_sync.domain.contract import code_set, contract
from township_sync.domain.period import Quarter
from township_sync.steps.published_files import unit_name
from township_sync.warehouse import board_posts
from township_sync.web.database import Reading
from township_sync.web.page import link_of, page
from township_sync.web.paging import ROWS, At, Paging, skipped

router = APIRouter()


@router.get("/quarter")
def quarter(request: Request, connection: Reading, quarter: Annotated[str, Query(max_length=7)] = "",
            at: At = 1) -> HTMLResponse:
    """A quarter's posts, the newest when none is named; units that do not balance or are blocked come first."""
    known = board_posts.quarters(connection)
    chosen = str(Quarter.parse(quarter)) if quarter else known[0].quarter if known else None
    about = next((each for each in known if each.quarter == chosen), None)
    rows = board_posts.posts(connection, Quarter.parse(about.quarter), ROWS, skipped(at)) if about else []
    link = link_of(request)
    return page(request, "quarter.html.j2", known=known, about=about, chosen=chosen, rows=rows, unit_name=unit_name,
                post_types=_post_types(), paging=Paging(at, rows[0]["total"] if rows else 0),
                go=lambda number: link("/quarter", quarter=chosen, page=number))


def _post_types() -> dict[str, str]:
    named = contract(board_posts.ENTITY).column("post_type").code_list
    return dict(code_set(named).labels) if named else {}
