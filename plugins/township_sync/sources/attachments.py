"""The files of an e-mail message, in the order in which they stand in it, those of forwarded messages among them.

The message's own text is no file. What is left out is named: pictures of the text (`inline_image`), signatures
(`signature`). A `winmail.dat` is a file like others: the reader refuses it by name, so the sender is told.
"""

import mimetypes
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from email.policy import compat32

from township_sync.sources.listing import readable_name
from township_sync.sources.mail_words import header_texts, parameter

_DEEPEST = 20
_MOST = 1000
_LONGEST_NAME = 150
_SIGNATURES = {"application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature"}


@dataclass(frozen=True, slots=True)
class Attachment:
    """One file of a message: its name (no path, one line), its bytes, and why it is left out (empty when it is not)."""

    name: str
    data: bytes
    reason: str = ""


class Unreadable(Exception):
    """A message whose parts nobody can tell apart: nested too deep or cut into too many."""


def attachments(raw: bytes) -> list[Attachment]:
    """The files of one message; Unreadable when it is built to hurt."""
    try:
        message: Message = message_from_bytes(raw, policy=compat32)
        parts = list(_leaves(message, 0))
    except RecursionError:
        raise Unreadable("nested too deep") from None
    if len(parts) > _MOST:
        raise Unreadable("too many parts")
    files = [part for part in parts if _is_file(part)]
    return [Attachment(_name(part, number), _data(part), _objection(part)) for number, part in enumerate(files, 1)]


def _leaves(part: Message, depth: int) -> Iterator[Message]:
    if depth > _DEEPEST:
        raise Unreadable("nested too deep")
    inner = part.get_payload()
    if not isinstance(inner, list):
        yield part
        return
    for one in inner:
        if isinstance(one, Message):
            yield from _leaves(one, depth + 1)


def _is_file(part: Message) -> bool:
    """Whether a part is more than a text of the message: it has a name, says that it is attached, or is no text."""
    if _given_name(part) or part.get_content_disposition() == "attachment":
        return True
    is_text = part.get_content_maintype() in {"text", "multipart", "message"}
    return part.get_content_type() == "text/csv" or not is_text


def _objection(part: Message) -> str:
    if part.get_content_type() in _SIGNATURES:
        return "signature"
    is_shown = part.get("Content-ID") is not None or part.get_content_disposition() == "inline"
    is_attached = part.get_content_disposition() == "attachment"
    return "inline_image" if part.get_content_maintype() == "image" and is_shown and not is_attached else ""


def _data(part: Message) -> bytes:
    data = part.get_payload(decode=True)
    return data if isinstance(data, bytes) else b""


def _given_name(part: Message) -> str:
    return parameter(part, "Content-Disposition", "filename") or parameter(part, "Content-Type", "name")


def _name(part: Message, number: int) -> str:
    """The name that the sender gave, without folders; `attachment-<number>` when there is none."""
    last = re.split(r"[/\\]", _given_name(part))[-1]
    name = readable_name(last.encode("utf-8", "surrogateescape")).strip()
    if name.strip(". "):
        return _short(name)
    described = " ".join(header_texts(part, "Content-Description"))
    ending = re.search(r"\.[A-Za-z0-9]{1,5}$", described)
    return f"attachment-{number}" + (ending[0] if ending else mimetypes.guess_extension(part.get_content_type()) or "")


def _short(name: str) -> str:
    if len(name) <= _LONGEST_NAME:
        return name
    stem, dot, ending = name.rpartition(".")
    return f"{stem[:_LONGEST_NAME]}{dot}{ending}" if dot and len(ending) <= 10 else name[:_LONGEST_NAME]
