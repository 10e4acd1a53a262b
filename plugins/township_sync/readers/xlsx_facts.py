"""One streaming pass over the XML of an xlsx sheet (ECMA-376 part 1, 18.3.1)."""

import re
from functools import cache
from typing import IO
from xml.parsers import expat

from township_sync.readers.raw import Mark, Refused
from township_sync.readers.sheet_facts import SheetFacts
from township_sync.readers.workbook_parts import local, new_parser

_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_TRUE = ("1", "true", "on")


def facts_of(part: IO[bytes]) -> SheetFacts:
    """The facts of one sheet; bad XML raises Refused `unreadable_file`."""
    return _Pass().run(part)


@cache
def column_number(letters: str) -> int:
    """A = 1, XFD = 16384."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


class _Pass:
    """The state of the pass: where it is, and the cell at hand."""

    def __init__(self) -> None:
        self.facts = SheetFacts()
        self.parser = new_parser()
        self.row = self.column = 0
        self.row_text = ""
        self.row_is_filled = False
        self.known_columns: dict[str, int] = {}
        self.has_formula = self.has_value = self.is_error = False
        self.text: list[str] = []
        self.columns: set[int] = set()

    def run(self, part: IO[bytes]) -> SheetFacts:
        self.parser.StartElementHandler = self._start
        try:
            self.parser.ParseFile(part)
        except expat.ExpatError as error:
            raise Refused("unreadable_file", reason="damaged XML") from error
        self.facts.filled_columns = {(column, column) for column in self.columns}
        return self.facts

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        plain = local(name) if ":" in name else name
        if plain == "c":
            self._start_cell(attributes)
        elif plain in ("v", "is"):
            self._start_value()
        else:
            self._start_other(plain, attributes)

    def _start_other(self, plain: str, attributes: dict[str, str]) -> None:
        match plain:
            case "f":
                self.has_formula = True
                self.parser.EndElementHandler = self._end
            case "row":
                self._start_row(attributes)
            case "mergeCell":
                self._merge(attributes.get("ref", ""))

    def _start_row(self, attributes: dict[str, str]) -> None:
        self._go_to_row(_whole(attributes.get("r"), self.row + 1))
        self.column = 0
        if attributes.get("hidden") in _TRUE:
            self.facts.hidden_rows.add(self.row)

    def _start_cell(self, attributes: dict[str, str]) -> None:
        reference = attributes.get("r", "")
        letters = reference.removesuffix(self.row_text)
        if letters in self.known_columns:
            self.column = self.known_columns[letters]
        else:
            self._learn_column(reference)
        kind = attributes.get("t")
        self.has_value = kind == "str"
        self.has_formula = False
        self.is_error = kind == "e"
        if self.is_error:
            self.parser.EndElementHandler = self._end

    def _learn_column(self, reference: str) -> None:
        """A column met for the first time, a cell without reference, or one that names another row than its row."""
        found = _REFERENCE.fullmatch(reference)
        if found is None:
            self.column += 1
            return
        self.column = column_number(found[1])
        self._go_to_row(int(found[2]))
        self.known_columns[found[1]] = self.column

    def _go_to_row(self, row: int) -> None:
        if row != self.row:
            self.row, self.row_text, self.row_is_filled = row, str(row), False

    def _start_value(self) -> None:
        if not self.row_is_filled:
            self.row_is_filled = True
            self.facts.filled_rows.append((self.row, self.row))
        self.columns.add(self.column)
        if self.is_error or self.has_formula:
            self.text = []
            self.parser.CharacterDataHandler = self.text.append
        else:
            self.has_value = True

    def _end(self, name: str) -> None:
        """Only listened to inside cells with a formula or an error: listening costs a third of the whole pass."""
        if name == "c" or name.endswith(":c"):
            self.parser.CharacterDataHandler = self.parser.EndElementHandler = None
            if self.is_error or self.has_formula:
                self._mark("".join(self.text).strip())
                self.text = []
        elif self.text and (name == "v" or name.endswith(":v")):
            self.parser.CharacterDataHandler = None

    def _mark(self, text: str) -> None:
        error = (text or "#VALUE!") if self.is_error else None
        has_result = bool(text) or self.has_value
        self.facts.marks[self.row, self.column] = Mark(error, self.has_formula, has_result)
        if self.has_formula and not self.row_is_filled:
            self.row_is_filled = True
            self.facts.filled_rows.append((self.row, self.row))
        self.columns.add(self.column)

    def _merge(self, reference: str) -> None:
        corners = [_REFERENCE.fullmatch(corner) for corner in reference.split(":")]
        if len(corners) == 2 and corners[0] and corners[1]:
            first, last = corners[0], corners[1]
            self.facts.merges.append(
                (int(first[2]), column_number(first[1]), int(last[2]), column_number(last[1]))
            )


def _whole(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 8 else otherwise
