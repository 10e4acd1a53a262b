"""The archive: every submission's bytes, once, under the name of their SHA-256; nothing in it is ever changed."""

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path
from tempfile import NamedTemporaryFile

from township_sync.errors import TerminalError
from township_sync.settings import Settings


def put(settings: Settings, data: bytes) -> str:
    """Keep these bytes and return their SHA-256 (hex); bytes that are there already are not written again."""
    sha256 = hashlib.sha256(data).hexdigest()
    path = path_of(settings, sha256)
    if not path.exists():
        write_whole(path, data)
    return sha256


def get(settings: Settings, sha256: str) -> bytes:
    """The bytes of this SHA-256; raises TerminalError when they are missing or are not those bytes any more."""
    path = path_of(settings, sha256)
    if not path.is_file():
        raise TerminalError(f"The archive has no file {sha256}; restore {path} from the backup.")
    data = path.read_bytes()
    if hashlib.sha256(data).hexdigest() != sha256:
        raise TerminalError(f"The archived file {path} is damaged; restore it from the backup.")
    return data


def path_of(settings: Settings, sha256: str) -> Path:
    """Where the bytes of a SHA-256 lie."""
    return settings.folder("archive") / sha256[:2] / sha256


def write_whole(path: Path, data: bytes | Iterable[bytes]) -> None:
    """Write a file, from its pieces where it is large, so that it is there whole or not at all, also when the power
    fails."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, prefix=".new-", delete=False) as temporary:
        temporary.writelines([data] if isinstance(data, bytes) else data)
        temporary.flush()
        os.fsync(temporary.fileno())
    Path(temporary.name).replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
