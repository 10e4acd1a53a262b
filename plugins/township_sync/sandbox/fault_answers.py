"""How a sandbox server misbehaves on the wire: what it says instead of its answer, and what it makes of its answer."""

import asyncio
import gzip
import json
import socket
import struct
from collections.abc import Awaitable, Callable, MutableMapping
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from typing import Any

from township_sync.sandbox import answer_changes, receipt_changes

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Fault = dict[str, Any]
_PART_BYTES = 1 << 20


class Kept:
    """An answer of the server that was kept back."""

    def __init__(self) -> None:
        self.messages: list[Message] = []

    async def keep(self, message: Message) -> None:
        """Take a message as `send` would."""
        self.messages.append(message)

    @property
    def status(self) -> int:
        return int(self.messages[0]["status"])

    @property
    def headers(self) -> dict[str, str]:
        return {name.decode().lower(): value.decode("latin-1") for name, value in self.messages[0]["headers"]}

    @property
    def body(self) -> bytes:
        return b"".join(message.get("body", b"") for message in self.messages)


async def read(receive: Receive) -> bytes:
    """The body of a request to its end."""
    parts, more = [], True
    while more:
        message = await receive()
        parts.append(message.get("body", b""))
        more = message.get("more_body", False)
    return b"".join(parts)


