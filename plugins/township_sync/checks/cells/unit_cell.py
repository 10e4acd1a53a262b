"""The township of a row, by code, name or alias; whose row it is, the suites judge."""

from township_sync.checks.cells.reading import Reading, Surroundings
from township_sync.checks.cells.typed import compact, typed_text
from township_sync.domain.contract import Column
from township_sync.domain.table import Cell
from township_sync.domain.unit import resolve


def read(cell: Cell, column: Column, around: Surroundings) -> Reading:
    """The 9-digit code of one of our units, or the normalised text."""
    text = compact(typed_text(cell))
    return Reading(resolve(text) or text or None)
