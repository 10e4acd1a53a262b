"""Chat robots of the sandbox: DingTalk (/robot/send) and WeCom (/cgi-bin/webhook/*) as their documents describe them.

What is taken is kept in `Chats`. What else may go wrong on the way is scripted as in sandbox/faults.py.
Sources: open.dingtalk.com 自定义机器人接入; developer.work.weixin.qq.com 群机器人配置说明 and 全局错误码.
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from township_sync.sandbox.faults import Faults

_AN_HOUR = 3600_000
_DINGTALK_BYTES, _WECOM_BYTES, _FILE_BYTES = 20_000, 4096, 20 * 1024 * 1024


@dataclass
class Chats:
    """What the robots took, and how they behave: `clock` gives milliseconds since 1970, `most` messages in a minute."""

    secret: str
    clock: Callable[[], int]
    most: int = 20
    texts: list[str] = field(default_factory=list)
    files: list[tuple[str, bytes]] = field(default_factory=list)
    uploads: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    moments: list[int] = field(default_factory=list)

    def is_asked_too_often(self) -> bool:
        """Count one message; more than `most` in a minute are refused."""
        now = self.clock()
        self.moments = [moment for moment in self.moments if moment > now - 60_000]
        if len(self.moments) >= self.most:
            return True
        self.moments.append(now)
        return False


def chat_robots(chats: Chats) -> Faults:
    """The application, with a script of faults."""
    async def dingtalk(request: Request) -> Response:
        return JSONResponse(_dingtalk(chats, request, await request.json()))

    async def wecom(request: Request) -> Response:
        return JSONResponse(_wecom(chats, request, await request.json()))

    async def upload(request: Request) -> Response:
        async with request.form() as form:
            media: Any = form["media"]
            return JSONResponse(_uploaded(chats, request, str(media.filename), await media.read()))

    return Faults(Starlette(routes=[
        Route("/robot/send", dingtalk, methods=["POST"]), Route("/cgi-bin/webhook/send", wecom, methods=["POST"]),
        Route("/cgi-bin/webhook/upload_media", upload, methods=["POST"]),
    ]))


def _dingtalk(chats: Chats, request: Request, said: Any) -> dict[str, Any]:
    wrong = _signature_fault(chats, request)
    if wrong:
        return {"errcode": 310000, "errmsg": wrong}
    if chats.is_asked_too_often():
        return {"errcode": 130101, "errmsg": "send too fast, exceed 20 times per minute"}
    text = str(said["markdown"]["text"]) if said["msgtype"] == "markdown" and said["markdown"]["title"] else ""
    if not text or len(text.encode()) > _DINGTALK_BYTES:
        return {"errcode": 460101, "errmsg": "message too long"}
    chats.texts.append(text)
    return {"errcode": 0, "errmsg": "ok"}


def _signature_fault(chats: Chats, request: Request) -> str:
    stamp, sign = request.query_params.get("timestamp", ""), request.query_params.get("sign", "")
    if not stamp.isdecimal() or abs(int(stamp) - chats.clock()) > _AN_HOUR:
        return "invalid timestamp"
    good = hmac.new(chats.secret.encode(), f"{stamp}\n{chats.secret}".encode(), hashlib.sha256).digest()
    return "" if hmac.compare_digest(sign, base64.b64encode(good).decode()) else "sign not match"


def _wecom(chats: Chats, request: Request, said: Any) -> dict[str, Any]:
    if request.query_params.get("key") != chats.secret:
        return {"errcode": 93000, "errmsg": "invalid webhook url"}
    if chats.is_asked_too_often():
        return {"errcode": 45009, "errmsg": "api freq out of limit"}
    if said["msgtype"] == "markdown":
        text = str(said["markdown"]["content"])
        if len(text.encode()) > _WECOM_BYTES:
            return {"errcode": 40058, "errmsg": "markdown.content exceed max length 4096"}
        chats.texts.append(text)
        return {"errcode": 0, "errmsg": "ok"}
    found = chats.uploads.get(said["file"]["media_id"])
    if found is None:
        return {"errcode": 40007, "errmsg": "invalid media_id"}
    chats.files.append(found)
    return {"errcode": 0, "errmsg": "ok"}


def _uploaded(chats: Chats, request: Request, name: str, data: bytes) -> dict[str, Any]:
    if request.query_params.get("key") != chats.secret or request.query_params.get("type") != "file":
        return {"errcode": 93000, "errmsg": "invalid webhook url"}
    if not 5 < len(data) <= _FILE_BYTES:
        return {"errcode": 40009, "errmsg": "invalid media size"}
    media_id = secrets.token_hex(8)
    chats.uploads[media_id] = (name, data)
    return {"errcode": 0, "errmsg": "ok", "type": "file", "media_id": media_id, "created_at": "1590000000"}
