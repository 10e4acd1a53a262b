"""WeCom (企业微信): a group robot, which is told markdown and given the encrypted workbooks as files.

The contact's address names the robot: TOWNSHIP_SYNC_WECOM_URL_<name>, whose key is the only secret. Files go by
upload_media and then as a message with the media_id, which is used at once and never kept (it is good for 3 days).
Source: developer.work.weixin.qq.com, 群机器人配置说明: markdown up to 4,096 bytes, file above 5 bytes up to 20 MB.
"""

from collections.abc import Sequence
from urllib.parse import parse_qsl, urlsplit

from urllib3.filepost import encode_multipart_formdata

from township_sync.domain.envelope import Envelope
from township_sync.settings import Settings
from township_sync.transport.answer import Call
from township_sync.transport.robot import Codes, robot_address, tell_robot

_CODES = Codes(
    # 45009: more than 20 in a minute; 45033: too many at once; -1: the system is busy.
    busy=frozenset({45009, 45033, -1}),
    remedies={
        93000: "the robot's key is not known: correct TOWNSHIP_SYNC_WECOM_URL",
        40007: "the file that was uploaded is not known any more: it is uploaded anew",
        40058: "the text or the file is larger than it may be: lower the limits in config/channels.yaml",
        40009: "the file is larger or smaller than it may be: lower most_file_bytes in config/channels.yaml",
    })


def send(settings: Settings, envelopes: Sequence[Envelope]) -> None:
    """Send the brief texts as one markdown message; errors as channels/__init__ says."""
    text = "\n\n".join(each.brief for each in envelopes)
    _tell(settings, envelopes[0], "send", {"msgtype": "markdown", "markdown": {"content": text}})


def send_file(settings: Settings, envelope: Envelope, index: int) -> None:
    """Upload one file of an envelope and send it; its name says only the number of the message."""
    name = f"{envelope.number}-{index + 1}.xlsx"
    body, content_type = encode_multipart_formdata(
        {"media": (name, envelope.files[index].data, "application/octet-stream")})
    address = robot_address(settings, "WECOM", envelope.address)
    query = {**dict(parse_qsl(urlsplit(address).query)), "type": "file"}
    uploaded = tell_robot(settings, address, Call(
        "POST", _path(address, "upload_media"), params=query, headers={"Content-Type": content_type}, body=body),
        "WeCom robot", _CODES)
    _tell(settings, envelope, "send", {"msgtype": "file", "file": {"media_id": str(uploaded.get("media_id", ""))}})


def _tell(settings: Settings, envelope: Envelope, what: str, said: dict[str, object]) -> None:
    address = robot_address(settings, "WECOM", envelope.address)
    tell_robot(settings, address, Call("POST", _path(address, what), params=dict(parse_qsl(urlsplit(address).query)),
                                       json=said), "WeCom robot", _CODES)


def _path(address: str, what: str) -> str:
    return f"{urlsplit(address).path.rpartition('/')[0]}/{what}"
