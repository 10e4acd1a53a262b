"""Header lines of mail as text: encoded words (RFC 2047), parameters (RFC 2231), raw bytes that no standard allows."""

import re
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message

from township_sync.sources.listing import readable_name

_CHINESE = {"gb2312", "gbk", "gb18030", "cp936", "x-gbk", "hz-gb-2312"}
_ENCODED_WORD = re.compile(r"=\?[^?\s]+\?[bBqQ]\?[^?]*\?=")


def header_texts(message: Message, name: str) -> list[str]:
    """Every header of that name, unfolded, raw bytes made text, encoded words left as they are, the topmost first."""
    return [_unfolded(value) for field, value in message.raw_items() if field.lower() == name.lower()]


def decoded(text: str) -> str:
    """Text with its encoded words decoded; an encoding that is unknown or wrong is guessed."""
    if not _ENCODED_WORD.search(text):
        return text
    try:
        # Many senders put the words into quotes or glue them together; both are no standard and well understood.
        pieces = decode_header(re.sub(r"\?=(?==\?)", "?= ", text))
    except (HeaderParseError, ValueError):
        return text
    return "".join(piece if isinstance(piece, str) else _in_charset(piece, charset) for piece, charset in pieces)


def parameter(message: Message, header: str, name: str) -> str:
    """One parameter of a header (`filename` of `Content-Disposition`), decoded; empty when it is not there."""
    clean: Message = Message()
    for value in header_texts(message, header)[:1]:
        clean[header] = value
    found = clean.get_param(name, header=header)
    if isinstance(found, tuple):
        # RFC 2231 with a charset: the email package hands over bytes dressed as Latin-1.
        charset, _, value = found
        return _in_charset(value.encode("latin-1", "replace"), charset)
    return decoded(str(found or ""))


def _unfolded(value: object) -> str:
    raw = str(value).encode("utf-8", "surrogateescape")
    return readable_name(re.sub(rb"\r?\n[ \t]*|\t", b" ", raw)).strip()


def _in_charset(raw: bytes, charset: str | None) -> str:
    wanted = "gb18030" if (charset or "").lower() in _CHINESE else charset
    try:
        return raw.decode(wanted or "ascii")
    except (LookupError, UnicodeDecodeError):
        return readable_name(raw)
