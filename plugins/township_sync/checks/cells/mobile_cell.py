"""Mobile numbers (domain.md part 4, patterns 48 and 49); an unusable one is left empty, whether required or not."""

import re

from township_sync.checks.cells.reading import Reading, Surroundings, emptied
from township_sync.checks.cells.typed import compact, typed_text
from township_sync.domain.contract import Column
from township_sync.domain.table import Cell

PLACEHOLDER = "13800138000"
_PARTS = re.compile(r"[/,;、|]")
_COUNTRY = re.compile(r"^(?:\+|00)?86(?=1[3-9][0-9]{9}$)")


def read(cell: Cell, column: Column, around: Surroundings) -> Reading:
    """The first good number of the cell, or nothing with a warning."""
    number = first_mobile(typed_text(cell))
    return Reading(number) if number else emptied("mobile_invalid")


def first_mobile(text: str) -> str | None:
    """`+86 138-0000-1234 / 0737-…` → `13800001234`; None when no part of the text is a mobile number.

    Two whole numbers with nothing but white space between them are two.
    """
    numbers = [_number(part) for part in _PARTS.split(compact(text))]
    apart = [_number(compact(part)) for part in text.split()]
    if len(apart) > 1 and all(map(is_good, apart)):
        return apart[0]
    return next(filter(is_good, numbers), None)


def _number(part: str) -> str:
    return _COUNTRY.sub("", re.sub(r"[-()]|\.0+$", "", part))


def is_good(number: str) -> bool:
    """11 digits from 13 to 19, and neither the well-known placeholder nor eight equal digits at the end."""
    return re.fullmatch(r"1[3-9][0-9]{9}", number) is not None and number != PLACEHOLDER and len(set(number[-8:])) > 1
