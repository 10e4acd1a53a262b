"""The records of a binary workbook (MS-XLSB 2.1.4): a number, a length, and so many bytes."""

import struct
from collections.abc import Iterator

from township_sync.readers.raw import Refused

_LENGTH = struct.Struct("<I")


def records(part: bytes) -> Iterator[tuple[int, int, int]]:
    """(number, start, end) of each record of a part; one that is cut off raises Refused `unreadable_file`."""
    place, size = 0, len(part)
    try:
        while place < size:
            number = part[place]
            place += 1
            if number & 0x80:
                number = number & 0x7F | (part[place] & 0x7F) << 7
                place += 1
            length = part[place]
            place += 1
            if length & 0x80:
                length, place = _long_length(part, place, length & 0x7F)
            yield number, place, place + length
            place += length
    except IndexError as error:
        raise Refused("unreadable_file", reason="damaged workbook") from error


def _long_length(part: bytes, place: int, length: int) -> tuple[int, int]:
    for shift in (7, 14, 21):
        byte = part[place]
        place += 1
        length |= (byte & 0x7F) << shift
        if not byte & 0x80:
            break
    return length, place


def text_at(part: bytes, place: int, end: int) -> tuple[str, int]:
    """A string that is preceded by its number of UTF-16 units, and where it ends."""
    units: int = _LENGTH.unpack_from(part, place)[0]
    place += _LENGTH.size
    if units == 0xFFFFFFFF:
        return "", place
    if place + 2 * units > end:
        raise Refused("unreadable_file", reason="damaged workbook")
    return part[place : place + 2 * units].decode("utf-16-le", errors="replace"), place + 2 * units
