"""Values of a closed list: the code, its label, or another way of writing it (domain.md part 4, pattern 51)."""

from township_sync.checks.cells.reading import Reading, Surroundings, emptied
from township_sync.checks.cells.typed import one_line, typed_text
from township_sync.domain.contract import Column, code_set
from township_sync.domain.table import Cell
from township_sync.errors import DefinitionError

_FULL_STOPS = " \n。.．；;，,、"


def read(cell: Cell, column: Column, around: Surroundings) -> Reading:
    """The code; an unknown text is kept for the suites in a (conditionally) required column, else emptied."""
    if column.codes is None:
        raise DefinitionError(f"Column {column.field} has type code but names no code list; add 'codes:' to it.")
    return code_or_text(cell, column, column.codes)


def code_or_text(cell: Cell, column: Column, list_name: str) -> Reading:
    """Read a cell by one code list."""
    text = typed_text(cell)
    known = code_set(list_name)
    code = known.code_of(text) or known.code_of(text.rstrip(_FULL_STOPS))
    if code is None and not column.is_required_somehow:
        return emptied()
    return Reading(code or one_line(text) or None)
