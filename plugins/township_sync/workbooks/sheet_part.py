"""One worksheet part, edited by splicing bytes: only the start tags of marked cells change, all else stays as it was.

A tree of a large sheet costs a gigabyte; expat tells the byte where each element begins, and that is all we need.
"""

import re
from collections.abc import Callable, Iterable
from xml.parsers import expat

from township_sync.workbooks.package import MAIN, OFFICE_RELATION, CannotEdit
from township_sync.workbooks.problems import Place, letters, number
from township_sync.workbooks.sheet_sizes import SheetSizes

_TAG = re.compile(rb"<([^\s/>]+)((?:\s+[^\s=>]+\s*=\s*(?:\"[^\"]*\"|'[^']*'))*)\s*(/?)>")
_STYLE = re.compile(rb"(\ss\s*=\s*)([\"'])(\d*)\2")
_SELECTED = re.compile(rb"\stabSelected\s*=\s*[\"'](?:1|true)[\"']")
_DECLARED = re.compile(rb"((?:\xef\xbb\xbf)?<\?xml[^>]*encoding\s*=\s*[\"'])([^\"']+)")
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_PROTECTED = re.compile(rb"<(?:\w+:)?sheetProtection\b[^>]*>")
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?ref\s*=\s*[\"']([A-Z]+\d+:[A-Z]+\d+)[\"']")
_AFTER_LEGACY_DRAWING = {
    "legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "webPublishItems", "tableParts", "extLst",
}
Restyle = Callable[[int], int]


def is_selected(data: bytes) -> bool:
    """Whether the sheet's tab is selected."""
    return _SELECTED.search(_head(as_utf8(data))) is not None


def deselected(data: bytes) -> bytes:
    """The sheet with its tab not selected: two selected tabs would be edited together."""
    data = as_utf8(data)
    head = _head(data)
    return _SELECTED.sub(b"", head) + data[len(head):]


def _head(data: bytes) -> bytes:
    found = data.find(b"sheetData")
    return data if found < 0 else data[:found]


