"""Mail messages that were saved as files: their attachments are the submission, their text is not."""

import re
from collections.abc import Iterator
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message

from township_sync.readers.bundle_entries import clean_name, decoded_name
from township_sync.readers.raw import RawMember, Refused

_HEADER = re.compile(rb"[!-9;-~]+[ \t]*:")
_SAYS_WHO_OR_WHAT = {b"from", b"to", b"subject", b"date", b"message-id", b"received", b"return-path", b"mime-version",
                     b"content-type", b"delivered-to", b"reply-to", b"sender"}
_MOST_HEADER_BYTES = 256 * 1024
_NO_SUBMISSIONS = {"application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature",
                   "text/calendar", "text/vcard", "text/x-vcard", "text/x-amp-html"}


def is_message(data: bytes) -> bool:
    """Whether the bytes open with a block of mail headers, closed by a blank line, that says who wrote or what it is.

    One `name: value` line is not enough, since a table in plain text may hold such a line.
    """
    names: set[bytes] = set()
    for line in data[:_MOST_HEADER_BYTES].removeprefix(b"\xef\xbb\xbf").splitlines():
        if not line.strip():
            break
        if line[:1] in b" \t" and names:
            continue
        if not _HEADER.match(line):
            return line.startswith(b"From ") and not names and is_message(data.partition(b"\n")[2])
        names.add(line.partition(b":")[0].strip().lower())
    return len(names & _SAYS_WHO_OR_WHAT) >= 2 and bool(names & {b"from", b"mime-version", b"received"})


def attachments_of(data: bytes) -> list[RawMember]:
    """The attached files under decoded names, those of forwarded messages too; raises Refused when there is none.

    The text, pictures inside the text, signatures and invitations are passed over.
    """
    message = message_from_bytes(data.removeprefix(b"\xef\xbb\xbf"))
    members: list[RawMember] = []
    for part in _leaves(message):
        name = _file_name(part)
        if _is_attached(part, name):
            content = part.get_payload(decode=True)
            members.append(RawMember(_unlike(members, name or "附件"), content if isinstance(content, bytes) else b""))
    if not members:
        raise Refused("not_a_table_file", reason="a message without attached files")
    return members


def _leaves(message: Message) -> Iterator[Message]:
    for part in message.walk():
        if not part.is_multipart():
            yield part


def _is_attached(part: Message, name: str) -> bool:
    kind, disposition = part.get_content_type(), part.get_content_disposition()
    if kind in _NO_SUBMISSIONS or (part.get_content_maintype() == "image" and _is_inside_text(part)):
        return False
    return bool(name) or disposition == "attachment"


def _is_inside_text(part: Message) -> bool:
    return part.get_content_disposition() == "inline" or (
        "Content-ID" in part and part.get_content_disposition() != "attachment"
    )


def _file_name(part: Message) -> str:
    """The name by RFC 2231, by RFC 2047 (which mail programs put into parameters all the same), or in raw bytes."""
    for header, value in [*part.raw_items()]:
        if header.lower() in ("content-disposition", "content-type"):
            part.replace_header(header, decoded_name(str(value).encode("utf-8", "surrogateescape")))
    return clean_name(_words(part.get_filename() or "")).replace("/", "_")


def _words(name: str) -> str:
    """A name whose encoded words, if it has any, are decoded."""
    try:
        return "".join(
            word if isinstance(word, str) else _in_charset(word, charset) for word, charset in decode_header(name)
        )
    except (HeaderParseError, ValueError):
        return name


def _in_charset(word: bytes, charset: str | None) -> str:
    if charset is None:
        return word.decode("raw-unicode-escape")  # as `decode_header` hides the text between encoded words
    try:
        return word.decode("gb18030" if charset.lower().startswith("gb") else charset)
    except (LookupError, UnicodeDecodeError):
        return decoded_name(word)


def _unlike(members: list[RawMember], name: str) -> str:
    """The name, numbered when an earlier attachment has it: two files of one name in one message are usual."""
    taken = {member.name for member in members}
    stem, dot, extension = name.rpartition(".")
    number, unlike = 1, name
    while unlike in taken:
        number += 1
        unlike = f"{stem}({number}){dot}{extension}" if dot else f"{name}({number})"
    return unlike
