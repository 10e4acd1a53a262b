"""Binary workbooks (MS-XLSB) by our own pass: calamine gives neither errors, formulas nor merges of them."""

import struct
import zipfile
from posixpath import join, normpath

from township_sync.readers import limits
from township_sync.readers.container import opened, part_names
from township_sync.readers.number_formats import Shown, shown_as
from township_sync.readers.raw import RawSheet, RawValue, Refused
from township_sync.readers.sheet_extent import extent, filled_rows
from township_sync.readers.workbook_parts import local, parse_xml
from township_sync.readers.xlsb_facts import SheetPass
from township_sync.readers.xlsb_records import records, text_at

_WORKBOOK_PROPERTIES, _SHEET, _SHARED_TEXT, _FORMAT, _STYLE = 153, 156, 19, 44, 47
_STYLES_START, _STYLES_END = 617, 618


def read_xlsb(data: bytes) -> list[RawSheet]:
    """Every worksheet of the workbook, in its order; damage raises Refused `unreadable_file`."""
    try:
        with opened(data) as archive:
            parts = _Parts(archive)
            workbook = parts.read("xl/workbook.bin")
            texts, shown = _texts(parts.of_kind("sharedStrings")), _shown(parts.of_kind("styles"))
            from_1904 = _from_1904(workbook)
            return [
                _sheet(name, visible, SheetPass(texts, shown, from_1904).run(parts.read(parts.targets[relation][1])))
                ._replace(from_1904=from_1904)
                for name, visible, relation in _sheets(workbook)
                if relation in parts.targets and parts.targets[relation][0] == "worksheet"
            ]
    except (struct.error, IndexError) as error:
        raise Refused("unreadable_file", reason="damaged workbook") from error


class _Parts:
    """The parts of the package; `targets` has (kind, part) by the name of the workbook's relation."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive, self.names = archive, part_names(archive)
        self.targets: dict[str, tuple[str, str]] = {}
        parse_xml(self.read("xl/_rels/workbook.bin.rels"), self._on_start)

    def read(self, name: str) -> bytes:
        return self.archive.read(self.names[name.lower()])

    def of_kind(self, kind: str) -> bytes:
        """The first part of this kind; nothing when the workbook has none."""
        named = next((part for found, part in self.targets.values() if found == kind), "").lower()
        return self.read(named) if named in self.names else b""

    def _on_start(self, name: str, attributes: dict[str, str]) -> None:
        if local(name) == "Relationship":
            kind = attributes.get("Type", "").rpartition("/")[2]
            target = normpath(join("/xl", attributes.get("Target", "").replace("\\", "/"))).lstrip("/")
            self.targets[attributes.get("Id", "")] = kind, target


def _sheets(workbook: bytes) -> list[tuple[str, bool, str]]:
    """(name, whether it is visible, name of its relation)."""
    found: list[tuple[str, bool, str]] = []
    for number, start, end in records(workbook):
        if number == _SHEET:
            relation, place = text_at(workbook, start + 8, end)
            found.append((text_at(workbook, place, end)[0], workbook[start : start + 4] == bytes(4), relation))
    return found


def _from_1904(workbook: bytes) -> bool:
    return any(number == _WORKBOOK_PROPERTIES and workbook[start] & 1 for number, start, _ in records(workbook))


def _texts(part: bytes) -> list[str]:
    return [text_at(part, start + 1, end)[0] for number, start, end in records(part) if number == _SHARED_TEXT]


def _shown(part: bytes) -> list[Shown]:
    """How numbers look under each cell style."""
    codes: dict[int, str] = {}
    shown: list[Shown] = []
    is_inside = False
    for number, start, end in records(part):
        if number == _FORMAT:
            codes[int.from_bytes(part[start : start + 2], "little")] = text_at(part, start + 2, end)[0]
        elif number in (_STYLES_START, _STYLES_END):
            is_inside = number == _STYLES_START
        elif number == _STYLE and is_inside:
            shown.append(shown_as(int.from_bytes(part[start + 2 : start + 4], "little"), codes))
    return shown


def _sheet(name: str, visible: bool, found: SheetPass) -> RawSheet:
    """The sheet as far as it can be laid out; filled cells beyond are named as stray."""
    places = {(row, column) for row, cells in found.values.items() for column in cells} | found.marks.keys()
    rows = {(row, row) for row, _ in places}
    if (count := filled_rows(rows)) > limits.SHEET_ROWS:
        return RawSheet(name, [], {}, visible, too_many_rows=count)
    last, width = extent(rows, {(column, column) for _, column in places})
    marks = {place: mark for place, mark in found.marks.items() if place[0] <= last and place[1] <= width}
    strays = sorted(place for place in places if place[0] > last or place[1] > width)
    return RawSheet(
        name, [_row(found.values.get(row, {}), width) for row in range(1, last + 1)], marks, visible,
        frozenset(found.hidden_rows), found.merges, strays[: limits.STRAY_CELLS],
    )


def _row(cells: dict[int, RawValue], width: int) -> list[RawValue]:
    end = max((column for column in cells if column <= width), default=0)
    return [cells.get(column) for column in range(1, end + 1)]
