"""Numbers of disability certificates: 18 characters of the identity number, type and grade; the suites judge them."""

from township_sync.checks.cells.reading import Reading, Surroundings
from township_sync.checks.cells.typed import typed_text, without_separators
from township_sync.domain.contract import Column
from township_sync.domain.table import Cell


def read(cell: Cell, column: Column, around: Surroundings) -> Reading:
    """The number without separators, letters as capitals."""
    return Reading(without_separators(typed_text(cell)).upper().replace("×", "X") or None)
