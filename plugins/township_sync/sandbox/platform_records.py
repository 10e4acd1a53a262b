"""What the platform of the sandbox holds of its own: lists, one CSV file for each day on which a list was made.

    GET /api/records/{dataset}?version=&cursor=&limit=
        200 {"dataset", "version", "as_of", "row_count", "items": [...], "next_cursor"}; an item maps column names to
        texts. `version` names the content; asked for with the newest version and no cursor, the answer has no items and
        `"unchanged": true`. 404 no such list · 409 the list that is being paged through is not the newest any more

The newest list of a dataset is `<root>/<dataset>/<day>.csv` (UTF-8, a header line) with the latest day.
"""

import csv
import hashlib
import io
import re
from pathlib import Path
from typing import Annotated, Any

from fastapi import Depends, FastAPI, HTTPException, Query

from township_sync.sandbox.tokens import TokenDesk


def add_records(app: FastAPI, desk: TokenDesk, root: Path) -> None:
    """Serve the lists below a folder."""

    @app.get("/api/records/{dataset}", dependencies=[Depends(desk.require)])
    def records(
        dataset: str, version: str = "", cursor: int = 0, limit: Annotated[int, Query(ge=1, le=1000)] = 500
    ) -> dict[str, Any]:
        path = _newest(root, dataset)
        data = path.read_bytes()
        newest = hashlib.sha256(path.name.encode() + data).hexdigest()
        items = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))
        about = {"dataset": dataset, "version": newest, "as_of": path.stem, "row_count": len(items)}
        if version == newest and not cursor:
            return {**about, "unchanged": True, "items": [], "next_cursor": None}
        if cursor and version != newest:
            raise HTTPException(409, {"code": "LIST_CHANGED", "message": "名册已更新，请从头取"})
        end = cursor + limit
        return {**about, "items": items[cursor:end], "next_cursor": str(end) if end < len(items) else None}


def _newest(root: Path, dataset: str) -> Path:
    known = root / dataset if re.fullmatch(r"[a-z_]{1,60}", dataset) else root / "nothing"
    lists = sorted(known.glob("[0-9]*-[0-9]*-[0-9]*.csv"))
    if not lists:
        raise HTTPException(404, {"code": "LIST_UNKNOWN", "message": "没有这份名册"})
    return lists[-1]
