"""Unified social credit codes (GB 32100-2015). A required one is judged by the suites, an optional one here."""

from township_sync.checks.cells.reading import Reading, Surroundings, emptied, rejected
from township_sync.checks.cells.typed import typed_text, without_separators
from township_sync.domain.contract import Column
from township_sync.domain.identity import is_good_uscc
from township_sync.domain.table import Cell


def read(cell: Cell, column: Column, around: Surroundings) -> Reading:
    """Reject a code stored as a number; hand on a required one as text; empty an optional one that is no code."""
    if column.required and cell.kind == "number":
        return rejected("uscc_form")
    code = without_separators(typed_text(cell)).upper()
    if column.required or is_good_uscc(code):
        return Reading(code or None)
    return emptied()
