"""Data Docs: what Great Expectations answered of each month, as the pages that the loading wrote, behind the gate."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from township_sync.web.database import TheSettings
from township_sync.web.files import file_below
from township_sync.web.page import page

router = APIRouter()
_KINDS = {".html": "text/html; charset=utf-8", ".json": "application/json"}
_POLICY = ("default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; base-uri 'none'; "
           "form-action 'none'")
"""Their style stands inside each page, bound to it by a digest of their own; no script of theirs may run."""


@router.get("/data_docs")
def data_docs(request: Request, settings: TheSettings) -> HTMLResponse:
    """The months of which pages were written, the newest first."""
    root = settings.workspace / "docs"
    found = sorted((each.parent.name for each in root.glob("*/index.html")), reverse=True) if root.is_dir() else []
    return page(request, "data_docs.html.j2", months=found)


@router.get("/data_docs/{name:path}")
def document(settings: TheSettings, name: str) -> Response:
    """One of the pages; 404 for what is none of them."""
    path = file_below(settings.workspace / "docs", name, _KINDS)
    return Response(path.read_bytes(), media_type=_KINDS[path.suffix], headers={"content-security-policy": _POLICY})
