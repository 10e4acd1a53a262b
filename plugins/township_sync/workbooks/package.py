"""The parts of an .xlsx file: read, changed one by one, and written so that the same parts give the same bytes."""

import posixpath
import zipfile
from io import BytesIO
from typing import Any

from lxml import etree

CONTENT_TYPES = "[Content_Types].xml"
TYPES_NAMESPACE = "http://schemas.openxmlformats.org/package/2006/content-types"
RELATIONS_NAMESPACE = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_DATE = (1980, 1, 1, 0, 0, 0)


class CannotEdit(Exception):
    """The package is of a kind whose parts we do not edit; its values are laid out in a new workbook instead."""


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
    """All parts by name, in the order of the archive. Raises CannotEdit when the bytes are no plain .xlsx."""

    def __init__(self, data: bytes) -> None:
        try:
            with zipfile.ZipFile(BytesIO(data)) as archive:
                self.parts = {info.filename: archive.read(info) for info in archive.infolist() if not info.is_dir()}
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
            raise CannotEdit("the file is no readable zip archive") from error
        if CONTENT_TYPES not in self.parts:
            raise CannotEdit("the archive has no content types")
        self._types = parse(self.parts[CONTENT_TYPES])

    def part(self, name: str) -> bytes:
        """The bytes of a part; CannotEdit when it is missing."""
        if name not in self.parts:
            raise CannotEdit(f"the part {name} is missing")
        return self.parts[name]

    def relations(self, name: str) -> "Relations":
        """The relations of one part ('' is the package itself)."""
        return Relations(self, name)

    def free_name(self, pattern: str) -> str:
        """The first name of the pattern (`xl/comments{}.xml`) that no part has, counted from 1."""
        taken = {part.lower() for part in self.parts}
        count = 1
        while pattern.format(count).lower() in taken:
            count += 1
        return pattern.format(count)

    def put(self, name: str, data: bytes, content_type: str | None = None) -> None:
        """Set a part, and declare its type when it is new."""
        self.parts[name] = data
        if content_type:
            self.declare(name, content_type)

    def declare(self, name: str, content_type: str) -> None:
        """Name the type of one part, in place of an earlier declaration."""
        self._forget_type(name)
        override = etree.SubElement(self._types, f"{{{TYPES_NAMESPACE}}}Override")
        override.set("PartName", "/" + name)
        override.set("ContentType", content_type)

    def remove(self, name: str) -> None:
        """Take a part and its own relations out."""
        self.parts.pop(name, None)
        self.parts.pop(relations_name(name), None)
        self._forget_type(name)

    def _forget_type(self, name: str) -> None:
        for override in self._types.findall(f"{{{TYPES_NAMESPACE}}}Override"):
            if override.get("PartName", "").lower() == ("/" + name).lower():
                self._types.remove(override)

    def to_bytes(self) -> bytes:
        """The archive, with fixed dates."""
        self.parts[CONTENT_TYPES] = serialise(self._types)
        buffer = BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in self.parts.items():
                info = zipfile.ZipInfo(name, _DATE)
                info.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(info, data)
        return buffer.getvalue()


def relations_name(part: str) -> str:
    """`xl/workbook.xml` keeps its relations in `xl/_rels/workbook.xml.rels`."""
    folder, base = posixpath.split(part)
    return posixpath.join(folder, "_rels", base + ".rels")


class Relations:
    """What one part points to: id → (type, target part)."""

    def __init__(self, package: Package, part: str) -> None:
        self._package, self._part = package, part
        self._name = relations_name(part)
        data = package.parts.get(self._name)
        self._root = parse(data) if data else etree.Element(
            f"{{{RELATIONS_NAMESPACE}}}Relationships", nsmap={None: RELATIONS_NAMESPACE})

    def target(self, relation_id: str) -> str | None:
        """The name of the part behind an id; None for an unknown id or a target outside the package."""
        for relation in self._root:
            if relation.get("Id") == relation_id and relation.get("TargetMode") != "External":
                return self._resolve(relation.get("Target", ""))
        return None

    def of_type(self, kind: str) -> str | None:
        """The first part of a kind such as `comments` or `styles`."""
        for relation in self._root:
            if relation.get("Type") == f"{OFFICE_RELATION}/{kind}" and relation.get("TargetMode") != "External":
                return self._resolve(relation.get("Target", ""))
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
        self._package.parts[self._name] = serialise(self._root)
