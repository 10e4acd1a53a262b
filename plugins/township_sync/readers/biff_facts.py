"""Where the formulas of an old workbook stand, which xlrd does not tell: one pass over its records.

(MS-XLS 2.4.127 Formula and 2.4.28 BoundSheet8; the record numbers of BIFF2 to BIFF5 by the OpenOffice documentation of
the format.) A record is its number and its length, two bytes each, and so many bytes.
"""

import struct
from collections.abc import Iterator
from io import BytesIO

from township_sync.readers.raw import Refused

_HEAD = struct.Struct("<HH")
_FORMULAS = {0x0006, 0x0206, 0x0406}
_TEXT_OF_FORMULA = {0x0207, 0x0007}
_BETWEEN_FORMULA_AND_TEXT = {0x0221, 0x0236, 0x04BC, 0x0037, 0x0021, 0x003C}
_SHEET, _START, _END = 0x0085, {0x0009, 0x0209, 0x0409, 0x0809}, 0x000A
_WORKSHEET, _MACRO_SHEET = 0, 1
_TEXT_RESULT, _EMPTY_RESULT = 0, 3
_FIRST_GENERATION = 0x0009
"""BIFF2 has three bytes of attributes before the eight of the result, its followers two."""
_TEXT_TOKEN = b"\x17"
"""The token of a literal text: a formula with one may well have an empty result."""
Formulas = dict[tuple[int, int], bool]
"""By (row, column) from 1: whether a result is stored."""


def formulas_by_sheet(data: bytes) -> list[Formulas]:
    """The formulas of every worksheet in the order of the workbook.

    Raises ValueError for what makes no sense, and Refused `macro_workbook` for a sheet of Excel 4 macros.
    """
    stream = _stream(data)
    starts = [*_sheet_starts(stream)] or [0]
    return [_formulas(stream, start) for start in starts]


def _stream(data: bytes) -> bytes:
    """The records: a stream of an OLE container, or the file as it is."""
    import olefile  # type: ignore[import-untyped]

    if not data.startswith(b"\xd0\xcf\x11\xe0"):
        return data
    with olefile.OleFileIO(BytesIO(data)) as container:
        name = "Workbook" if container.exists("Workbook") else "Book"
        return bytes(container.openstream(name).read())


def _records(stream: bytes, start: int) -> Iterator[tuple[int, int, int]]:
    """(number, start, length) of each record of one substream, embedded charts left out."""
    depth, place, last = 0, start, len(stream) - _HEAD.size
    while place <= last:
        number, length = _HEAD.unpack_from(stream, place)
        place += _HEAD.size
        if number in _START:
            depth += 1
        elif number == _END:
            depth -= 1
            if depth <= 0:
                return
        elif depth == 1:
            yield number, place, length
        place += length


def _sheet_starts(stream: bytes) -> Iterator[int]:
    for number, place, length in _records(stream, 0):
        if number == _SHEET and length >= 6:
            start, kind = int.from_bytes(stream[place : place + 4], "little"), stream[place + 5]
            if start + _HEAD.size > len(stream):
                raise ValueError("a sheet begins behind the end of the stream")
            if kind == _MACRO_SHEET:
                raise Refused("macro_workbook")
            if kind == _WORKSHEET:
                yield start


def _formulas(stream: bytes, start: int) -> Formulas:
    """An empty result is none when no formula of the sheet has a result: a program wrote it that cannot calculate."""
    found: Formulas = {}
    empty: set[tuple[int, int]] = set()
    waiting: tuple[int, int] | None = None
    result_at = 7 if _HEAD.unpack_from(stream, start)[0] == _FIRST_GENERATION else 6
    for number, place, length in _records(stream, start):
        if number in _FORMULAS and length >= result_at + 8:
            row, column = _HEAD.unpack_from(stream, place)
            kind = _kind_of_result(stream, place + result_at)
            waiting = (row + 1, column + 1)
            found[waiting] = kind != _TEXT_RESULT
            if kind == _EMPTY_RESULT and _TEXT_TOKEN not in stream[place + result_at + 8 : place + length]:
                empty.add(waiting)
        elif waiting is not None:
            found[waiting] |= number in _TEXT_OF_FORMULA
            waiting = waiting if number in _BETWEEN_FORMULA_AND_TEXT else None
    return found if empty != found.keys() else dict.fromkeys(found, False)


def _kind_of_result(stream: bytes, place: int) -> int:
    """0 a text, which follows in a record of its own; 3 an empty text; 255 a number; others a truth or an error."""
    return stream[place] if stream[place + 6 : place + 8] == b"\xff\xff" else 255
