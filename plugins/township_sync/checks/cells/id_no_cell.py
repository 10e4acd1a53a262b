"""Identity numbers as typed (domain.md part 4, patterns 18-26); whether a number is right, the suites judge."""

import re

from township_sync.checks.cells.reading import Reading, Surroundings, rejected
from township_sync.checks.cells.typed import typed_text, without_separators
from township_sync.domain.contract import Column
from township_sync.domain.identity import age_on, birth_date, extend_15_digits
from township_sync.domain.table import Cell

OLDEST = 110
"""Years; an older person is the suites' `id_no_birth_date_out_of_range`, which goes before the note on old numbers."""
_SCIENTIFIC = re.compile(r"\d(\.\d+)?E\+?\d+", re.IGNORECASE)


def read(cell: Cell, column: Column, around: Surroundings) -> Reading:
    """Reject what a spreadsheet has damaged, extend a number of 15 digits, hand on every other text normalised."""
    if cell.kind == "number":
        return rejected("id_no_numeric_cell")
    number = normalised(typed_text(cell))
    if _SCIENTIFIC.fullmatch(number):
        return rejected("id_no_scientific_text")
    if re.fullmatch(r"[0-9]{15}", number):
        return _extended(number, around)
    return Reading(number or None)


def normalised(text: str) -> str:
    """ASCII digits without spaces, hyphens, apostrophes and invisible characters; a last x, × or Ｘ becomes X."""
    number = without_separators(text)
    return number[:-1] + "X" if number[-1:] in ("x", "×", "X") else number


def _extended(number: str, around: Surroundings) -> Reading:
    longer = extend_15_digits(number)
    born = birth_date(longer) if longer else None
    if longer is None or born is None:
        return Reading(number)
    if age_on(born, around.period.last_day) > OLDEST:
        return Reading(longer)
    return Reading(longer, "completed", "id_no_old_15_digit_upgraded")
