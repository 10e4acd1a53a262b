"""What all bundles have in common: how many files they may hold, and what their files may be called."""

from pathlib import PurePosixPath

from township_sync.readers import limits
from township_sync.readers.raw import Refused

_JUNK_NAMES = {".ds_store", "thumbs.db", "desktop.ini", ".gitkeep"}
_JUNK_STARTS = ("~$", "._", ".~")


def is_junk(path: str) -> bool:
    """Whether a path names something that systems and office programs leave behind, and no submission."""
    parts = PurePosixPath(path).parts
    name = parts[-1].lower() if parts else ""
    return "__MACOSX" in parts or name in _JUNK_NAMES or name.startswith(_JUNK_STARTS)


def refuse_many(count: int, size: int) -> None:
    """Raise Refused `unpacked_too_large` for more files, or more bytes after unpacking, than a bundle may hold."""
    if count > limits.BUNDLE_FILES:
        raise Refused("unpacked_too_large", limit=f"{limits.BUNDLE_FILES}个文件")
    if size > limits.UNPACKED_BYTES:
        raise Refused("unpacked_too_large", limit=f"{limits.UNPACKED_BYTES // limits.MEGABYTE}MB")


def clean_name(name: str) -> str:
    """A name without parts that lead out of the folder; both kinds of slash part folders."""
    return "/".join(part for part in name.replace("\\", "/").split("/") if part not in ("", ".", ".."))


def decoded_name(name: bytes) -> str:
    """The name that somebody's system wrote in UTF-8 or in GBK."""
    for encoding in ("utf-8", "gb18030"):
        try:
            return name.decode(encoding)
        except UnicodeDecodeError:
            continue
    return name.decode("gb18030", errors="replace")