class SheetPart:
    """The splices of one worksheet. Raises CannotEdit when its rows are out of order."""

    def __init__(self, data: bytes, places: Iterable[Place], restyle: Restyle) -> None:
        self._data, self._restyle = as_utf8(data), restyle
        self.sizes = SheetSizes()
        self._wanted: dict[int, list[int]] = {}
        for row, column in sorted(places):
            self._wanted.setdefault(row, []).append(column)
        self._splices: list[tuple[int, int, bytes]] = []
        self._row, self._column, self._depth = 0, 0, 0
        self._pending: list[int] = []
        self._row_style, self._root_at, self._rows_at, self._row_at = 0, 0, 0, 0
        self._column_styles: list[tuple[int, int, int]] = []
        self._legacy_at: int | None = None
        self.legacy_drawing: str | None = None
        self._scan()

    def with_notes(self, relation_id: str | None) -> bytes:
        """The edited sheet; a relation id is written as its legacy drawing when the sheet has none yet."""
        if relation_id and self.legacy_drawing is None and self._legacy_at is not None:
            tag = _prefix(self._data, self._root_at) + b"legacyDrawing"
            text = b"<%s xmlns:r=\"%s\" r:id=\"%s\"/>" % (tag, OFFICE_RELATION.encode(), relation_id.encode())
            self._splices.append((self._legacy_at, self._legacy_at, text))
        parts, last = [], 0
        for begin, end, text in sorted(self._splices, key=lambda splice: splice[:2]):
            parts += [self._data[last:begin], text]
            last = end
        return b"".join([*parts, self._data[last:]])

    def _scan(self) -> None:
        self._parser = expat.ParserCreate(namespace_separator="}")
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.StartDoctypeDeclHandler = _refuse_doctype
        try:
            self._parser.Parse(self._data, True)
        except (expat.ExpatError, ValueError, KeyError, LookupError) as error:
            raise CannotEdit("a sheet is no well-formed worksheet") from error

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        namespace, _, tag = name.rpartition("}")
        self._depth += 1
        if namespace != MAIN:
            if self._depth == 1:
                raise CannotEdit("a sheet is of another dialect of the format")
            return
        if tag == "c":
            self._start_cell(attributes)
        elif tag == "row":
            self._start_row(attributes)
        elif tag == "sheetData":
            self._rows_at = self._parser.CurrentByteIndex
        elif self._depth == 1:
            self._root_at = self._parser.CurrentByteIndex
        elif tag == "col":
            self._take_column(attributes)
        elif tag == "sheetFormatPr":
            self.sizes.take_defaults(attributes)
        elif tag == "legacyDrawing" and self._depth == 2:
            self.legacy_drawing = attributes.get(f"{OFFICE_RELATION}}}id")
        elif tag in _AFTER_LEGACY_DRAWING and self._depth == 2 and self._legacy_at is None:
            self._legacy_at = self._parser.CurrentByteIndex

    def _take_column(self, attributes: dict[str, str]) -> None:
        self.sizes.take_columns(attributes)
        if attributes.get("style"):
            span = int(attributes["min"]), int(attributes["max"]), int(attributes["style"])
            self._column_styles.append(span)

    def _start_row(self, attributes: dict[str, str]) -> None:
        row = int(attributes.get("r", self._row + 1))
        if row <= self._row:
            raise CannotEdit("the rows of a sheet are out of order")
        self._insert_rows(before=row)
        self._row_at = self._parser.CurrentByteIndex
        self._row, self._column = row, 0
        self.sizes.take_row(row, attributes)
        self._row_style = int(attributes.get("s") or 0) if attributes.get("customFormat") in ("1", "true") else 0
        self._pending = self._wanted.pop(row, [])

    def _start_cell(self, attributes: dict[str, str]) -> None:
        if not self._pending:
            return
        reference = attributes.get("r")
        self._column = number(reference.rstrip("0123456789").upper()) if reference else self._column + 1
        at = self._parser.CurrentByteIndex
        while self._pending and self._pending[0] < self._column:
            self._splices.append((at, at, self._new_cell(self._row, self._pending.pop(0), _prefix(self._data, at))))
        if self._pending and self._pending[0] == self._column:
            self._pending.pop(0)
            self._recolour(at)

    def _recolour(self, at: int) -> None:
        tag = self._tag(at)
        found = _STYLE.search(self._data, at, tag.end())
        if found:
            self._splices.append((found.start(3), found.end(3), b"%d" % self._restyle(int(found[3] or 0))))
        else:
            self._splices.append((tag.end(1), tag.end(1), b' s="%d"' % self._restyle(0)))

    def _end(self, name: str) -> None:
        self._depth -= 1
        if name == f"{MAIN}}}row" and self._pending:
            prefix = _prefix(self._data, self._row_at)
            cells = (self._new_cell(self._row, column, prefix) for column in self._pending)
            self._close(self._row_at, b"".join(cells))
            self._pending = []
        elif name == f"{MAIN}}}sheetData" and self._wanted:
            self._close(self._rows_at, self._new_rows(list(self._wanted), _prefix(self._data, self._rows_at)))
            self._wanted.clear()
        elif self._depth == 0 and self._legacy_at is None:
            self._legacy_at = self._parser.CurrentByteIndex

    def _close(self, begin: int, text: bytes) -> None:
        """Put a text before the end tag that is being read, or inside an element that was written as empty."""
        tag = self._tag(begin)
        if tag[3]:
            self._splices.append((tag.start(3), tag.end(), b">" + text + b"</" + tag[1] + b">"))
        else:
            at = self._parser.CurrentByteIndex
            self._splices.append((at, at, text))

    def _insert_rows(self, before: int) -> None:
        rows = [row for row in self._wanted if row < before]
        if rows:
            at = self._parser.CurrentByteIndex
            self._splices.append((at, at, self._new_rows(rows, _prefix(self._data, at))))
        for row in rows:
            del self._wanted[row]

    def _new_rows(self, rows: list[int], prefix: bytes) -> bytes:
        self._row_style = 0
        return b"".join(
            b'<%srow r="%d">' % (prefix, row)
            + b"".join(self._new_cell(row, column, prefix) for column in self._wanted[row])
            + b"</%srow>" % prefix
            for row in rows
        )

    def _new_cell(self, row: int, column: int, prefix: bytes) -> bytes:
        own = next((style for low, high, style in self._column_styles if low <= column <= high), 0)
        style = self._restyle(self._row_style or own)
        return b'<%sc r="%s%d" s="%d"/>' % (prefix, letters(column).encode(), row, style)

    def _tag(self, at: int) -> re.Match[bytes]:
        found = _TAG.match(self._data, at)
        if not found:
            raise CannotEdit("a tag of a sheet cannot be understood")
        return found


def as_utf8(data: bytes) -> bytes:
    """A part in UTF-8, whatever encoding its first bytes state; CannotEdit when it is not written in it."""
    declared = _DECLARED.match(data)
    name = "utf-16" if data[:2] in _UTF16_MARKS else declared[2].decode().lower() if declared else "utf-8"
    if name in ("utf-8", "us-ascii", "ascii"):
        return data
    try:
        text = data.decode(name)
    except (LookupError, UnicodeDecodeError) as error:
        raise CannotEdit("a sheet is written in an encoding that it does not state") from error
    return _DECLARED.sub(rb"\1UTF-8", text.lstrip("\ufeff").encode(), count=1)


def is_protected(data: bytes) -> bool:
    """Whether the sheet is protected, so that only unlocked cells can be mended."""
    found = _PROTECTED.search(data)
    return found is not None and re.search(rb"\bsheet\s*=\s*[\"'](?:1|true)", found[0]) is not None


def merged_areas(data: bytes) -> list[tuple[int, int, int, int]]:
    """The merges of a sheet as (first row, first column, last row, last column)."""
    ends = (re.fullmatch(r"([A-Z]+)(\d+):([A-Z]+)(\d+)", found.decode()) for found in _MERGED.findall(data))
    return [(int(end[2]), number(end[1]), int(end[4]), number(end[3])) for end in ends if end]


def _prefix(data: bytes, at: int) -> bytes:
    """`x:` when the element at this byte is `<x:row>` or `</x:row>`, else nothing."""
    found = re.compile(rb"</?([^\s/>:]+:)?").match(data, at)
    return (found[1] or b"") if found else b""


def _refuse_doctype(*_: object) -> None:
    raise CannotEdit("a part declares a DOCTYPE")
