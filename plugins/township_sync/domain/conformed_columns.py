"""Typed rows column by column: what one distinct cell became is kept once, and for every row which of them it holds."""

from array import array
from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from township_sync.domain.cell_columns import CODE
from township_sync.domain.lazy_rows import LazyRows
from township_sync.domain.table import CellState, ConformedRow


@dataclass(slots=True, eq=False)
class ConformedColumn:
    """One field: `codes[n]` is the place of row n's value in `values` and of its text as typed in `raw`.

    `states` names the codes that are not as they were typed.
    """

    codes: "array[int]"
    values: Sequence[str | None]
    states: Mapping[int, CellState]
    raw: Sequence[str]

    def every_value(self) -> list[str | None]:
        """The value of each row."""
        return list(map(self.values.__getitem__, self.codes))

    def every_state(self) -> list[CellState | None]:
        """The state of each row."""
        return list(map(self.states.get, self.codes)) if self.states else [None] * len(self.codes)


class ConformedRows(LazyRows[ConformedRow]):
    """The typed data rows of one sheet; equal to any sequence of the same rows."""

    def __init__(self, numbers: Sequence[int], columns: Mapping[str, ConformedColumn]) -> None:
        self.numbers = numbers
        self.columns = columns

    @classmethod
    def of(cls, rows: Sequence[ConformedRow], fields: Sequence[str]) -> "ConformedRows":
        """The same rows in this form; only these fields are kept."""
        if isinstance(rows, ConformedRows):
            return rows
        return cls([row.number for row in rows], {name: _column_of(rows, name) for name in fields})

    def __len__(self) -> int:
        return len(self.numbers)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sequence) or isinstance(other, str):
            return NotImplemented
        return len(self) == len(other) and all(mine == its for mine, its in zip(self, other, strict=True))

    __hash__ = None  # type: ignore[assignment]  # like a list

    def __repr__(self) -> str:
        return f"<{len(self)} rows of {', '.join(self.columns)}>"

    def every(self, name: str) -> list[str | None]:
        """The value of each row in one field; None for a field that the rows do not have."""
        column = self.columns.get(name)
        return column.every_value() if column else [None] * len(self)

    def _row(self, place: int) -> ConformedRow:
        values: dict[str, str | None] = {}
        states: dict[str, CellState] = {}
        raw: dict[str, str] = {}
        for name, column in self.columns.items():
            code = column.codes[place]
            values[name] = column.values[code]
            if code in column.states:
                states[name] = column.states[code]
            if text := column.raw[code]:
                raw[name] = text
        return ConformedRow(self.numbers[place], values, states, raw)


def row_numbered(rows: Sequence[ConformedRow], number: int) -> ConformedRow | None:
    """The row with this number, or None; the last one if several have it. Others are not looked at one by one."""
    if not isinstance(rows, ConformedRows):
        return next((row for row in reversed(rows) if row.number == number), None)
    place = _place_of(rows.numbers, number)
    return rows[place] if place >= 0 else None


def typed_text(rows: Sequence[ConformedRow], number: int, name: str) -> str | None:
    """One cell of the row with this number as it was typed; None when there is no such row or nothing was typed."""
    if not isinstance(rows, ConformedRows):
        row = row_numbered(rows, number)
        return row.raw.get(name) if row else None
    place, column = _place_of(rows.numbers, number), rows.columns.get(name)
    return (column.raw[column.codes[place]] or None) if column and place >= 0 else None


def _place_of(numbers: Sequence[int], number: int) -> int:
    """The place of the row with this number, the last one if several have it; -1 when none has."""
    place = bisect_left(numbers, number)
    if place == len(numbers) or numbers[place] != number:  # not there, or the numbers do not rise
        return next((at for at in reversed(range(len(numbers))) if numbers[at] == number), -1)
    return place


def rows_numbered(rows: Sequence[ConformedRow], numbers: Collection[int]) -> Iterator[ConformedRow]:
    """The rows with these numbers, in their order; others are not made."""
    places = (place for place, number in enumerate(numbers_of(rows)) if number in numbers) if numbers else ()
    return (rows[place] for place in places)


def values_of(rows: Sequence[ConformedRow], name: str) -> list[str | None]:
    """The value of each row in one field, whatever form the rows have."""
    return rows.every(name) if isinstance(rows, ConformedRows) else [row.values.get(name) for row in rows]


def numbers_of(rows: Sequence[ConformedRow]) -> Sequence[int]:
    """The number of each row, whatever form the rows have; no row is made for it."""
    return rows.numbers if isinstance(rows, ConformedRows) else [row.number for row in rows]


def _column_of(rows: Sequence[ConformedRow], name: str) -> ConformedColumn:
    known: dict[tuple[str | None, CellState | None, str], int] = {}
    codes = array(CODE)
    for row in rows:
        found = (row.values.get(name), row.states.get(name), row.raw.get(name, ""))
        codes.append(known.setdefault(found, len(known)))
    values, states, raw = zip(*known, strict=True) if known else ((), (), ())
    return ConformedColumn(codes, values, {code: state for code, state in enumerate(states) if state}, raw)
