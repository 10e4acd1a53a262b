"""Yes and no in every form that townships write (domain.md part 4, pattern 50): 是 Y √ 有 1 TRUE, 否 N × 无 0 FALSE."""

from township_sync.checks.cells.code_cell import code_or_text
from township_sync.checks.cells.reading import Reading, Surroundings
from township_sync.domain.contract import Column
from township_sync.domain.table import Cell


def read(cell: Cell, column: Column, around: Surroundings) -> Reading:
    """`1` or `0`; another text is kept for the suites in a required column, else emptied."""
    return code_or_text(cell, column, "yes_no")
