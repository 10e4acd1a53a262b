"""A package as it lies on a disk: a folder of files, or the one .zip of it; read within limits."""

import hashlib
import io
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path

from township_sync.domain.package_manifest import Damaged
from township_sync.errors import UsageError

MANIFEST = "manifest.json"
MOST_BYTES = 1 << 30
"""A package above this (1 GB) is not read."""
_MOST_FILES = 10_000
_ROW = b"<row "
_DATE = (1980, 1, 1, 0, 0, 0)


def digests(data: bytes) -> tuple[str, str]:
    """SHA-256 and SM3 (GB/T 32905) of these bytes, in hex."""
    from cryptography.hazmat.primitives import hashes

    sm3 = hashes.Hash(hashes.SM3())
    sm3.update(data)
    return hashlib.sha256(data).hexdigest(), sm3.finalize().hex()


def zipped(name: str, files: Mapping[str, bytes]) -> bytes:
    """The one .zip of a package: sorted, without dates, stored as it is, since compressors differ by version."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as archive:
        for path in sorted(files):
            entry = zipfile.ZipInfo(f"{name}/{path}", _DATE)
            entry.create_system, entry.external_attr = 3, 0o100644 << 16
            archive.writestr(entry, files[path])
    return made.getvalue()


def read_package(path: Path) -> tuple[str, dict[str, bytes]]:
    """The name and the files of a package, from its folder or its .zip.

    UsageError when there is nothing, Damaged in one sentence when it is too large or holds what no package holds.
    """
    if path.is_dir():
        return path.resolve().name, _read_folder(path)
    if not path.is_file():
        raise UsageError(f"{path} is not there; name the folder or the .zip of a package.")
    if path.stat().st_size > MOST_BYTES:
        raise Damaged("too_large", megabytes=MOST_BYTES >> 20, files=_MOST_FILES)
    return _read_zip(path.name, path.read_bytes())


def _read_folder(folder: Path) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    left = MOST_BYTES
    for path in sorted(folder.rglob("*")):
        relative = path.relative_to(folder).as_posix()
        if path.is_symlink() or not (path.is_file() or path.is_dir()):
            raise Damaged("no_file", file=relative)
        if path.is_file():
            left -= path.stat().st_size
            if left < 0 or len(found) >= _MOST_FILES:
                raise Damaged("too_large", megabytes=MOST_BYTES >> 20, files=_MOST_FILES)
            found[relative] = path.read_bytes()
    return found


def _read_zip(file: str, data: bytes) -> tuple[str, dict[str, bytes]]:
    """Files of a .zip that is, byte for byte, the one that we make of them."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            too_much = len(entries) > _MOST_FILES or sum(each.file_size for each in entries) > len(data)
            stored = {} if too_much else {each.filename: archive.read(each) for each in entries}
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, EOFError, OSError):
        raise Damaged("no_zip", file=file) from None
    name = next(iter(stored), "").partition("/")[0]
    files = {path.partition("/")[2]: content for path, content in stored.items()}
    if not files or zipped(name, files) != data:
        raise Damaged("other_zip", file=file)
    return name, files


def rows_of_workbook(path: str, data: bytes) -> int:
    """Data rows on all sheets of a workbook of ours, without headings; Damaged when it cannot be read."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            sheets = [each for each in book.infolist() if each.filename.startswith("xl/worksheets/sheet")]
            if sum(each.file_size for each in sheets) > MOST_BYTES:
                raise Damaged("no_workbook", file=path)
            return sum(_rows_of_sheet(book, each) - 1 for each in sheets)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, zlib.error, EOFError, OSError):
        raise Damaged("no_workbook", file=path) from None


def _rows_of_sheet(book: zipfile.ZipFile, sheet: zipfile.ZipInfo) -> int:
    """How often a row begins, counted piece by piece: a sheet is ten times as long as its file."""
    found, before = 0, b""
    with book.open(sheet) as part:
        while piece := part.read(1 << 20):
            piece = before + piece
            found += piece.count(_ROW)
            before = piece[1 - len(_ROW):]
    return found
