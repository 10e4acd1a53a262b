"""How a clerk writes a value: every spelling here is one that the rules accept without a finding.

The spelling depends on the unit, the column and the value only, so that equal rows are written equally.
"""

import zlib
from dataclasses import dataclass
from datetime import date
from typing import Any

from township_sync.domain.contract import Column, code_set
from township_sync.domain.unit import Unit
from township_sync.sandbox.sample.rows import SampleRow
from township_sync.sandbox.sample.words import label, words

Literal = str | int | float | date | None
FULL_WIDTH = {ord(digit): chr(ord(digit) + 0xFEE0) for digit in "0123456789X"}
MAY_HAVE_MARKER = ("text", "code", "identifier", "uscc", "disability_cert", "mobile")


@dataclass(frozen=True)
class Clerk:
    """The habits of one unit's clerk."""

    unit: Unit
    dates: str
    mess: frozenset[str]

    def write(self, column: Column, row: SampleRow) -> Literal:
        """The content of one cell; what a fault put there is written as it is."""
        if column.field in row.literal:
            literal: Literal = row.literal[column.field]
            return literal
        value = row.values.get(column.field)
        turn = zlib.crc32(f"{self.unit.code}|{column.field}|{value}".encode())
        if value is None:
            return self._empty(column, zlib.crc32(f"{turn}|{row.values.get('id_no')}".encode()))
        return self._spell(column, value, turn)

    def _empty(self, column: Column, turn: int) -> Literal:
        optional = not column.required and column.type in MAY_HAVE_MARKER
        if "empty_markers" in self.mess and optional and turn % 9 == 0:
            return str(words("empty_markers")[turn % 3])
        return None

    def _spell(self, column: Column, value: Any, turn: int) -> Literal:
        spell = getattr(self, f"_{column.type}", self._text)
        written: Literal = spell(column, value, turn)
        return written

    def _text(self, column: Column, value: Any, turn: int) -> Literal:
        return f"{value} " if "spaces" in self.mess and turn % 6 == 0 else str(value)

    def _identifier(self, column: Column, value: Any, turn: int) -> Literal:
        return str(value)

    _uscc = _disability_cert = _telephone = _identifier

    def _sequence(self, column: Column, value: Any, turn: int) -> Literal:
        return int(value)

    def _person_name(self, column: Column, value: Any, turn: int) -> Literal:
        return " ".join(value) if "names_spaced" in self.mess and len(value) == 2 else str(value)

    def _id_no(self, column: Column, value: Any, turn: int) -> Literal:
        return str(value).translate(FULL_WIDTH) if "full_width" in self.mess and turn % 5 == 0 else str(value)

    def _mobile(self, column: Column, value: Any, turn: int) -> Literal:
        if "phones" not in self.mess or turn % 3:
            return str(value)
        return f"+86 {value}" if turn % 2 else f"{value[:3]}-{value[3:7]}-{value[7:]}"

    def _unit(self, column: Column, value: Any, turn: int) -> Literal:
        return self.unit.aliases[0] if "unit_alias" in self.mess and turn % 2 else str(value)

    def _yes_no(self, column: Column, value: Any, turn: int) -> Literal:
        if "yes_no" not in self.mess:
            return str(value)
        spellings = words("yes_spellings" if value == label("yes") else "no_spellings")
        return str(spellings[zlib.crc32(f"{turn}|{column.header}".encode()) % len(spellings)])

    def _code(self, column: Column, value: Any, turn: int) -> Literal:
        if "code_numbers" in self.mess and turn % 2 == 0 and column.codes:
            code = code_set(column.codes).code_of(value)
            return f"{code}.{value}"
        return self._text(column, value, turn)

    def _amount(self, column: Column, value: Any, turn: int) -> Literal:
        if "money_text" in self.mess and value >= 1000 and turn % 4 == 0:
            return self._money(int(value), turn)
        return str(value).translate(FULL_WIDTH) if "full_width" in self.mess and turn % 7 == 0 else int(value)

    def _money(self, value: int, turn: int) -> str:
        if value % 100 == 0 and turn % 3 == 0:
            return f"{value / 10000:.2f}{words('wan')}"
        return f"{value:,}" if turn % 2 else f"{value}{words('yuan')}"

    def _count(self, column: Column, value: Any, turn: int) -> Literal:
        return int(value)

    def _date(self, column: Column, value: Any, turn: int) -> Literal:
        styles = ("text", "dot", "slash", "compact", "chinese", "cell")
        style = styles[turn % len(styles)] if self.dates == "mixed" else self.dates
        return value if style == "cell" else str(words("date_formats")[style].format(d=value))
