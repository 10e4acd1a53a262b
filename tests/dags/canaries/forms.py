"""The ways in which a value may be written down, and every text and file that may lie inside another."""

import base64
import gzip
import io
import json
import quopri
import re
import tarfile
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from email import message_from_bytes, policy
from functools import cache
from html import escape
from urllib.parse import quote

_DEEPEST = 4
_BETWEEN = re.compile(rb"[\s\-_.,:/|*]+|\xe3\x80\x80|\xe2\x80\x8b")
"""What may stand between the signs of a number that somebody broke up."""


@cache
def forms(value: str) -> frozenset[bytes]:
    """A value in UTF-8, UTF-16 and GB18030, percent-encoded, escaped for JSON and HTML, in hex, backwards, and in
    base64 wherever it begins."""
    plain = [value.encode(name) for name in ("utf-8", "utf-16-le", "utf-16-be", "gb18030")]
    told = [quote(value), quote(value).lower(), json.dumps(value)[1:-1], json.dumps(value)[1:-1].upper(),
            "".join(f"&#{ord(sign)};" for sign in value), "".join(f"&#x{ord(sign):x};" for sign in value),
            escape(value), value[::-1], repr(value.encode())[2:-1]]
    packed = [piece for data in plain for piece in _in_base64(data)]
    spelled = [data.hex().encode() for data in plain] + [quopri.encodestring(plain[0]).replace(b"=\n", b"")]
    return frozenset([*plain, *(text.encode() for text in told), *packed, *spelled])


def _in_base64(data: bytes) -> Iterator[bytes]:
    """The signs that every base64 text around these bytes holds, at each of three places where they may begin."""
    for before in range(3):
        coded = base64.b64encode(b"\0" * before + data)
        inside = coded[-(-before * 8 // 6):len(coded) - (0 if (before + len(data)) % 3 == 0 else 4)]
        yield inside
        yield inside.translate(bytes.maketrans(b"+/", b"-_"))


def found(data: bytes, values: Mapping[str, str]) -> list[str]:
    """The names of the values that stand in the data, in whatever form, broken up or whole."""
    whole = _BETWEEN.sub(b"", data)
    return [name for name, value in values.items() if any(form in data for form in forms(value))
            or any(form in whole for form in _unbroken(value))]


@cache
def _unbroken(value: str) -> frozenset[bytes]:
    return frozenset(_BETWEEN.sub(b"", form) for form in forms(value))


def unpacked(data: bytes, depth: int = 0) -> Iterator[bytes]:
    """The data, and what is packed into it: members of archives, compressed streams, parts of an e-mail."""
    yield data
    if depth < _DEEPEST:
        for inner in _inside(data):
            yield from unpacked(inner, depth + 1)


def _inside(data: bytes) -> Iterator[bytes]:
    with suppress(OSError, EOFError, zlib.error, zipfile.BadZipFile, tarfile.TarError, RuntimeError, ValueError):
        if data[:2] == b"\x1f\x8b":
            yield gzip.decompress(data)
        elif data[:4] == b"PK\x03\x04":
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                yield "\n".join(archive.namelist()).encode()
                yield from (archive.read(name) for name in archive.namelist())
        elif data[:1] == b"\x78":
            yield zlib.decompress(data)
        elif data[257:262] == b"ustar":
            with tarfile.open(fileobj=io.BytesIO(data)) as archive:
                yield from (part.read() for each in archive if (part := archive.extractfile(each)))
        elif re.match(rb"(?i)(received|from|to|subject|date|message-id|content-type|mime-version|x-[\w-]+):", data):
            yield from _of_mail(data)


def _of_mail(data: bytes) -> Iterator[bytes]:
    mail = message_from_bytes(data, policy=policy.default)
    yield "\n".join(f"{name}: {text}" for name, text in mail.items()).encode()
    for part in mail.walk():
        if not part.is_multipart():
            yield str(part.get_filename() or "").encode()
            yield bytes(part.get_payload(decode=True) or b"")
