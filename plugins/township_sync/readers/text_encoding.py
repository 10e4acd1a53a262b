"""In which encoding a text is: by byte order mark, then strict UTF-8, then UTF-16 without mark, then strict GB18030.

Never by statistics of letters (domain.md 4#67-69: detectors guess wrong on short Chinese files, and only GB18030 reads
4-byte characters). UTF-16 without a mark is told by what no other encoding has: every line break and every character
of ASCII has a zero byte on the same side, and the whole is text from end to end.
"""

import unicodedata

from township_sync.readers.raw import Refused

_UTF_16 = ("utf-16-le", "utf-16-be")
_OPENING = 4096
_LEAST_SHARE_OF_ZEROS = 0.05


def decoded(data: bytes) -> str:
    """The text of the file; raises Refused `unreadable_file` when it is text in none of the encodings."""
    try:
        text = data.decode(encoding_of(data))
    except UnicodeDecodeError as error:
        raise Refused("unreadable_file", reason="no text in UTF-8, UTF-16 or GB18030") from error
    if "\x00" in text:
        raise Refused("unreadable_file", reason="NUL characters")
    return text


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
