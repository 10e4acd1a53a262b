"""The board's own style, scripts and charts: behind the gate like everything else."""

from pathlib import Path

from fastapi import APIRouter, HTTPException
from fastapi.responses import FileResponse

from township_sync.web import pages

router = APIRouter()
_FOLDER = Path(pages.__file__).parents[1] / "static"
_KINDS = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


@router.get("/static/{name:path}")
def asset(name: str) -> FileResponse:
    """One file of `static/`; 404 for what is none of them."""
    path = (_FOLDER / name).resolve()
    if path.suffix not in _KINDS or not path.is_relative_to(_FOLDER) or not path.is_file():
        raise HTTPException(404)
    return FileResponse(path, media_type=_KINDS[path.suffix], headers={"cache-control": "private, max-age=3600"})
