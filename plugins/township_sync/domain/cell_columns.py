"""Cells of a sheet column by column: each column keeps its distinct cells once, and for every row which of them it is.

A sheet of 100,000 rows and 25 columns has 2,500,000 cells, but mostly a few distinct ones per column. What is made of a
cell depends on the cell alone, so it is made once for each distinct one.
"""

import re
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from itertools import compress, repeat, zip_longest

from township_sync.domain.lazy_rows import LazyRows
from township_sync.domain.table import EMPTY, Cell, CellKind, CellValue, TableRow

CODE = "I"
"""The array type of codes: whole numbers without sign."""


def kind_of(value: CellValue) -> CellKind:
    """The kind of a cell that holds this value and about which nothing else is known."""
    if isinstance(value, str):
        return "text"
    if value is None:
        return "empty"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, date):
        return "date"
    return "time" if isinstance(value, time) else "number"


_INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
_NOTHING = re.compile(rf"[\s{_INVISIBLE}]*\Z").match


def is_blank(cell: Cell) -> bool:
    """Whether a cell holds nothing that can be seen."""
    return cell.kind == "empty" or (cell.kind == "text" and shows_nothing(str(cell.value)))


def shows_nothing(text: str) -> bool:
    """Whether a text is white space and invisible characters and nothing else."""
    return _NOTHING(text) is not None


@dataclass(slots=True, eq=False)
class CellColumn:
    """One column: `codes[n - 1]` is the place of row n's value in `values`; `values[0]` is None, the empty cell.

    `marked` holds the cells of those codes that are more than their value: errors, results of formulas.
    """

    values: list[CellValue] = field(default_factory=lambda: [None])
    codes: "array[int]" = field(default_factory=lambda: array(CODE))
    marked: dict[int, Cell] = field(default_factory=dict)
    _blank: frozenset[int] | None = None

    def cell(self, code: int) -> Cell:
        """The cell of a code."""
        if code == 0:
            return EMPTY
        marked = self.marked.get(code)
        return marked or Cell(self.values[code], kind_of(self.values[code]))

    def add(self, cell: Cell) -> int:
        """The code of one more distinct cell."""
        code = len(self.values)
        self.values.append(cell.value)
        if cell.kind != kind_of(cell.value) or cell.is_formula:
            self.marked[code] = cell
        self._blank = None
        return code

    @property
    def blank(self) -> frozenset[int]:
        """The codes of cells in which nothing can be seen."""
        if self._blank is None:
            blank = {code for code, value in enumerate(self.values) if type(value) is str and _NOTHING(value)}
            blank -= self.marked.keys()
            self._blank = frozenset({0, *blank, *(code for code, cell in self.marked.items() if is_blank(cell))})
        return self._blank

    def filled_rows(self) -> list[int]:
        """The numbers of the rows in which something can be seen."""
        blank = self.blank
        if len(blank) == len(self.values):
            return []
        return [number for number, code in enumerate(self.codes, 1) if code not in blank]

    def only(self, selected: bytes | bytearray) -> "CellColumn":
        """The same column with the rows whose selector is 1 and not 0."""
        first = selected.find(1)
        is_rest = first >= 0 and selected.count(1, first) == len(selected) - first
        codes = self.codes[first:] if is_rest else array(CODE, compress(self.codes, selected))
        return CellColumn(self.values, codes, self.marked, self._blank)

    def rows_with(self, codes: "set[int] | frozenset[int]") -> list[int]:
        """The numbers of the rows that hold one of these codes."""
        if not codes:
            return []
        count = self.codes.count(*codes) if len(codes) == 1 else len(self.codes)
        if count > 1:
            return [number for number, code in enumerate(self.codes, 1) if code in codes]
        return [self.codes.index(*codes) + 1] if count else []


class CellRows(LazyRows[Sequence[Cell]]):
    """The rows of a sheet, seen as lists of cells; `lengths` says how long each is, else it ends at its last cell."""

    def __init__(self, columns: Sequence[CellColumn], height: int, lengths: Sequence[int] | None = None) -> None:
        self.columns = columns
        self.height = height
        self.lengths = lengths

    @classmethod
    def of(cls, rows: Sequence[Sequence[Cell]]) -> "CellRows":
        """The same rows in this form."""
        if isinstance(rows, CellRows):
            return rows
        columns = [column_of(cells) for cells in zip_longest(*rows, fillvalue=EMPTY)]
        return cls(columns, len(rows), list(map(len, rows)))

    def __len__(self) -> int:
        return self.height

    def _row(self, place: int) -> list[Cell]:
        cells = [column.cell(column.codes[place]) for column in self.columns]
        if self.lengths is not None:
            return cells[: self.lengths[place]]
        while cells and cells[-1] is EMPTY:
            cells.pop()
        return cells

    def empty_rows(self) -> list[int]:
        """The numbers of the rows in which nothing can be seen."""
        empty: Sequence[int] = range(1, self.height + 1)
        for column in self.columns:
            codes, blank = column.codes, column.blank
            empty = [number for number in empty if codes[number - 1] in blank]
        return list(empty)


def empty_column(height: int) -> CellColumn:
    """A column of so many rows in which nothing stands."""
    return CellColumn(codes=array(CODE, repeat(0, height)))


def column_of(cells: Sequence[Cell]) -> CellColumn:
    """One column of these cells."""
    column = CellColumn()
    known = {EMPTY: 0}
    for cell in cells:
        code = known.get(cell)
        if code is None:
            code = known[cell] = column.add(cell)
        column.codes.append(code)
    return column


class DataRows(LazyRows[TableRow]):
    """The data rows of a table: their numbers, and the columns of its fields cut to them."""

    def __init__(
        self, numbers: Sequence[int], columns: Mapping[str, CellColumn], hidden: frozenset[int] = frozenset()
    ) -> None:
        self.numbers = numbers
        self.columns = columns
        self.hidden = hidden

    @classmethod
    def of(cls, rows: Sequence[TableRow], fields: Sequence[str]) -> "DataRows":
        """The same rows in this form; a cell that a row does not name is empty."""
        if isinstance(rows, DataRows):
            return rows
        columns = {name: column_of([row.cells.get(name, EMPTY) for row in rows]) for name in fields}
        return cls([row.number for row in rows], columns, frozenset(row.number for row in rows if row.hidden))

    def __len__(self) -> int:
        return len(self.numbers)

    def _row(self, place: int) -> TableRow:
        number = self.numbers[place]
        cells = {name: column.cell(column.codes[place]) for name, column in self.columns.items()}
        return TableRow(number, cells, number in self.hidden)
