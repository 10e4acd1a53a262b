"""Where the sheets of an xlsx workbook lie in its container."""

import re
import zipfile
from posixpath import join, normpath
from xml.parsers import expat

from township_sync.readers import limits
from township_sync.readers.raw import Refused

_FROM_1904 = re.compile(rb'<(?:\w+:)?workbookPr\s[^>]*\bdate1904\s*=\s*["\'](?:1|true|on)["\']')


def parse_xml(part: bytes, on_start: object) -> None:
    """Run expat over a small part; a DOCTYPE or bad XML raises Refused `unreadable_file`."""
    parser = new_parser()
    parser.StartElementHandler = on_start  # type: ignore[assignment]
    try:
        parser.Parse(part, True)
    except expat.ExpatError as error:
        raise Refused("unreadable_file", reason="damaged XML") from error


def new_parser() -> expat.XMLParserType:
    """An expat parser that refuses every DOCTYPE."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_doctype
    return parser


def _refuse_doctype(*_: object) -> None:
    raise Refused("unreadable_file", reason="DOCTYPE or entity declaration")


def local(name: str) -> str:
    """An element's name without its namespace prefix."""
    return name.rpartition(":")[2]


def sheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Part name by sheet name."""
    targets = _targets(archive.read("xl/_rels/workbook.xml.rels"))
    found: dict[str, str] = {}

    def on_start(name: str, attributes: dict[str, str]) -> None:
        if local(name) == "sheet" and "name" in attributes:
            relation = next((value for key, value in attributes.items() if local(key) == "id" and ":" in key), "")
            if relation in targets:
                found[attributes["name"]] = targets[relation]

    parse_xml(archive.read("xl/workbook.xml"), on_start)
    refuse_many_sheets(len(found))
    return found


def counts_from_1904(archive: zipfile.ZipFile) -> bool:
    """Whether the workbook counts its days from 1904, as those of the first Macintoshes do (ECMA-376 18.2.28)."""
    return _FROM_1904.search(archive.read("xl/workbook.xml")) is not None


def refuse_many_sheets(count: int) -> None:
    """Raise Refused when a workbook has more sheets than the limit."""
    if count > limits.SHEETS:
        raise Refused("unpacked_too_large", limit=f"{limits.SHEETS}个工作表")


def _targets(relations: bytes) -> dict[str, str]:
    found: dict[str, str] = {}

    def on_start(name: str, attributes: dict[str, str]) -> None:
        if local(name) == "Relationship" and "worksheet" in attributes.get("Type", ""):
            found[attributes.get("Id", "")] = normpath(join("/xl", attributes.get("Target", ""))).lstrip("/")

    parse_xml(relations, on_start)
    return found
