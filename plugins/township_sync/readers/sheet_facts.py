"""What calamine does not tell of a sheet: hidden rows, formulas, error cells, and how far the values reach."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from township_sync.readers import limits
from township_sync.readers.raw import Mark

Span = tuple[int, int]


@dataclass(slots=True)
class SheetFacts:
    """Facts of one sheet, gathered in one pass over its XML. Rows and columns count from 1.

    `filled_rows` and `filled_columns` are spans (first, last) that hold at least one value or formula.
    """

    hidden_rows: set[int] = field(default_factory=set)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    marks: dict[tuple[int, int], Mark] = field(default_factory=dict)
    filled_rows: list[Span] = field(default_factory=list)
    filled_columns: set[Span] = field(default_factory=set)
    visible: bool = True

    @property
    def box(self) -> tuple[int, int]:
        """Last filled row and column."""
        return (
            max((last for _, last in self.filled_rows), default=0),
            max((last for _, last in self.filled_columns), default=0),
        )

    @property
    def bounds(self) -> tuple[int, int]:
        """Last row and column before the first run of blank ones that is longer than the limit."""
        return end_of_table(self.filled_rows), end_of_table(self.filled_columns)

    @property
    def row_count(self) -> int:
        """Filled rows down to the bound."""
        bound = self.bounds[0]
        return sum(last - first + 1 for first, last in self.filled_rows if first <= bound)

    @property
    def is_too_wide_for_calamine(self) -> bool:
        rows, columns = self.box
        return rows * columns > limits.BOX_CELLS


def marks_within(facts: SheetFacts) -> dict[tuple[int, int], Mark]:
    """The marks of a sheet that was cut at its bounds."""
    last_row, last_column = facts.bounds
    return {(row, column): mark for (row, column), mark in facts.marks.items()
            if row <= last_row and column <= last_column}


def end_of_table(spans: Iterable[Span]) -> int:
    """The last index before the first gap of more than `limits.BLANK_RUN`; 0 when there is none."""
    end = 0
    for first, last in sorted(spans):
        if end and first - end - 1 > limits.BLANK_RUN:
            break
        end = max(end, last)
    return end
