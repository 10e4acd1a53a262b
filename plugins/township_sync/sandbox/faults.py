"""Faults on request: an ASGI shell around a sandbox server that breaks chosen answers as real networks do.

`POST /__faults` takes a list of objects and replaces the script; `GET /__faults` shows what is left of it.
    match   start of "METHOD /path", for example "POST /api/batches"
    nth     which matching request is hit first, from 1 (default 1);  times  how many in a row (default 1)
    action  answer     answer `status`, `headers`, `body` (repeated `repeat` times) instead of the server
            drop       reset the connection before the server sees the request
            lose       let the server do its work, then reset the connection instead of answering
            truncate   let the server do its work, answer only the first `bytes` bytes of the body, then reset
            garble     let the server do its work, answer 200 with `body` instead of its own
            slow       wait `seconds`, then go on;  slow_after  let the server do its work, wait, then answer
            drip       answer one byte of the body every `seconds`
            revoke     forget every token first
            receipt    for the platform's receipts: change them (`change`: duplicate, reverse, drop_last, foreign_row,
                       interim)
"""

import asyncio
import json
import socket
import struct
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from township_sync.sandbox.tokens import TokenDesk

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]
Fault = dict[str, Any]


class Faults:
    """The shell: wraps an ASGI app and follows its script."""

    def __init__(self, app: App, desk: TokenDesk) -> None:
        self._app, self._desk = app, desk
        self.script: list[Fault] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
        elif scope["path"] == "/__faults":
            await self._control(scope, receive, send)
        else:
            fault = self._due(f"{scope['method']} {scope['path']}")
            await self._play(fault, scope, receive, send)

    def _due(self, request: str) -> Fault | None:
        """The first fault that this request meets; a fault used up is taken out of the script."""
        due = None
        for fault in list(self.script):
            if not request.startswith(fault["match"]):
                continue
            fault["nth"] = fault.get("nth", 1) - 1
            if fault["nth"] <= 0 and due is None:
                due = dict(fault)
                fault["times"] = fault.get("times", 1) - 1
                if fault["times"] <= 0:
                    self.script.remove(fault)
        return due

    async def _control(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] == "POST":
            self.script[:] = json.loads(await _body(receive))
        await _answer(send, 200, json.dumps(self.script).encode(), {"content-type": "application/json"})

    async def _play(self, fault: Fault | None, scope: Scope, receive: Receive, send: Send) -> None:
        action = fault["action"] if fault else None
        if fault is None or action in ("slow", "revoke", "receipt"):
            await self._before(fault or {}, scope)
            await self._app(scope, receive, send)
        elif action == "drop":
            _reset(receive)
        elif action == "answer":
            # The body is read first: an answer to a half-read request would look like a reset to the sender.
            await _body(receive)
            whole = fault.get("body", "").encode() * fault.get("repeat", 1)
            await _answer(send, fault["status"], whole, fault.get("headers", {}))
        else:
            await self._after(fault, scope, receive, send)

    async def _before(self, fault: Fault, scope: Scope) -> None:
        if fault.get("action") == "slow":
            await asyncio.sleep(fault["seconds"])
        if fault.get("action") == "revoke":
            self._desk.revoke_all()
        if fault.get("action") == "receipt":
            scope.setdefault("state", {})["receipt_change"] = fault["change"]

    async def _after(self, fault: Fault, scope: Scope, receive: Receive, send: Send) -> None:
        """Run the server, keep its answer back, and let only the fault's part of it out."""
        kept: list[Message] = []

        async def keep(message: Message) -> None:
            kept.append(message)

        await self._app(scope, receive, keep)
        body = b"".join(message.get("body", b"") for message in kept)
        match fault["action"]:
            case "truncate":
                await send(kept[0])
                await send({"type": "http.response.body", "body": body[: fault["bytes"]], "more_body": True})
                await asyncio.sleep(0.05)
                _reset(receive)
            case "garble":
                await _answer(send, 200, fault["body"].encode(), {"content-type": "application/json"})
            case "slow_after":
                await asyncio.sleep(fault["seconds"])
                await _forward(send, kept)
            case "drip":
                await send(kept[0])
                await _drip(send, body, fault["seconds"])
            case _:
                _reset(receive)


async def _forward(send: Send, kept: list[Message]) -> None:
    for message in kept:
        await send(message)


async def _drip(send: Send, body: bytes, seconds: float) -> None:
    for index in range(len(body)):
        await send({"type": "http.response.body", "body": body[index : index + 1], "more_body": True})
        await asyncio.sleep(seconds)
    await send({"type": "http.response.body", "body": b""})


async def _body(receive: Receive) -> bytes:
    parts, more = [], True
    while more:
        message = await receive()
        parts.append(message.get("body", b""))
        more = message.get("more_body", False)
    return b"".join(parts)


async def _answer(send: Send, status: int, body: bytes, headers: dict[str, str]) -> None:
    fields = {"content-length": str(len(body)), **headers}
    raw = [(name.lower().encode(), value.encode()) for name, value in fields.items()]
    await send({"type": "http.response.start", "status": status, "headers": raw})
    await send({"type": "http.response.body", "body": body})


def _reset(receive: Receive) -> None:
    """Break the connection with RST: the one thing that ASGI has no word for, so uvicorn's transport is asked."""
    transport = receive.__self__.transport  # type: ignore[attr-defined]
    transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()
