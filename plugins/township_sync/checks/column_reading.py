"""Reading one column of a table: equal cells are read once, and plain texts not at all."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from township_sync.checks.cell_reading import read_cell
from township_sync.checks.cells.amount_cell import SMALLEST_BARE
from township_sync.checks.cells.plain import Test, plain_test
from township_sync.checks.cells.reading import NOT_GIVEN, Reading, Surroundings
from township_sync.checks.cells.typed import typed_text
from township_sync.checks.cells.typed_numbers import LARGEST
from township_sync.domain.cell_columns import CellColumn
from township_sync.domain.conformed_columns import ConformedColumn
from township_sync.domain.contract import Column
from township_sync.domain.table import CellValue

_WHOLE_NUMBERS = {
    "sequence": (1, 10**15), "identifier": (1, 10**15), "amount": (SMALLEST_BARE, int(LARGEST)), "count": (1, 29),
}
"""From where, and to below where, a whole number in a column of this type is what its digits say."""


@dataclass(frozen=True, slots=True, eq=False)
class ReadColumn:
    """One column after reading: `read` has the reading of each distinct cell that had to be read, by its code."""

    column: Column
    cells: CellColumn
    conformed: ConformedColumn
    read: dict[int, Reading]

    def flagged_places(self) -> Iterator[int]:
        """The places, from 0, of the cells on which a finding stands."""
        flagged = {code for code, reading in self.read.items() if reading.slug}
        if flagged:
            yield from (place for place, code in enumerate(self.conformed.codes) if code in flagged)

    def found_at(self, place: int) -> tuple[Reading, str]:
        """The reading of the cell at a flagged place, and its text as typed."""
        code = self.conformed.codes[place]
        return self.read[code], self.conformed.raw[code]

    def counts(self) -> tuple[int, int]:
        """How many cells hold a number, and how many hold anything."""
        times = Counter(self.conformed.codes)
        filled = {code: count for code, count in times.items() if self.read.get(code) is not NOT_GIVEN}
        values = self.cells.values
        numeric = (n for code, n in filled.items() if type(values[code]) is not str and self._is_number(code))
        return sum(numeric), sum(filled.values())

    def _is_number(self, code: int) -> bool:
        return self.cells.cell(code).kind == "number"


def read_column(cells: CellColumn, column: Column, around: Surroundings) -> ReadColumn:
    """Read each distinct cell that a row holds."""
    values: list[str | None] = [value if type(value) is str else None for value in cells.values]
    raw = [value or "" for value in values]
    read = {0: NOT_GIVEN}
    for code in _codes_to_read(cells, plain_test(column)):
        if code not in cells.marked and (text := _plain_value(cells.values[code], column)) is not None:
            values[code] = raw[code] = text
            continue
        cell = cells.cell(code)
        reading = read[code] = read_cell(cell, column, around)
        values[code], raw[code] = reading.value, typed_text(cell)
    states = {code: reading.state for code, reading in read.items() if reading.state}
    return ReadColumn(column, cells, ConformedColumn(cells.codes, values, states, raw), read)


def _codes_to_read(cells: CellColumn, is_plain: Test | None) -> list[int]:
    used = set(cells.codes) - {0}
    if is_plain is None:
        return list(used)
    values = cells.values
    plain = {code for code in used if type(text := values[code]) is str and is_plain(text)}
    return list(used - (plain - cells.marked.keys()))


def _plain_value(value: CellValue, column: Column) -> str | None:
    """What a day or a whole number says where reading it would give just that, else None."""
    if type(value) is date:
        return value.isoformat() if column.type == "date" else None
    if type(value) is float and value.is_integer():
        first, end = _WHOLE_NUMBERS.get(column.type, (0, 0))
        return str(int(value)) if first <= value < end else None
    return None
