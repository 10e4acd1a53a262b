"""Faults on request: an ASGI shell around a sandbox server that breaks chosen answers as real networks do.

`POST /__faults` takes a list of objects and replaces the script; `GET /__faults` shows what is left of it.
    match   start of "METHOD /path", for example "POST /api/v1/batches"; `*` is any text without a slash, and `$` at the
            end stands for the end of the path: "GET /api/v1/batches/*/receipts", "POST /api/v1/batches$"
    nth     which matching request is hit first, from 1 (default 1);  times  how many in a row (default 1)
    action  before or instead of the server:
            drop          reset the connection before the server sees the request
            reset_upload  read only the first `bytes` bytes of the request's body, then reset; the server sees nothing
            answer        answer `status`, `headers`, `body` (repeated `repeat` times; packed when `gzip` is true)
            raw           answer the very bytes of `text` (Latin-1, repeated `repeat` times), then close
            slow          wait `seconds`, then go on;  revoke  forget every token first
            after the server has done its work:
            lose          reset the connection instead of answering
            truncate      answer only the first `bytes` bytes of the body, then reset
            garble        answer 200 with `body` instead of the server's own
            slow_after    wait `seconds`, then answer;  drip  answer one byte of the body every `seconds`
            wrong_length  announce `by` bytes more (or fewer) than there are, then close
            headers       set the headers of `headers` (an empty text removes one), Date included
            skew          shift the Date header and `server_time` by `seconds`
            reshape       change the answer's JSON (sandbox/answer_changes.py): `path`, `op`, `to` or `value`
            receipt       change a page of receipts (sandbox/receipt_changes.py): `change`
"""

import asyncio
import json
import re
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from township_sync.sandbox import fault_answers
from township_sync.sandbox.tokens import TokenDesk

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]
Fault = dict[str, Any]


class Faults:
    """The shell: wraps an ASGI app and follows its script."""

    def __init__(self, app: App, desk: TokenDesk | None = None) -> None:
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
            if not _matches(fault["match"], request):
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
            self.script[:] = json.loads(await fault_answers.read(receive))
        await fault_answers.answer(send, 200, json.dumps(self.script).encode())

    async def _play(self, fault: Fault | None, scope: Scope, receive: Receive, send: Send) -> None:
        action = fault["action"] if fault else ""
        if fault is None or action in ("slow", "revoke"):
            await self._before(fault or {})
            await self._app(scope, receive, send)
        elif action in fault_answers.INSTEAD:
            await fault_answers.INSTEAD[action](fault, receive, send)
        else:
            kept = fault_answers.Kept()
            await self._app(scope, receive, kept.keep)
            await fault_answers.AFTER[action](fault, kept, receive, send)

    async def _before(self, fault: Fault) -> None:
        if fault.get("action") == "slow":
            await asyncio.sleep(fault["seconds"])
        if fault.get("action") == "revoke" and self._desk:
            self._desk.revoke_all()


def _matches(match: str, request: str) -> bool:
    pattern = re.escape(match).replace(r"\*", "[^/]*").replace(r"\$", "$")
    return re.match(pattern, request) is not None
