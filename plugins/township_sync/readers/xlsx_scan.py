"""The facts of an xlsx sheet from its bytes as they are unpacked, ten times faster than a parser of XML.

Office programs write sheets in one plain form: UTF-8, no prefixes, `<row r="7" …><c r="A7" …>`. Of such a sheet all but
the rare things can be told by searching; cells with a formula or an error are handed to the exact pass
(`xlsx_facts`), and a sheet in any other form, or one that reaches far, as a whole. A property test compares the two.
"""

import re
from io import BytesIO

from township_sync.readers.raw import Refused
from township_sync.readers.sheet_facts import SheetFacts, Span
from township_sync.readers.xlsx_facts import column_number, facts_of

# What is longer is left to the exact pass: bytes that wait are looked at again with every chunk.
_FIRST_BYTES, _HEAD_BYTES, _ROW_BYTES, _TAIL_BYTES = 4 << 10, 1 << 20, 4 << 20, 8 << 20
_ENCODING = re.compile(rb'\A(?:\xef\xbb\xbf)?\s*<\?xml[^>]*encoding=["\'](?!utf-?8["\'])', re.IGNORECASE)
_PREFIXED = re.compile(rb'xmlns:[^=\s]+\s*=\s*["\'][^"\']*/(?:spreadsheetml/2006|ooxml/spreadsheetml)/main["\']')
_ROW = re.compile(rb'\s*<row r="([1-9][0-9]{0,6})"((?:[\s/][^<>]*)?)>')
_HIDDEN = re.compile(rb'\shidden="(?:1|true|on)"')
_CELL = re.compile(rb'<c r="([A-Z]{1,3})([0-9]{1,7})"')
_ODD = (b"<f", b't="e"', b"t='e'")
_MERGE = re.compile(rb'<mergeCell ref="([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})"')


class SheetScan:
    """What was seen so far of one part of a workbook; other parts than sheets are passed over."""

    def __init__(self) -> None:
        self._facts = SheetFacts()
        self._rest = b""
        self._take = self._head
        self._is_plain = True
        self._letters: set[bytes] = set()
        self._odd_rows: list[bytes] = []

    def feed(self, chunk: bytes) -> None:
        """Take the next bytes of the part."""
        if self._is_plain:
            self._rest += chunk
            self._take()

    def facts(self) -> SheetFacts | None:
        """The facts, or None when only the exact pass can tell them; of the columns just the last one is known."""
        if not self._is_plain or self._take != self._tail or not self._merges():
            return None
        try:
            odd = facts_of(BytesIO(b"<rows>%b</rows>" % b"".join(self._odd_rows)))
        except Refused:
            return None
        self._facts.marks = odd.marks
        last = max([odd.box[1], *(column_number(letters.decode()) for letters in self._letters)])
        self._facts.filled_columns = {(last, last)} if last else set()
        return None if self._facts.is_too_wide_for_calamine else self._facts

    def _head(self) -> None:
        start = self._rest.find(b"<sheetData>")
        if start < 0:
            known = len(self._rest)
            self._is_plain = known < _FIRST_BYTES or (b"<worksheet" in self._rest and known < _HEAD_BYTES)
            return
        head = self._rest[:start]
        self._is_plain = not (_ENCODING.search(head) or _PREFIXED.search(head) or b"<!" in head or b"\0" in head)
        self._rest = self._rest[start + len(b"<sheetData>") :]
        self._take = self._rows
        if self._is_plain:
            self._take()

    def _rows(self) -> None:
        data, place = self._rest, 0
        find, is_filled = data.find, self._is_filled if _has_odd_cells(data) else _is_filled
        spans, letters, length = self._facts.filled_rows, self._letters, len(data)
        while row := _ROW.match(data, place):
            number, attributes = row.groups()
            if attributes and _HIDDEN.search(attributes):
                self._facts.hidden_rows.add(int(number))
            place, start = row.start(), row.end()
            close = start if attributes.endswith(b"/") else find(b"</row>", start)
            if close < 0:
                break
            place = close if close == start else close + 6
            if is_filled(data, start, close, number):
                _extend(spans, int(number))
                cell = _CELL.match(data, data.rfind(b"<c", start, close) % length)
                if cell is None or cell[2] != number:
                    self._is_plain = False
                    break
                letters.add(cell[1])
        self._rest = data[place:]
        self._look_behind_rows(is_inside=row is not None)

    def _look_behind_rows(self, *, is_inside: bool) -> None:
        """What follows the last whole row: the beginning of a row, the end of all rows, or a form that is not plain."""
        rest = self._rest.lstrip()
        self._is_plain = self._is_plain and len(rest) < _ROW_BYTES
        if rest.startswith(b"</sheetData>"):
            self._take = self._tail
        elif not is_inside:
            is_begun = b"<row r=".startswith(rest[:7]) or b"</sheetData>".startswith(rest[:12])
            self._is_plain = self._is_plain and is_begun and b">" not in rest

    def _is_filled(self, data: bytes, start: int, end: int, number: bytes) -> bool:
        """The same where a formula or an error may be; such cells are kept for the exact pass."""
        odd = [cell for cell in data[start:end].split(b"<c ")[1:] if any(mark in cell for mark in _ODD)]
        if odd:
            self._odd_rows.append(b'<row r="%b"><c %b</row>' % (number, b"<c ".join(odd)))
            if not all(cell.startswith(b'r="') for cell in odd):
                self._is_plain = False
        return _is_filled(data, start, end, number) or any(b"<f" in cell for cell in odd)

    def _tail(self) -> None:
        self._is_plain = len(self._rest) < _TAIL_BYTES

    def _merges(self) -> bool:
        """Note the merges; False when they are written in another form."""
        for left, top, right, bottom in _MERGE.findall(self._rest):
            corners = int(top), column_number(left.decode()), int(bottom), column_number(right.decode())
            self._facts.merges.append(corners)
        return len(self._facts.merges) == self._rest.count(b"mergeCell ") and b"<!" not in self._rest


def _extend(spans: list[Span], row: int) -> None:
    """One more filled row, in the last span when it follows it."""
    if spans and spans[-1][1] == row - 1:
        spans[-1] = (spans[-1][0], row)
    else:
        spans.append((row, row))


def _has_odd_cells(data: bytes) -> bool:
    """Whether a formula or an error may be here; one letter is found much faster than what it stands in."""
    return (
        (b"f" in data and b"<f" in data) or (b"e" in data and b't="e"' in data) or (b"'" in data and b"t='e'" in data)
    )


def _is_filled(data: bytes, start: int, end: int, number: bytes) -> bool:
    """Whether one of the row's cells has a value."""
    return data.find(b"<v", start, end) >= 0 or data.find(b"<is", start, end) >= 0
