"""The running number of a row: kept for the trace, never compared."""

from township_sync.checks.cells.reading import Reading, Surroundings
from township_sync.checks.cells.typed import compact, typed_text
from township_sync.domain.contract import Column
from township_sync.domain.table import Cell


def read(cell: Cell, column: Column, around: Surroundings) -> Reading:
    """Keep whatever stands there."""
    return Reading(compact(typed_text(cell)) or None)
