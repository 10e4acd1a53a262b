"""The provincial platform of the sandbox: a real HTTP server that speaks `docs/provincial_platform.openapi.yaml`.

Which operation a request means, and whether it keeps to the contract, the contract itself says (platform_contract.py);
what an operation does stands in `OPERATIONS`. The ledger (platform_ledger.py) is the truth about what was received and
applied. Beside the contract: GET /health · POST /__operator/… (platform_operator.py) · POST /__faults (faults.py).
"""

import json
from collections.abc import Awaitable, Callable, MutableMapping
from datetime import UTC
from email.utils import format_datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from starlette.concurrency import run_in_threadpool

from township_sync.sandbox import (
    platform_batches,
    platform_changes,
    platform_commits,
    platform_holdings,
    platform_operator,
    platform_receipts,
    platform_records,
    platform_uploads,
)
from township_sync.sandbox.fault_answers import without_default
from township_sync.sandbox.faults import Faults
from township_sync.sandbox.platform_contract import LARGEST_PIECE, Malformed, Operation, operation_for
from township_sync.sandbox.platform_ledger import Ledger
from township_sync.sandbox.platform_state import Call, Platform, PlatformOptions, Refusal, Said
from township_sync.sandbox.tokens import TokenDesk

__all__ = ["OPERATIONS", "PlatformOptions", "Server", "platform"]

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
_SECONDS_TO_COME_BACK = "60"


def _token(platform: Platform, call: Call) -> Said:
    given = platform.desk.give(call.document["client_id"], call.document["client_secret"])
    if given is None:
        raise Refusal(401, "CLIENT_INVALID", "客户端标识或密钥错误")
    return Said({"access_token": given, "token_type": "Bearer", "expires_in": int(platform.options.token_seconds)})


def _about(platform: Platform, call: Call) -> Said:
    versions = [{"version": version, "state": state} for version, state in platform.versions.items()]
    return Said({"contract_versions": versions, "state": platform.state, "until": platform.until,
                 "server_time": platform.server_time()})


OPERATIONS: dict[str, Callable[[Platform, Call], Said]] = {
    "getToken": _token, "about": _about,
    "findBatches": platform_batches.find, "declareBatch": platform_batches.declare, "getBatch": platform_batches.get,
    "withdrawBatch": platform_batches.withdraw, "uploadChunk": platform_uploads.upload,
    "commitBatch": platform_commits.commit, "getReceipts": platform_receipts.receipts,
    "getChanges": platform_changes.changes, "getHoldings": platform_holdings.holdings,
    "getRecords": platform_records.records,
}


def platform(ledger_path: Path, client: str, secret: str, options: PlatformOptions | None = None) -> Faults:
    """The platform as an ASGI application, behind the shell that breaks its answers on request."""
    chosen = options or PlatformOptions()
    desk = TokenDesk(client, secret, chosen.token_seconds)
    return Faults(Server(Platform(Ledger(ledger_path), desk, chosen)), desk)


class _Gone(Exception):
    """The sender went away before its request was whole: as if it had never come."""


class Server:
    """The ASGI application: reads a request, has its operation done in a thread, writes the answer."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        without_default(receive, "date")
        try:
            body = await _whole(receive)
            said = await run_in_threadpool(self._answer, scope, body)
            await self._write(send, said.status, said.document, {})
        except _Gone:
            return
        except Refusal as refusal:
            await self._write(send, refusal.status, refusal.document, refusal.headers)

    async def _write(self, send: Send, status: int, document: dict[str, Any], headers: dict[str, str]) -> None:
        body = json.dumps(document, ensure_ascii=False).encode()
        date = format_datetime(self._platform.now().astimezone(UTC), usegmt=True)
        fields = {"content-type": "application/json", "content-length": str(len(body)), "date": date, **headers}
        raw = [(name.encode(), value.encode()) for name, value in fields.items()]
        await send({"type": "http.response.start", "status": status, "headers": raw})
        await send({"type": "http.response.body", "body": body})

    def _answer(self, scope: Scope, body: bytes | None) -> Said:
        path, method = scope["path"], scope["method"]
        if path == "/health":
            return Said({"state": "up"})
        if path.startswith("/__operator/"):
            act = path.removeprefix("/__operator/")
            return Said(platform_operator.operate(self._platform, act, body or b"{}"))
        operation, values, allowed = operation_for(method, path)
        if operation is None:
            raise _unknown(allowed)
        return self._perform(operation, values, scope, body)

    def _perform(self, operation: Operation, values: dict[str, str], scope: Scope, body: bytes | None) -> Said:
        headers = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"]]
        self._admit(operation, dict(headers))
        if body is None and operation.media_type:
            raise Refusal(413, "TOO_LARGE", "请求正文过大")
        call = _call(operation, values, scope, headers, body or b"")
        return OPERATIONS[operation.name](self._platform, call)

    def _admit(self, operation: Operation, headers: dict[str, str]) -> None:
        """Refuse what the platform does not take now from this caller."""
        if not self._platform.pace.admits():
            raise Refusal(429, "TOO_MANY_REQUESTS", "请求过于频繁", {"retry-after": "1"})
        if not operation.needs_token:
            return
        if not self._platform.desk.knows(headers.get("authorization", "")):
            raise Refusal(401, "TOKEN_INVALID", "令牌无效或已过期", {"www-authenticate": "Bearer"})
        if "1" not in {version.partition(".")[0] for version in self._platform.spoken()}:
            raise Refusal(410, "VERSION_WITHDRAWN", "此版接口已停用", supported=self._platform.spoken())
        closed = {"open": (), "read_only": ("POST", "PUT"), "maintenance": ("POST", "PUT", "GET")}
        if operation.method in closed[self._platform.state]:
            raise Refusal(503, self._platform.state.upper(), "平台暂停服务", {"retry-after": _SECONDS_TO_COME_BACK})


def _call(
    operation: Operation, values: dict[str, str], scope: Scope, headers: list[tuple[str, str]], body: bytes,
) -> Call:
    try:
        query = parse_qsl(scope["query_string"].decode("ascii"), keep_blank_values=True, errors="strict")
        parameters = {
            **operation.read_parameters("path", list(values.items())), **operation.read_parameters("query", query),
            **operation.read_parameters("header", headers),
        }
        media_type = dict(headers).get("content-type", "").partition(";")[0].strip().lower()
        if operation.media_type and media_type != operation.media_type:
            raise Refusal(415, "MEDIA_TYPE", f"正文类型应为 {operation.media_type}")
        return Call(parameters, operation.read_body(body), body)
    except Malformed as error:
        raise Refusal(422, "MALFORMED", str(error)) from None
    except ValueError:
        raise Refusal(422, "MALFORMED", "查询参数编码不正确") from None


def _unknown(allowed: list[str]) -> Refusal:
    if allowed:
        return Refusal(405, "METHOD_WRONG", "不支持此方法", {"allow": ", ".join(allowed)})
    return Refusal(404, "PATH_UNKNOWN", "没有此接口")


async def _whole(receive: Receive) -> bytes | None:
    """The body of a request, read to its end (else its sender would see a reset); None when it is too large."""
    parts, size, more = [], 0, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise _Gone
        part, more = message.get("body", b""), message.get("more_body", False)
        size += len(part)
        if size <= LARGEST_PIECE:
            parts.append(part)
    return b"".join(parts) if size <= LARGEST_PIECE else None
