"""Numbers that are names: post numbers, household numbers, accounts."""

from township_sync.checks.cells.reading import Reading, Surroundings
from township_sync.checks.cells.typed import compact, typed_text
from township_sync.domain.contract import Column
from township_sync.domain.table import Cell


def read(cell: Cell, column: Column, around: Surroundings) -> Reading:
    """Full width, white space and dashes are evened out; capitals and leading zeros stay."""
    return Reading(compact(typed_text(cell)) or None)
