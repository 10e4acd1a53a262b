"""The provincial platform of the sandbox: a real HTTP server that takes batches and answers with receipts later.

    POST /oauth/token                       client credentials → bearer token
    POST /api/batches?dataset=&period=&revision=&client_ref=
         headers Idempotency-Key, Content-SHA256 (hex of the body); body text/csv, UTF-8
         202 {"batch_id", "state": "received", "row_count", "body_sha256"}; the same key and body get the same answer;
         409 same key, other body · 400 checksum does not fit · 422 body cannot be read
    GET  /api/batches?client_ref=           {"items": [{"batch_id", "idempotency_key", "body_sha256", …}]}
    GET  /api/batches/{id}/receipt?cursor=  202 {"state": "pending"} at first, then
         200 {"batch_id", "state": "final", "counts": {"received", "accepted", "rejected"}, "rows": [...],
         "next_cursor"}; a row has receipt_id, row_no (from 1 in the batch), row_key, sequence, status, code, message
    GET  /api/records/{dataset}             the lists it keeps (sandbox/platform_records.py)
    GET  /health · POST /__faults (see sandbox/faults.py)
Its ledger (sandbox/platform_ledger.py) is the truth about what was received and applied.
"""

import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Header, HTTPException, Request, Response
from fastapi.responses import JSONResponse

from township_sync.sandbox import receipt_changes
from township_sync.sandbox.faults import Faults
from township_sync.sandbox.platform_batches import UnreadableBatch, rows_of
from township_sync.sandbox.platform_ledger import Ledger, SentBatch
from township_sync.sandbox.platform_records import add_records
from township_sync.sandbox.platform_rules import PlatformRules
from township_sync.sandbox.tokens import TokenDesk


@dataclass(frozen=True)
class PlatformOptions:
    """How the platform behaves: its rules, how often a receipt is pending before it is ready, rows per receipt page,
    and the folder of the lists that it keeps."""

    rules: PlatformRules = field(default_factory=PlatformRules)
    pending_polls: int = 1
    page_size: int = 200
    records: Path | None = None


def platform(ledger_path: Path, client: str, secret: str, options: PlatformOptions | None = None) -> Faults:
    """The platform as an ASGI application."""
    desk, ledger, chosen = TokenDesk(client, secret), Ledger(ledger_path), options or PlatformOptions()
    app = FastAPI(title="省平台（沙箱）", docs_url=None, redoc_url=None, openapi_url=None)
    app.include_router(desk.router())
    app.get("/health")(_health)
    _add_batches(app, desk, ledger, chosen.rules)
    _add_receipts(app, desk, ledger, chosen)
    if chosen.records:
        add_records(app, desk, chosen.records)
    return Faults(app, desk)


def _health() -> dict[str, str]:
    return {"state": "up"}


def _add_batches(app: FastAPI, desk: TokenDesk, ledger: Ledger, rules: PlatformRules) -> None:
    @app.post("/api/batches", dependencies=[Depends(desk.require)])
    async def take(
        request: Request, dataset: str, period: str, client_ref: str,
        idempotency_key: Annotated[str, Header()], content_sha256: Annotated[str, Header()], revision: str = "1",
    ) -> Response:
        body = await request.body()
        digest = hashlib.sha256(body).hexdigest()
        if digest != content_sha256.lower():
            raise HTTPException(400, {"code": "CHECKSUM", "message": "正文校验和不一致，请重新发送"})
        try:
            rows, problem = rows_of(body, dataset, rules), ""
        except UnreadableBatch as error:
            rows, problem = [], str(error)
        sent = SentBatch(idempotency_key, client_ref, dataset, period, revision, digest, rows)
        outcome, batch_id = ledger.take(sent, refused=bool(problem))
        return _answer(outcome, batch_id, problem, len(rows), digest)

    @app.get("/api/batches", dependencies=[Depends(desk.require)])
    def find(client_ref: str) -> dict[str, Any]:
        return {"items": [dict(row) for row in ledger.batches(client_ref)]}


def _answer(outcome: str, batch_id: str | None, problem: str, row_count: int, digest: str) -> Response:
    if outcome == "refused":
        raise HTTPException(422, {"code": "UNREADABLE", "message": problem})
    if outcome == "conflict":
        raise HTTPException(409, {"code": "IDEMPOTENCY_CONFLICT", "message": "同一幂等键对应了不同的正文"})
    body = {"batch_id": batch_id, "state": "received", "row_count": row_count, "body_sha256": digest}
    return JSONResponse(body, 202, {"Location": f"/api/batches/{batch_id}"})


def _add_receipts(app: FastAPI, desk: TokenDesk, ledger: Ledger, options: PlatformOptions) -> None:
    @app.get("/api/batches/{batch_id}/receipt", dependencies=[Depends(desk.require)])
    def receipt(batch_id: str, request: Request, cursor: int = 0) -> Response:
        if ledger.batch(batch_id) is None:
            raise HTTPException(404, {"code": "BATCH_UNKNOWN", "message": "没有此批次"})
        if cursor == 0 and ledger.note_poll(batch_id) <= options.pending_polls:
            return JSONResponse({"batch_id": batch_id, "state": "pending"}, 202, {"Retry-After": "1"})
        page = _page(ledger, batch_id, cursor, options.page_size)
        change = getattr(request.state, "receipt_change", None)
        return JSONResponse(receipt_changes.CHANGES[change](page) if change else page)


def _page(ledger: Ledger, batch_id: str, cursor: int, size: int) -> dict[str, Any]:
    found = ledger.outcomes(batch_id, cursor, size + 1)
    counts = ledger.counts(batch_id)
    rows = [
        {"receipt_id": f"{batch_id}-{row['row_no']}", "sequence": 1, "row_no": row["row_no"], "row_key": row["row_key"],
         "status": row["status"], "code": row["code"], "message": row["message"]}
        for row in found[:size]
    ]
    return {
        "batch_id": batch_id, "state": "final", "rows": rows,
        "counts": {"received": sum(counts.values()), "accepted": counts.get("accepted", 0),
                   "rejected": counts.get("rejected", 0)},
        "next_cursor": str(found[size - 1]["row_no"]) if len(found) > size else None,
    }
