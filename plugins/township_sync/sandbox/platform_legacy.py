"""The endpoints before the contract (`/api/batches…`), on the same ledger; they go as soon as nobody asks for them.

A body of those days has two leading columns; the version of a row is then the SHA-256 of its bytes.
"""

import hashlib
import re
from collections.abc import MutableMapping
from typing import Any
from urllib.parse import parse_qsl

from township_sync.sandbox import platform_batches, platform_commits, platform_receipts, platform_records
from township_sync.sandbox.platform_rows import UnreadableBatch, _records
from township_sync.sandbox.platform_state import Call, Platform, Refusal, Said
from township_sync.sandbox.platform_uploads import _write, body_path


def speaks(path: str) -> bool:
    """Whether a path is of those days."""
    return path.startswith("/api/") and not path.startswith("/api/v1/")


def answer(platform: Platform, scope: MutableMapping[str, Any], body: bytes) -> Said:
    """Answer as in those days."""
    headers = {name.decode(): value.decode("latin-1") for name, value in scope["headers"]}
    if not platform.desk.knows(headers.get("authorization", "")):
        raise Refusal(401, "TOKEN_INVALID", "令牌无效或已过期")
    query, path = dict(parse_qsl(scope["query_string"].decode(), keep_blank_values=True)), scope["path"]
    if path == "/api/batches" and scope["method"] == "POST":
        return _take(platform, query, headers, body)
    if path == "/api/batches":
        return platform_batches.find(platform, Call(query, None, b""))
    if found := re.fullmatch("/api/batches/([^/]+)/receipt", path):
        said = platform_receipts.receipts(platform, Call({"limit": 200, **query, "batch_id": found[1]}, None, b""))
        return Said(said.document, 202 if said.document["state"] == "pending" else 200)
    limit = int(query.get("limit", "500"))
    return platform_records.records(
        platform, Call({**query, "dataset": path.rpartition("/")[2], "limit": limit}, None, b""))


def _take(platform: Platform, query: dict[str, str], headers: dict[str, str], body: bytes) -> Said:
    digest = hashlib.sha256(body).hexdigest()
    if digest != headers["content-sha256"].lower():
        raise Refusal(400, "CHECKSUM", "正文校验和不一致，请重新发送")
    try:
        whole, count = _with_leading_columns(body)
    except UnreadableBatch as error:
        raise Refusal(422, "UNREADABLE", str(error)) from None
    manifest = {"contract_version": "1.0", "client_ref": query["client_ref"], "kind": query.get("kind", "month"),
                "dataset": query["dataset"], "period": query["period"], "county_code": "439999", "corrects": [],
                "revision": int(query.get("revision", "1")), "row_count": count, "byte_count": len(whole),
                "body_sha256": digest}
    call = Call({"request-time": platform.server_time(), "idempotency-key": headers["idempotency-key"],
                 "fencing-token": 1}, manifest, b"")
    batch = platform_batches.declare(platform, call).document
    if batch["state"] == "declared":
        batch = _commit(platform, batch["batch_id"], whole, digest)
    return Said({"batch_id": batch["batch_id"], "state": "received", "row_count": count, "body_sha256": digest}, 202)


def _commit(platform: Platform, batch_id: str, whole: bytes, digest: str) -> dict[str, Any]:
    _write(body_path(platform, batch_id), 0, whole)
    platform.ledger.add("upload", batch_id=batch_id, round=1, offset=0, length=len(whole), sha256=digest,
                        fencing_token=1, outcome="kept")
    return platform_commits.commit(
        platform, Call({"batch_id": batch_id, "fencing-token": 1}, None, b""), is_legacy=True).document


def _with_leading_columns(body: bytes) -> tuple[bytes, int]:
    records = list(_records(body.splitlines(keepends=True)))
    if not records or not records[0].decode("utf-8-sig", "replace").startswith("row_key,action"):
        raise UnreadableBatch("表头前两列必须是 row_key、action")
    header, rows = records[0].removeprefix(b"\xef\xbb\xbf"), records[1:]
    told = [header.replace(b"row_key,action", b"row_key,action,row_version,corrects", 1)]
    for row in rows:
        key, action, *rest = row.split(b",", 2)
        told.append(b",".join([key, action, hashlib.sha256(row).hexdigest().encode(), b"", *rest]))
    return b"".join(told), len(rows)
