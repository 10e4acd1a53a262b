"""The parts of an .xlsx file: read, changed one by one, and written so that the same parts give the same bytes."""

import posixpath
import zipfile
import zlib
from collections.abc import Sequence
from io import BytesIO
from typing import Any

from lxml import etree

CONTENT_TYPES = "[Content_Types].xml"
TYPES_NAMESPACE = "http://schemas.openxmlformats.org/package/2006/content-types"
RELATIONS_NAMESPACE = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS_TYPE = "application/vnd.openxmlformats-package.relationships+xml"
STRICT = b"http://purl.oclc.org/ooxml/"
_DIALECTS = [
    (STRICT + b"spreadsheetml/main", MAIN.encode()),
    (STRICT + b"officeDocument/relationships", OFFICE_RELATION.encode()),
]
_DATE = (1980, 1, 1, 0, 0, 0)


class CannotEdit(Exception):
    """The package is of a kind whose parts we do not edit; its values are laid out in a new workbook instead."""


def tag(name: str) -> str:
    """The name of a SpreadsheetML element as lxml writes it, with its namespace."""
    return f"{{{MAIN}}}{name}"


def parse(data: bytes) -> Any:
    """One XML part as a tree; entities are never resolved and nothing is fetched."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True,
                             remove_comments=True)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise CannotEdit("a part is no well-formed XML") from error
    if root.getroottree().docinfo.doctype:
        raise CannotEdit("a part declares a DOCTYPE")
    return root


def serialise(root: Any) -> bytes:
    """A tree as the bytes of a part."""
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


class Package:
    """All parts by name, in the order of the archive. Raises CannotEdit when the bytes are no plain .xlsx.

    Parts of the strict dialect are read and written through its common names (`read`, `put`), so that nobody else need
    know of it. Names are compared without case, and a backslash is taken for a slash, as Excel does.
    """

    def __init__(self, data: bytes) -> None:
        try:
            with zipfile.ZipFile(BytesIO(data)) as archive:
                found = {info.filename: archive.read(info) for info in archive.infolist() if not info.is_dir()}
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError, zlib.error, EOFError, OSError) as error:
            raise CannotEdit("the file is no readable zip archive") from error
        self.parts = {name.replace("\\", "/").removeprefix("/"): body for name, body in found.items()}
        self._known = {name.lower(): name for name in self.parts}
        if len(self._known) != len(found):
            raise CannotEdit("two parts of the archive have one name")
        types = self.actual(CONTENT_TYPES)
        if types is None:
            raise CannotEdit("the archive has no content types")
        self._types_name, self._types = types, parse(self.parts[types])
        self.is_strict = STRICT in self.parts.get(self.actual("_rels/.rels") or "", b"")

    def actual(self, name: str | None) -> str | None:
        """The name of a part as the archive spells it; None when there is no such part."""
        return self._known.get(name.lower()) if name else None

    def read(self, name: str | None) -> bytes | None:
        """The bytes of a part in the common dialect; None when it is not there."""
        found = self.actual(name)
        return None if found is None else self._common(self.parts[found])

    def part(self, name: str) -> bytes:
        """The bytes of a part in the common dialect; CannotEdit when it is missing."""
        data = self.read(name)
        if data is None:
            raise CannotEdit(f"the part {name} is missing")
        return data

    def relations(self, name: str) -> "Relations":
        """The relations of one part ('' is the package itself)."""
        return Relations(self, name)

    def free_name(self, pattern: str) -> str:
        """The first name of the pattern (`xl/comments{}.xml`) that no part has, counted from 1."""
        count = 1
        while self.actual(pattern.format(count)):
            count += 1
        return pattern.format(count)

    def put(self, name: str, data: bytes, content_type: str | None = None) -> None:
        """Set a part, and declare its type when it is new."""
        name = self.actual(name) or name
        self.parts[name] = self._own(data)
        self._known[name.lower()] = name
        if content_type:
            self.declare(name, content_type)

    def declare(self, name: str, content_type: str) -> None:
        """Name the type of one part, in place of an earlier declaration."""
        self._forget_type(name)
        override = etree.SubElement(self._types, f"{{{TYPES_NAMESPACE}}}Override")
        override.set("PartName", "/" + name)
        override.set("ContentType", content_type)

    def declare_ending(self, ending: str, content_type: str) -> None:
        """Name the type of all parts with an ending (`rels`), unless the package does so."""
        known = self._types.findall(f"{{{TYPES_NAMESPACE}}}Default")
        if not any(default.get("Extension", "").lower() == ending for default in known):
            default = etree.Element(f"{{{TYPES_NAMESPACE}}}Default", Extension=ending, ContentType=content_type)
            self._types.insert(0, default)

    def type_of(self, name: str) -> str:
        """The declared type of a part, or ''."""
        for override in self._types.findall(f"{{{TYPES_NAMESPACE}}}Override"):
            if override.get("PartName", "").lower() == f"/{name}".lower():
                return str(override.get("ContentType", ""))
        return ""

    def remove(self, name: str) -> None:
        """Take a part out, with its own relations and the parts that only it pointed to."""
        targets = self.relations(name).targets()
        self._drop(name)
        self._drop(relations_name(name))
        for target in targets:
            if self.actual(target) and not self._is_wanted(target):
                self.remove(target)

    def _drop(self, name: str) -> None:
        self.parts.pop(self._known.pop(name.lower(), name), None)
        self._forget_type(name)

    def _is_wanted(self, name: str) -> bool:
        owners = (owner_of(part) for part in list(self.parts) if part.lower().endswith(".rels"))
        return any(name.lower() in map(str.lower, self.relations(owner).targets()) for owner in owners)

    def _forget_type(self, name: str) -> None:
        for override in self._types.findall(f"{{{TYPES_NAMESPACE}}}Override"):
            if override.get("PartName", "").lower() == ("/" + name).lower():
                self._types.remove(override)

    def _common(self, data: bytes) -> bytes:
        return _translated(data, _DIALECTS) if self.is_strict else data

    def _own(self, data: bytes) -> bytes:
        return _translated(data, [pair[::-1] for pair in _DIALECTS]) if self.is_strict else data

    def to_bytes(self) -> bytes:
        """The archive, with fixed dates."""
        if any(name.endswith(".rels") for name in self.parts):
            self.declare_ending("rels", RELATIONS_TYPE)
        self.parts[self._types_name] = serialise(self._types)
        buffer = BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in self.parts.items():
                info = zipfile.ZipInfo(name, _DATE)
                info.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(info, data)
        return buffer.getvalue()


def _translated(data: bytes, pairs: Sequence[tuple[bytes, bytes]]) -> bytes:
    for given, wanted in pairs:
        data = data.replace(given, wanted)
    return data


def relations_name(part: str) -> str:
    """`xl/workbook.xml` keeps its relations in `xl/_rels/workbook.xml.rels`."""
    folder, base = posixpath.split(part)
    return posixpath.join(folder, "_rels", base + ".rels")


def owner_of(relations: str) -> str:
    """The part whose relations these are: the way back from `relations_name`."""
    folder, base = posixpath.split(relations)
    return posixpath.join(posixpath.dirname(folder), base[: -len(".rels")])


class Relations:
    """What one part points to: id → (type, target part)."""

    def __init__(self, package: Package, part: str) -> None:
        self._package, self._part = package, part
        self._name = relations_name(part)
        data = package.read(self._name)
        self._root = parse(data) if data else etree.Element(
            f"{{{RELATIONS_NAMESPACE}}}Relationships", nsmap={None: RELATIONS_NAMESPACE})

    def target(self, relation_id: str) -> str | None:
        """The name of the part behind an id; None for an unknown id or a target outside the package."""
        for relation in self._root:
            if relation.get("Id") == relation_id and relation.get("TargetMode") != "External":
                return self._resolve(relation.get("Target", ""))
        return None

    def targets(self) -> list[str]:
        """The names of all parts that it points to."""
        inside = (relation for relation in self._root if relation.get("TargetMode") != "External")
        return [self._resolve(relation.get("Target", "")) for relation in inside]

    def of_type(self, kind: str) -> str | None:
        """The first part of a kind such as `comments` or `styles`."""
        found = self.id_of_type(kind)
        return None if found is None else self.target(found)

    def all_of_type(self, kind: str) -> list[str]:
        """Every part of a kind."""
        ids = (str(one.get("Id", "")) for one in self._root if one.get("Type", "").endswith(f"/{kind}"))
        return [part for identifier in ids if (part := self.target(identifier))]

    def id_of_type(self, kind: str) -> str | None:
        """The id of the first relation of a kind inside the package, whoever defined the kind."""
        for relation in self._root:
            if relation.get("Type", "").endswith(f"/{kind}") and relation.get("TargetMode") != "External":
                return str(relation.get("Id", ""))
        return None

    def add(self, kind: str, target: str) -> str:
        """Point to a part; returns the new id."""
        taken = {relation.get("Id") for relation in self._root}
        count = 1
        while f"rId{count}" in taken:
            count += 1
        relation = etree.SubElement(self._root, f"{{{RELATIONS_NAMESPACE}}}Relationship")
        relation.set("Id", f"rId{count}")
        relation.set("Type", f"{OFFICE_RELATION}/{kind}")
        relation.set("Target", "/" + target)
        self._save()
        return f"rId{count}"

    def remove(self, relation_id: str) -> None:
        """Forget one relation."""
        for relation in self._root:
            if relation.get("Id") == relation_id:
                self._root.remove(relation)
        self._save()

    def _resolve(self, target: str) -> str:
        if target.startswith("/"):
            return target[1:]
        return posixpath.normpath(posixpath.join(posixpath.dirname(self._part), target))

    def _save(self) -> None:
        self._package.put(self._name, serialise(self._root))
