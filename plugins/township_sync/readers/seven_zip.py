"""Bundles packed by 7-Zip (domain.md 4#70), by py7zr: sizes are judged before anything is unpacked."""

from io import BytesIO
from typing import Any

from township_sync.readers import limits
from township_sync.readers.bundle_entries import clean_name, is_junk, refuse_many
from township_sync.readers.raw import RawMember, Refused

MAGIC = b"7z\xbc\xaf\x27\x1c"


def files_of(data: bytes) -> list[RawMember]:
    """The files of one archive under clean names; raises Refused for a password, damage and more than the limits."""
    import py7zr

    try:
        with py7zr.SevenZipFile(BytesIO(data), max_extract_size=limits.UNPACKED_BYTES) as archive:
            if archive.needs_password():
                raise Refused("password_protected")
            return _unpacked(archive)
    except py7zr.PasswordRequired as error:
        raise Refused("password_protected") from error
    except (Refused, MemoryError):
        raise
    except Exception as error:  # py7zr meets bad bytes with whatever its unpacking raises
        raise Refused("unreadable_file", reason="damaged container") from error


def _unpacked(archive: Any) -> list[RawMember]:
    names = {f"{number}": clean_name(entry.filename) for number, entry in enumerate(archive.files)
             if entry.is_file and not is_junk(clean_name(entry.filename))}
    refuse_many(len(names), sum(entry.uncompressed or 0 for entry in archive.files))
    contents: dict[str, BytesIO] = {}
    for number, properties in enumerate(archive.files.files_list):
        properties["filename"] = f"{number}"  # py7zr refuses a whole archive for one name that leads out of it
    archive.extractall(factory=_Files(contents))
    return [RawMember(name, contents[number].getvalue()) for number, name in names.items() if number in contents]


class _Files:
    """What py7zr asks for a place to write each file to; the last part of its path is the number of the entry."""

    def __init__(self, contents: dict[str, BytesIO]) -> None:
        self.contents = contents

    def create(self, path: str) -> "_File":
        return _File(self.contents.setdefault(path.rpartition("/")[2], BytesIO()))


class _File:
    """One file in memory, with the methods of `py7zr.io.Py7zIO`."""

    def __init__(self, content: BytesIO) -> None:
        self.content = content

    def write(self, piece: bytes) -> int:
        return self.content.write(piece)

    def read(self, size: int | None = None) -> bytes:
        return self.content.read(size)

    def seek(self, offset: int, whence: int = 0) -> int:
        return self.content.seek(offset, whence)

    def flush(self) -> None:
        """Nothing to do: it is in memory."""

    def size(self) -> int:
        return self.content.getbuffer().nbytes

    def close(self) -> None:
        """Called when the file is complete; its content is still wanted."""
