"""The look at a zip container before any parser sees it: sizes, macros, encryption, forbidden XML declarations."""

import lzma
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO

from township_sync.readers import limits
from township_sync.readers.raw import Refused

_MACRO_SHEETS = "/xl/macrosheets/"
"""Where the macros of Excel 4 are, which need no VBA project to run."""
_CHUNK = 256 * 1024
_FORBIDDEN = tuple(
    word.encode(encoding) for word in ("<!DOCTYPE", "<!ENTITY") for encoding in ("utf-8", "utf-16-le", "utf-16-be")
)
_FORBIDDEN_IN_BYTES = (b"<!DOCTYPE", b"<!ENTITY")
DAMAGE = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, NotImplementedError, OSError, RuntimeError, ValueError, EOFError,
    KeyError,
)
Listener = Callable[[bytes], None]
Watch = Callable[[str], Listener | None]
_OVERLAP = max(map(len, _FORBIDDEN)) - 1


@contextmanager
def opened(data: bytes) -> Iterator[zipfile.ZipFile]:
    """The container; every damage found while it is open is raised as Refused `unreadable_file`."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            yield archive
    except DAMAGE as error:
        raise Refused("unreadable_file", reason="damaged container") from error


def part_names(archive: zipfile.ZipFile) -> dict[str, str]:
    """The name in the container by the name that the package's parts use for each other: in lower case, with slashes.

    Part names are equal whatever their case (ECMA-376 part 2, 6.2.2.3), and some writers use the slashes of Windows.
    """
    return {name.replace("\\", "/").lstrip("/").lower(): name for name in archive.namelist()}


def inspect_workbook(data: bytes, watch: Watch | None = None) -> None:
    """Raise Refused when the container of a workbook is too large, holds macros, or forbids safe parsing.

    Every XML part is unpacked once: that checks its CRC and its true length against the declared one, so that the
    parsers behind never meet more than was counted here. `watch` gives for a part's name who wants its bytes.
    """
    with opened(data) as archive:
        entries = archive.infolist()
        refuse_size(entries)
        _refuse_structure(entries)
        for entry in entries:
            if entry.filename.lower().endswith((".xml", ".rels")):
                _inspect_xml(archive, entry, watch(entry.filename) if watch else None)


def refuse_size(entries: list[zipfile.ZipInfo]) -> None:
    """Raise Refused when the entries, as declared, unpack to more than the limit."""
    if sum(entry.file_size for entry in entries) > limits.UNPACKED_BYTES:
        raise Refused("unpacked_too_large", limit=f"{limits.UNPACKED_BYTES // limits.MEGABYTE}MB")


def _refuse_structure(entries: list[zipfile.ZipInfo]) -> None:
    names = [entry.filename.replace("\\", "/").lower() for entry in entries]
    if len(names) > limits.PARTS or len(set(names)) != len(set(zip(names, _contents(entries), strict=True))):
        raise Refused("unreadable_file", reason="strange container")
    if any(entry.flag_bits & 1 for entry in entries):
        raise Refused("password_protected")
    if any(name.rpartition("/")[2] == "vbaproject.bin" or _MACRO_SHEETS in f"/{name}" for name in names):
        raise Refused("macro_workbook")


def _contents(entries: list[zipfile.ZipInfo]) -> list[tuple[int, int]]:
    """What tells contents apart: some writers put a part in twice, which harms nobody when both are the same."""
    return [(entry.CRC, entry.file_size) for entry in entries]


def _inspect_xml(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, listener: Listener | None) -> None:
    tail = b""
    with archive.open(entry) as part:
        while chunk := part.read(_CHUNK):
            window = tail + chunk
            if b"!" in window and any(word in window for word in _words(window)):
                raise Refused("unreadable_file", reason="DOCTYPE or entity declaration")
            tail = window[-_OVERLAP:]
            if listener:
                listener(chunk)


def _words(window: bytes) -> tuple[bytes, ...]:
    """The forbidden words that may be here: the wide ones only where there are zero bytes."""
    return _FORBIDDEN if b"\0" in window else _FORBIDDEN_IN_BYTES
