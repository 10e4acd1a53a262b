"""The board's own style, scripts and charts: behind the gate like everything else."""

from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import FileResponse

from township_sync.web import pages
from township_sync.web.files import file_below

router = APIRouter()
_FOLDER = Path(pages.__file__).parents[1] / "static"
_KINDS = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


@router.get("/static/{name:path}")
def asset(name: str) -> FileResponse:
    """One file of `static/`; 404 for what is none of them."""
    path = file_below(_FOLDER, name, _KINDS)
    return FileResponse(path, media_type=_KINDS[path.suffix], headers={"cache-control": "private, max-age=3600"})
