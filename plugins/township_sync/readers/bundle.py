"""Bundles: a zip, a 7z or a mail message with files, perhaps with bundles among them (domain.md 4#70-72)."""

import zipfile

from township_sync.readers import limits, mail_messages, seven_zip
from township_sync.readers.bundle_entries import clean_name, decoded_name, is_junk, refuse_many
from township_sync.readers.container import opened, refuse_size
from township_sync.readers.content import BUNDLES, kind_of
from township_sync.readers.raw import RawMember, Refused

__all__ = ["is_junk", "members_of"]


def members_of(data: bytes, kind: str | None = None) -> list[RawMember]:
    """The files of a bundle, those of inner bundles under `inner.zip/…`; raises Refused for what may not be opened.

    A message is no level of its own: what a bundle may hold, a bundle that came by mail may hold too.
    """
    kind = kind or kind_of(data)
    members = _members(data, kind, depth=-1 if kind == "eml" else 0)
    if not members:
        raise Refused("unreadable_file", reason="a container without workbook parts or files")
    if len({member.name for member in members}) < len(members):
        raise Refused("unreadable_file", reason="two files of one name")
    return sorted(members, key=lambda member: member.name.encode(errors="surrogateescape"))


def _members(data: bytes, kind: str, depth: int) -> list[RawMember]:
    found: list[RawMember] = []
    for member in _FILES[kind](data):
        found += _unpacked(member, depth)
        refuse_many(len(found), sum(len(one.data) for one in found))
    return found


def _unpacked(member: RawMember, depth: int) -> list[RawMember]:
    kind = _kind(member.data)
    if kind not in BUNDLES:
        return [member]
    if depth == limits.BUNDLE_DEPTH:
        raise Refused("unpacked_too_large", limit=f"{limits.BUNDLE_DEPTH}层压缩包")
    return [RawMember(f"{member.name}/{inner.name}", inner.data) for inner in _members(member.data, kind, depth + 1)]


def _kind(content: bytes) -> str:
    try:
        return kind_of(content)
    except Refused:
        return "refused"


def _zip_files(data: bytes) -> list[RawMember]:
    with opened(data) as archive:
        named = [(_name(entry), entry) for entry in archive.infolist() if not entry.is_dir()]
        named = [(name, entry) for name, entry in named if not is_junk(name)]
        _refuse([entry for _, entry in named])
        return [RawMember(name, archive.read(entry)) for name, entry in named]


def _refuse(entries: list[zipfile.ZipInfo]) -> None:
    if any(entry.flag_bits & 1 for entry in entries):
        raise Refused("password_protected")
    refuse_size(entries)
    refuse_many(len(entries), 0)


def _name(entry: zipfile.ZipInfo) -> str:
    """The entry's name as its maker saw it; without the flag for UTF-8 it is in whatever the maker's system writes."""
    if entry.flag_bits & 0x800:
        return clean_name(entry.filename)
    return clean_name(decoded_name(entry.filename.encode("cp437", errors="replace")))


_FILES = {"zip": _zip_files, "7z": seven_zip.files_of, "eml": mail_messages.attachments_of}
