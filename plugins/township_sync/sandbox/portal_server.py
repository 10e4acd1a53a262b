"""The township portal of the sandbox: a real HTTP server over a folder `<root>/<period>/<unit_code>/<file>`.

    POST /oauth/token                                   client credentials → bearer token
    GET  /api/submissions?unit=&since=&cursor=&limit=   {"items": [...], "next_cursor": null or text}
    GET  /api/submissions/{id}/content                  the bytes; 410 when the file was replaced since
    PUT  /api/submissions/{period}/{unit}/{name}        upload; files put into the folder show up as well
    GET  /health
An item has id, unit_code, period, name, size, sha256, received_at. `since` is a period (2020-05), inclusive. `unit` may
be empty: items of all units, and with an empty unit_code what lies in no unit's folder.
"""

import re
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import Depends, FastAPI, HTTPException, Query, Request, Response

from township_sync.sandbox.faults import Faults
from township_sync.sandbox.portal_register import Register
from township_sync.sandbox.tokens import TokenDesk

_SHOWN = ("id", "unit_code", "period", "name", "size", "sha256", "received_at")


def portal(root: Path, database: Path, client: str, secret: str) -> Faults:
    """The portal as an ASGI application."""
    desk, register = TokenDesk(client, secret), Register(root, database)
    app = FastAPI(title="乡镇报送门户（沙箱）", docs_url=None, redoc_url=None, openapi_url=None)
    app.include_router(desk.router())
    app.get("/health")(_health)
    _add_listing(app, desk, register)
    _add_upload(app, desk, register)
    return Faults(app, desk)


def _health() -> dict[str, str]:
    return {"state": "up"}


def _add_listing(app: FastAPI, desk: TokenDesk, register: Register) -> None:
    @app.get("/api/submissions", dependencies=[Depends(desk.require)])
    def listing(
        unit: str = "", since: str = "", cursor: int = 0, limit: Annotated[int, Query(ge=1, le=500)] = 100
    ) -> dict[str, Any]:
        found = register.listing(unit, since, cursor, limit + 1)
        page = found[:limit]
        following = str(page[-1]["number"]) if len(found) > limit else None
        return {"items": [{name: entry[name] for name in _SHOWN} for entry in page], "next_cursor": following}

    @app.get("/api/submissions/{identity}/content", dependencies=[Depends(desk.require)])
    def content(identity: str) -> Response:
        data = register.content(identity)
        if data is None:
            raise HTTPException(410, {"code": "REPLACED", "message": "文件不存在或已被替换"})
        headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(identity)}"}
        return Response(data, media_type="application/octet-stream", headers=headers)


def _add_upload(app: FastAPI, desk: TokenDesk, register: Register) -> None:
    @app.put("/api/submissions/{period}/{unit}/{name}", status_code=201, dependencies=[Depends(desk.require)])
    async def upload(period: str, unit: str, name: str, request: Request) -> dict[str, str]:
        if not re.fullmatch(r"\d{4}-\d{2}", period) or not re.fullmatch(r"\d{9}", unit) or name.startswith((".", "~")):
            raise HTTPException(422, {"code": "PLACE_INVALID", "message": "月份、单位代码或文件名不正确"})
        register.put(period, unit, name, await request.body())
        return {"period": period, "unit_code": unit, "name": name}
