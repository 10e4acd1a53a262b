"""Values of a closed list: the code, its label, or another way of writing it (domain.md part 4, pattern 51)."""

import re
from collections.abc import Iterator

from township_sync.checks.cells.reading import Reading, Surroundings, emptied
from township_sync.checks.cells.typed import compact, one_line, typed_text
from township_sync.domain.contract import Column, code_set
from township_sync.domain.table import Cell
from township_sync.errors import DefinitionError

_FULL_STOPS = " \n。.．；;，,、"
_NUMBER_FIRST = re.compile(r"(\d{1,3})/(.+)")
_NUMBER_LAST = re.compile(r"(.+)[(\[【](\d{1,3})[)\]】]")
_DECIMAL = re.compile(r"(\d{1,3})\.0+")


def read(cell: Cell, column: Column, around: Surroundings) -> Reading:
    """The code; an unknown text is kept for the suites in a (conditionally) required column, else emptied."""
    if column.codes is None:
        raise DefinitionError(f"Column {column.field} has type code but names no code list; add 'codes:' to it.")
    return code_or_text(cell, column, column.codes)


def code_or_text(cell: Cell, column: Column, list_name: str) -> Reading:
    """Read a cell by one code list."""
    text = typed_text(cell)
    code = next(filter(None, map(code_set(list_name).code_of, _forms(text))), None)
    if code is None and not column.is_required_somehow:
        return emptied()
    return Reading(code or one_line(text) or None)


def _forms(text: str) -> Iterator[str]:
    """The text, and what it says without quotes and full stops; `1/男` and `男(1)` as `1.男`, `1.0` as `1`."""
    tidy = compact(text).rstrip(_FULL_STOPS)
    yield from (text, text.rstrip(_FULL_STOPS), tidy)
    if match := _NUMBER_FIRST.fullmatch(tidy):
        yield f"{match[1]}.{match[2]}"
    elif match := _NUMBER_LAST.fullmatch(tidy):
        yield f"{match[2]}.{match[1]}"
    elif match := _DECIMAL.fullmatch(tidy):
        yield match[1]
