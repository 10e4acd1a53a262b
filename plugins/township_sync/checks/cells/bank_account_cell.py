"""Bank accounts of 16 to 19 digits; one stored as a number has lost its last digits."""

from township_sync.checks.cells.reading import Reading, Surroundings, emptied
from township_sync.checks.cells.typed import typed_text, without_separators
from township_sync.domain.contract import Column
from township_sync.domain.table import Cell

EXACT_DIGITS = 15
"""A spreadsheet keeps this many digits of a number."""


def read(cell: Cell, column: Column, around: Surroundings) -> Reading:
    """The digits without separators; a longer number than a numeric cell can hold is emptied."""
    number = without_separators(typed_text(cell))
    if cell.kind == "number" and len(number) > EXACT_DIGITS:
        return emptied()
    return Reading(number or None)
