"""How much of a sheet is laid out in rows and columns, when a few cells may lie a million rows away."""

from collections.abc import Collection

from township_sync.readers import limits
from township_sync.readers.raw import Refused
from township_sync.readers.sheet_facts import Span, end_of_table


def extent(rows: Collection[Span], columns: Collection[Span]) -> tuple[int, int]:
    """The last row and column: of all filled cells, or, when that is too large a rectangle, of the table alone.

    Both are given as spans (first, last) that hold something. Raises Refused `unreadable_file` when even the table
    alone is larger than memory allows.
    """
    last_row, last_column = max((last for _, last in rows), default=0), max((last for _, last in columns), default=0)
    if last_row * last_column <= limits.BOX_CELLS:
        return last_row, last_column
    last_row, last_column = end_of_table(rows), end_of_table(columns)
    if last_row * last_column > 5 * limits.BOX_CELLS:
        raise Refused("unreadable_file", reason="values scattered over the whole sheet")
    return last_row, last_column


def filled_rows(rows: Collection[Span]) -> int:
    """How many rows of the table hold something; what lies far below does not count."""
    last_row = end_of_table(rows)
    return sum(last - first + 1 for first, last in rows if first <= last_row)
