"""One pass over a sheet of a binary workbook: values, formulas, errors, hidden rows and merges (MS-XLSB 2.4)."""

import struct
from typing import Any

from township_sync.readers.number_formats import Shown, moment_of
from township_sync.readers.raw import Mark, RawValue
from township_sync.readers.xlsb_records import records, text_at

_ROW, _MERGE = 0, 176
_RK, _ERROR, _BOOLEAN, _REAL, _TEXT, _SHARED_TEXT = 2, 3, 4, 5, 6, 7
_FORMULA_TEXT, _FORMULA_NUMBER, _FORMULA_BOOLEAN, _FORMULA_ERROR = 8, 9, 10, 11
_NUMBERS, _TEXTS = (_RK, _REAL, _FORMULA_NUMBER), (_TEXT, _FORMULA_TEXT)
_BOOLEANS, _ERRORS = (_BOOLEAN, _FORMULA_BOOLEAN), (_ERROR, _FORMULA_ERROR)
_ERROR_TEXTS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A",
                43: "#GETTING_DATA"}
_FOUR, _CELL, _RANGE, _REAL_NUMBER = map(struct.Struct, ("<I", "<II", "<4I", "<d"))
_STYLE = 0xFFFFFF
_HIDDEN = 0x10


class SheetPass:
    """What one sheet holds; rows and columns count from 1. `values` has only cells that hold something."""

    def __init__(self, texts: list[str], shown: list[Shown], from_1904: bool) -> None:
        self.texts, self.shown, self.from_1904 = texts, shown, from_1904
        self.values: dict[int, dict[int, RawValue]] = {}
        self.marks: dict[tuple[int, int], Mark] = {}
        self.hidden_rows: set[int] = set()
        self.merges: list[tuple[int, int, int, int]] = []
        self.row = 0

    def run(self, part: bytes) -> "SheetPass":
        """Read every record; raises Refused, or struct.error, for damage."""
        for number, start, end in records(part):
            if number == _ROW:
                self._start_row(part, start)
            elif _RK <= number <= _FORMULA_ERROR:
                self._cell(number, part, start, end)
            elif number == _MERGE:
                top, bottom, left, right = _RANGE.unpack_from(part, start)
                self.merges.append((top + 1, left + 1, bottom + 1, right + 1))
        return self

    def _start_row(self, part: bytes, start: int) -> None:
        self.row = _FOUR.unpack_from(part, start)[0] + 1
        if part[start + 11] & _HIDDEN:
            self.hidden_rows.add(self.row)

    def _cell(self, number: int, part: bytes, start: int, end: int) -> None:
        column, style = _CELL.unpack_from(part, start)
        value = self._value(number, part, start + _CELL.size, end, style & _STYLE)
        is_formula = number >= _FORMULA_TEXT
        if number in _ERRORS:
            self.marks[self.row, column + 1] = Mark(str(value), is_formula)
        elif is_formula:
            self.marks[self.row, column + 1] = Mark(None, True)
        if value not in (None, "") and number not in _ERRORS:
            self.values.setdefault(self.row, {})[column + 1] = value

    def _value(self, number: int, part: bytes, place: int, end: int, style: int) -> Any:
        if number in _NUMBERS:
            return self._number(_rk(part, place) if number == _RK else _REAL_NUMBER.unpack_from(part, place)[0], style)
        if number == _SHARED_TEXT:
            index = _FOUR.unpack_from(part, place)[0]
            return self.texts[index] if index < len(self.texts) else ""
        if number in _TEXTS:
            return text_at(part, place, end)[0]
        return bool(part[place]) if number in _BOOLEANS else _ERROR_TEXTS.get(part[place], "#VALUE!")

    def _number(self, number: float, style: int) -> RawValue:
        shown = self.shown[style] if style < len(self.shown) else "number"
        return moment_of(number, self.from_1904) if shown == "moment" else number


def _rk(part: bytes, place: int) -> float:
    """A number in 30 bits: a whole one, or the upper half of a real one; perhaps a hundredth of it."""
    bits: int = _FOUR.unpack_from(part, place)[0]
    if bits & 2:
        whole = bits >> 2
        number = float(whole - 0x40000000 if whole & 0x20000000 else whole)
    else:
        number = _REAL_NUMBER.unpack(b"\0\0\0\0" + _FOUR.pack(bits & 0xFFFFFFFC))[0]
    return number / 100 if bits & 1 else number
