"""Bundles: a zip of files, perhaps with bundles inside, whose names Windows wrote in GBK (domain.md 4#70-72)."""

import zipfile
from pathlib import PurePosixPath

from township_sync.readers import limits
from township_sync.readers.container import opened, refuse_size
from township_sync.readers.content import kind_of
from township_sync.readers.raw import RawMember, Refused

_JUNK_NAMES = {".ds_store", "thumbs.db", "desktop.ini", ".gitkeep"}
_JUNK_STARTS = ("~$", "._", ".~")


def is_junk(path: str) -> bool:
    """Whether a path names something that systems and office programs leave behind, and no submission."""
    parts = PurePosixPath(path).parts
    name = parts[-1].lower() if parts else ""
    return "__MACOSX" in parts or name in _JUNK_NAMES or name.startswith(_JUNK_STARTS)


def members_of(data: bytes) -> list[RawMember]:
    """The files of a bundle, those of inner bundles under `inner.zip/…`; raises Refused for what may not be opened."""
    members = _members(data, depth=0)
    if not members:
        raise Refused("unreadable_file", reason="a container without workbook parts or files")
    if len({member.name for member in members}) < len(members):
        raise Refused("unreadable_file", reason="two files of one name")
    return sorted(members, key=lambda member: member.name.encode(errors="surrogateescape"))


def _members(data: bytes, depth: int) -> list[RawMember]:
    found: list[RawMember] = []
    with opened(data) as archive:
        entries = [entry for entry in archive.infolist() if not entry.is_dir() and not is_junk(_name(entry))]
        _refuse(entries)
        for entry in entries:
            found += _unpacked(_name(entry), archive.read(entry), depth)
    _refuse_many(len(found), sum(len(member.data) for member in found))
    return found


def _unpacked(name: str, content: bytes, depth: int) -> list[RawMember]:
    if not _is_bundle(content):
        return [RawMember(name, content)]
    if depth == limits.BUNDLE_DEPTH:
        raise Refused("unpacked_too_large", limit=f"{limits.BUNDLE_DEPTH}层压缩包")
    return [RawMember(f"{name}/{inner.name}", inner.data) for inner in _members(content, depth + 1)]


def _is_bundle(content: bytes) -> bool:
    try:
        return kind_of(content) == "zip"
    except Refused:
        return False


def _refuse(entries: list[zipfile.ZipInfo]) -> None:
    if any(entry.flag_bits & 1 for entry in entries):
        raise Refused("password_protected")
    refuse_size(entries)
    _refuse_many(len(entries), 0)


def _refuse_many(count: int, size: int) -> None:
    if count > limits.BUNDLE_FILES:
        raise Refused("unpacked_too_large", limit=f"{limits.BUNDLE_FILES}个文件")
    if size > limits.UNPACKED_BYTES:
        raise Refused("unpacked_too_large", limit=f"{limits.UNPACKED_BYTES // limits.MEGABYTE}MB")


def _name(entry: zipfile.ZipInfo) -> str:
    """The entry's name as its maker saw it, without parts that lead out of the folder."""
    name = entry.filename
    if not entry.flag_bits & 0x800:
        name = _decoded(name.encode("cp437", errors="replace"))
    return "/".join(part for part in name.replace("\\", "/").split("/") if part not in ("", ".", ".."))


def _decoded(name: bytes) -> str:
    for encoding in ("utf-8", "gb18030"):
        try:
            return name.decode(encoding)
        except UnicodeDecodeError:
            continue
    return name.decode("gb18030", errors="replace")
