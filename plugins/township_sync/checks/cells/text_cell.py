"""Free text: trimmed, and otherwise as typed."""

from township_sync.checks.cells.reading import Reading, Surroundings
from township_sync.checks.cells.typed import one_line, typed_text
from township_sync.domain.contract import Column
from township_sync.domain.table import Cell


def read(cell: Cell, column: Column, around: Surroundings) -> Reading:
    """Keep the text; white space and invisible characters are tidied, no character is replaced."""
    return Reading(one_line(typed_text(cell)) or None)
