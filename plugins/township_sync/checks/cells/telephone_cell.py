"""The telephone of a company, perhaps a landline; whether it is any good, the suites judge (recruiter_incomplete)."""

import re

from township_sync.checks.cells.mobile_cell import first_mobile
from township_sync.checks.cells.reading import Reading, Surroundings
from township_sync.checks.cells.typed import compact, typed_text
from township_sync.domain.contract import Column
from township_sync.domain.table import Cell

_EXTENSION = re.compile(r"(?<=\d)[-(]?(?:转接?|分机号?|ext\.?):?(?=\d)", re.IGNORECASE)


def read(cell: Cell, column: Column, around: Surroundings) -> Reading:
    """A mobile number in its plain form, any other text normalised."""
    text = typed_text(cell)
    return Reading(first_mobile(text) or _EXTENSION.sub("-", compact(text)) or None)
