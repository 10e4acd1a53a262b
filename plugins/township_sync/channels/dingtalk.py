"""DingTalk (钉钉): a group robot with a signature (加签), which is told markdown.

The contact's address names the robot: TOWNSHIP_SYNC_DINGTALK_URL_<name> (with its access_token) and
TOWNSHIP_SYNC_DINGTALK_SECRET_<name> (SEC…). A robot knows no idempotency: what was sent and not noted is sent once
more, with the same number.
Source: open.dingtalk.com, 自定义机器人安全设置: sign = base64(HMAC-SHA256(secret, "timestamp\\nsecret")), good for an
hour.
"""

import base64
import hashlib
import hmac
from collections.abc import Sequence
from urllib.parse import parse_qsl, urlsplit

from township_sync.domain.envelope import Envelope
from township_sync.errors import UsageError
from township_sync.settings import Settings
from township_sync.transport.answer import Call
from township_sync.transport.robot import Codes, robot_address, tell_robot

_CODES = Codes(
    # 130101: more than 20 in a minute; 410100: the same since 2023; -1: the system is busy.
    busy=frozenset({130101, 410100, -1}),
    remedies={
        310000: "its signature, key word or allowed address does not fit: compare TOWNSHIP_SYNC_DINGTALK_SECRET and "
                "this machine's clock with the robot's settings",
        300001: "the robot's token is not known: correct TOWNSHIP_SYNC_DINGTALK_URL",
        400013: "the group was dissolved: name another robot in contracts/contacts.csv",
        400102: "the robot was stopped: start it in the group",
    })


def send(settings: Settings, envelopes: Sequence[Envelope]) -> None:
    """Send the brief texts as one markdown message; errors as channels/__init__ says."""
    first = envelopes[0]
    address = robot_address(settings, "DINGTALK", first.address)
    parts = urlsplit(address)
    secret = settings.get(f"DINGTALK_SECRET_{first.address}") or settings.get("DINGTALK_SECRET")
    if not secret:
        raise UsageError(f"TOWNSHIP_SYNC_DINGTALK_SECRET_{first.address} is not set; no robot without a signature is "
                         "used.")
    title = first.subject if len(envelopes) == 1 else f"{first.sender_name}（{len(envelopes)}）"
    text = "\n\n".join(each.brief for each in envelopes)
    sign = signed(secret, round(first.sent_at.timestamp() * 1000))
    tell_robot(settings, address, Call(
        "POST", parts.path, params={**dict(parse_qsl(parts.query)), **sign},
        json={"msgtype": "markdown", "markdown": {"title": title, "text": text}}), "DingTalk robot", _CODES)


def signed(secret: str, milliseconds: int) -> dict[str, str]:
    """The parameters `timestamp` (milliseconds since 1970) and `sign` of a request made at this moment."""
    digest = hmac.digest(secret.encode(), f"{milliseconds}\n{secret}".encode(), hashlib.sha256)
    return {"timestamp": str(milliseconds), "sign": base64.b64encode(digest).decode()}
