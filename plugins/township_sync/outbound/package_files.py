"""A package as it lies on a disk: a folder of files, or the one .zip of it; read within limits.

Of a package one file at a time is in memory: its files are read when they are asked for, and not kept.
"""

import hashlib
import io
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

from township_sync.domain.package_manifest import Damaged
from township_sync.errors import UsageError

MANIFEST = "manifest.json"
MOST_BYTES = 1 << 30
"""A package above this (1 GB) is not read."""
_MOST_FILES = 10_000
_ROW = b"<row "
_DATE = (1980, 1, 1, 0, 0, 0)


class Files(Mapping[str, bytes]):
    """Files by path, each read by its own function whenever it is asked for."""

    def __init__(self, readers: Mapping[str, Callable[[], bytes]]) -> None:
        self._readers = dict(readers)

    def __getitem__(self, path: str) -> bytes:
        return self._readers[path]()

    def __iter__(self) -> Iterator[str]:
        return iter(self._readers)

    def __len__(self) -> int:
        return len(self._readers)

    def __contains__(self, path: object) -> bool:
        return path in self._readers


def in_folder(folder: Path, paths: Iterable[str]) -> Files:
    """These files of a folder."""
    return Files({path: (folder / path).read_bytes for path in paths})


def digests(data: bytes) -> tuple[str, str]:
    """SHA-256 and SM3 (GB/T 32905) of these bytes, in hex."""
    from cryptography.hazmat.primitives import hashes

    sm3 = hashes.Hash(hashes.SM3())
    sm3.update(data)
    return hashlib.sha256(data).hexdigest(), sm3.finalize().hex()


def zipped(name: str, files: Mapping[str, bytes]) -> bytes:
    """The one .zip of a package: sorted, without dates, stored as it is, since compressors differ by version."""
    made = io.BytesIO()
    zip_into(made, name, files)
    return made.getvalue()


def zip_into(target: IO[bytes], name: str, files: Mapping[str, bytes]) -> None:
    """Write the same to a file that is empty."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for path in sorted(files):
            entry = zipfile.ZipInfo(f"{name}/{path}", _DATE)
            entry.create_system, entry.external_attr = 3, 0o100644 << 16
            archive.writestr(entry, files[path])


def read_package(path: Path) -> tuple[str, Files]:
    """The name and the files of a package, from its folder or its .zip, read as they are asked for.

    UsageError when there is nothing, Damaged in one sentence when it is too large or holds what no package holds.
    """
    if path.is_dir():
        return path.resolve().name, _read_folder(path)
    if not path.is_file():
        raise UsageError(f"{path} is not there; name the folder or the .zip of a package.")
    if path.stat().st_size > MOST_BYTES:
        raise Damaged("too_large", megabytes=MOST_BYTES >> 20, files=_MOST_FILES)
    return _read_zip(path)


def _read_folder(folder: Path) -> Files:
    found: list[str] = []
    left = MOST_BYTES
    for path in sorted(folder.rglob("*")):
        relative = path.relative_to(folder).as_posix()
        if path.is_symlink() or not (path.is_file() or path.is_dir()):
            raise Damaged("no_file", file=relative)
        if path.is_file():
            left -= path.stat().st_size
            if left < 0 or len(found) >= _MOST_FILES:
                raise Damaged("too_large", megabytes=MOST_BYTES >> 20, files=_MOST_FILES)
            found.append(relative)
    return in_folder(folder, found)


def _read_zip(path: Path) -> tuple[str, Files]:
    """Files of a .zip that is, byte for byte, the one that we make of them."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            too_much = len(entries) > _MOST_FILES or sum(each.file_size for each in entries) > path.stat().st_size
            stored = [] if too_much else [each.filename for each in entries]
        name = next(iter(stored), "").partition("/")[0]
        files = Files({each.partition("/")[2]: partial(_read_entry, path, each) for each in stored})
        is_ours = bool(files) and _is_zip_of(path, name, files)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, EOFError, OSError):
        raise Damaged("no_zip", file=path.name) from None
    if not is_ours:
        raise Damaged("other_zip", file=path.name)
    return name, files


def _read_entry(path: Path, name: str) -> bytes:
    with zipfile.ZipFile(path) as archive:
        return archive.read(name)


def _is_zip_of(path: Path, name: str, files: Files) -> bool:
    with TemporaryFile() as ours, path.open("rb") as theirs:
        zip_into(ours, name, files)
        ours.seek(0)
        return hashlib.file_digest(ours, "sha256").digest() == hashlib.file_digest(theirs, "sha256").digest()


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
