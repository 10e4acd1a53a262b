"""In which encoding a text is: by byte order mark, then strict UTF-8, then UTF-16 without mark, then strict GB18030.

Never by statistics of letters (domain.md 4#67-69: detectors guess wrong on short Chinese files, and only GB18030 reads
4-byte characters). UTF-16 without a mark is told by what no other encoding has: every line break and every character
of ASCII has a zero byte on the same side, and the whole is text from end to end.
"""

import contextlib
import io
import unicodedata

from township_sync.readers.raw import Refused

_UTF_16 = ("utf-16-le", "utf-16-be")
_OPENING = 4096
_END_OF_FILE = "\x1a"
"""What programs of the time of DOS write behind a text."""
_LEAST_SHARE_OF_ZEROS = 0.05


def decoded(data: bytes) -> str:
    """The text of the file; raises Refused `unreadable_file` when it is text in none of the encodings."""
    encoding = encoding_of(data)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        is_mixed = encoding == "gb18030"
        before = _start_in_one_encoding(data) if is_mixed else error.object[: error.start].decode(encoding, "ignore")
        reason = "no text in UTF-8, UTF-16 or GB18030"
        raise Refused("unreadable_file", reason=reason, line=_line_after(before)) from error
    if "\x00" in text:
        raise Refused("unreadable_file", reason="NUL characters", line=_line_after(text[: text.index("\x00")]))
    return text.rstrip(_END_OF_FILE)


def encoding_of(data: bytes) -> str:
    """The name of the encoding that is tried, for `bytes.decode`."""
    if data.startswith(b"\xef\xbb\xbf"):
        return "utf-8-sig"
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    for encoding in _UTF_16 if b"\x00" in data[:_OPENING] else ():
        if _is_text_in(encoding, data):
            return encoding
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return "gb18030"
    return "utf-8"


def opening_text(data: bytes) -> str:
    """The first characters in lower case, as far as they are needed to tell markup from a table."""
    start = data[:_OPENING]
    encoding = encoding_of(start) if start.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in start else "latin-1"
    return start.removeprefix(b"\xef\xbb\xbf").decode(encoding, errors="ignore").lstrip("\ufeff \t\r\n").lower()


def _start_in_one_encoding(data: bytes) -> str:
    """The lines before the first that is in no encoding, or in another than those before it, for counting only."""
    known, size = "", 0
    for line in io.BytesIO(data):
        found = known if line.isascii() else _encoding_of_line(line)
        if (not found and not line.isascii()) or known not in ("", found):
            break
        known, size = found, size + len(line)
    return data[:size].decode("latin-1")


def _encoding_of_line(line: bytes) -> str:
    for encoding in ("utf-8", "gb18030"):
        with contextlib.suppress(UnicodeDecodeError):
            line.decode(encoding)
            return encoding
    return ""


def _line_after(text: str) -> int:
    """The number, from 1, of the line on which this text ends, whatever ends its lines."""
    return text.count("\n") + text.count("\r") - text.count("\r\n") + 1


def _is_text_in(encoding: str, data: bytes) -> bool:
    high_bytes = data[1 if encoding == "utf-16-le" else 0 :: 2]
    if len(data) % 2 or high_bytes.count(0) < _LEAST_SHARE_OF_ZEROS * len(high_bytes):
        return False
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return False
    letters = set(text)
    return not letters.isdisjoint("\r\n") and all(map(_is_readable, letters))


def _is_readable(character: str) -> bool:
    return character in "\t\r\n" or unicodedata.category(character) not in ("Cc", "Cn", "Cs")