async def answer(
    send: Send, status: int, body: bytes, headers: dict[str, str] | None = None, repeat: int = 1
) -> None:
    """Answer with a body that is repeated so often, part by part."""
    fields = {"content-type": "application/json", "content-length": str(len(body) * repeat),
              **{name.lower(): value for name, value in (headers or {}).items()}}
    raw = [(name.encode(), value.encode("latin-1")) for name, value in fields.items()]
    await send({"type": "http.response.start", "status": status, "headers": raw})
    together = max(1, min(repeat, _PART_BYTES // max(1, len(body))))
    for first in range(0, repeat, together):
        part = body * min(together, repeat - first)
        await send({"type": "http.response.body", "body": part, "more_body": True})
    await send({"type": "http.response.body", "body": b""})


def without_default(receive: Receive, *names: str) -> None:
    """Keep uvicorn from putting its own headers of these names before ours: of two a reader would believe either."""
    cycle = getattr(receive, "__self__", None)
    if cycle is not None:
        dropped = {name.encode() for name in names}
        cycle.default_headers = [pair for pair in cycle.default_headers if pair[0] not in dropped]


async def _instead(fault: Fault, receive: Receive, send: Send) -> None:
    # The body is read first: an answer to a half-read request would look like a reset to the sender.
    await read(receive)
    body, repeat, headers = fault.get("body", "").encode(), fault.get("repeat", 1), fault.get("headers", {})
    if fault.get("gzip"):
        body, repeat, headers = gzip.compress(body * repeat), 1, {"content-encoding": "gzip", **headers}
    await answer(send, fault["status"], body, headers, repeat)


async def _raw(fault: Fault, receive: Receive, send: Send) -> None:
    await read(receive)
    transport = _transport(receive)
    transport.write(fault["text"].encode("latin-1") * fault.get("repeat", 1))
    transport.close()


async def _drop(fault: Fault, receive: Receive, send: Send) -> None:
    _reset(receive)


async def _reset_upload(fault: Fault, receive: Receive, send: Send) -> None:
    size, more = 0, True
    while more and size < fault["bytes"]:
        message = await receive()
        size, more = size + len(message.get("body", b"")), message.get("more_body", False)
    _reset(receive)


async def _lose(fault: Fault, kept: Kept, receive: Receive, send: Send) -> None:
    _reset(receive)


async def _truncate(fault: Fault, kept: Kept, receive: Receive, send: Send) -> None:
    await send(kept.messages[0])
    await send({"type": "http.response.body", "body": kept.body[: fault["bytes"]], "more_body": True})
    await asyncio.sleep(0.05)
    _reset(receive)


async def _garble(fault: Fault, kept: Kept, receive: Receive, send: Send) -> None:
    await answer(send, 200, fault["body"].encode())


async def _slow_after(fault: Fault, kept: Kept, receive: Receive, send: Send) -> None:
    await asyncio.sleep(fault["seconds"])
    await _forward(send, kept)


async def _drip(fault: Fault, kept: Kept, receive: Receive, send: Send) -> None:
    await send(kept.messages[0])
    for index in range(len(kept.body)):
        await send({"type": "http.response.body", "body": kept.body[index : index + 1], "more_body": True})
        await asyncio.sleep(fault["seconds"])
    await send({"type": "http.response.body", "body": b""})


async def _wrong_length(fault: Fault, kept: Kept, receive: Receive, send: Send) -> None:
    # Past the server's own framing, which would not let a wrong length out.
    lines = [f"HTTP/1.1 {kept.status} X", "content-type: application/json",
             f"content-length: {max(0, len(kept.body) + fault['by'])}", "", ""]
    transport = _transport(receive)
    transport.write("\r\n".join(lines).encode() + kept.body)
    transport.close()


async def _headers(fault: Fault, kept: Kept, receive: Receive, send: Send) -> None:
    await _with_headers(fault["headers"], kept.status, kept.headers, kept.body, receive, send)


async def _skew(fault: Fault, kept: Kept, receive: Receive, send: Send) -> None:
    shift, body = timedelta(seconds=fault["seconds"]), kept.body
    said = json.loads(body) if kept.headers.get("content-type") == "application/json" else {}
    if "server_time" in said:
        moment = datetime.fromisoformat(said["server_time"]) + shift
        body = json.dumps({**said, "server_time": moment.isoformat()}).encode()
    at = parsedate_to_datetime(kept.headers["date"]) if "date" in kept.headers else datetime.now(UTC)
    date = format_datetime(at.astimezone(UTC) + shift, usegmt=True)
    await _with_headers({"date": date}, kept.status, kept.headers, body, receive, send)


async def _reshape(fault: Fault, kept: Kept, receive: Receive, send: Send) -> None:
    changed = json.dumps(answer_changes.reshaped(json.loads(kept.body), fault)).encode()
    await _with_headers({}, kept.status, kept.headers, changed, receive, send)


async def _receipt(fault: Fault, kept: Kept, receive: Receive, send: Send) -> None:
    page = json.loads(kept.body)
    changed = receipt_changes.CHANGES[fault["change"]](page) if page.get("rows") else page
    await _with_headers({}, kept.status, kept.headers, json.dumps(changed).encode(), receive, send)


INSTEAD = {"answer": _instead, "raw": _raw, "drop": _drop, "reset_upload": _reset_upload}
AFTER = {
    "lose": _lose, "truncate": _truncate, "garble": _garble, "slow_after": _slow_after, "drip": _drip,
    "wrong_length": _wrong_length, "headers": _headers, "skew": _skew, "reshape": _reshape, "receipt": _receipt,
}


async def _forward(send: Send, kept: Kept) -> None:
    for message in kept.messages:
        await send(message)


async def _with_headers(
    changed: dict[str, str], status: int, headers: dict[str, str], body: bytes, receive: Receive, send: Send
) -> None:
    changed = {name.lower(): value for name, value in changed.items()}
    without_default(receive, *changed)
    fields = {**headers, "content-length": str(len(body)), **changed}
    raw = [(name.encode(), value.encode("latin-1")) for name, value in fields.items() if value]
    await send({"type": "http.response.start", "status": status, "headers": raw})
    await send({"type": "http.response.body", "body": body})


def _transport(receive: Receive) -> Any:
    """The connection itself: the one thing that ASGI has no word for, so uvicorn is asked."""
    return receive.__self__.transport  # type: ignore[attr-defined]


def _reset(receive: Receive) -> None:
    """Break the connection with RST."""
    transport = _transport(receive)
    transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()
