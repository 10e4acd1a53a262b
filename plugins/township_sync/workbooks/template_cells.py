"""What stands in a cell of the pre-filled workbook: labels instead of codes, numbers only where one counts."""

from township_sync.domain.contract import Column, code_set
from township_sync.domain.unit import units
from township_sync.workbooks.comment_text import clean

_NUMBERS = ("amount", "count", "sequence")
_NARROWEST, _WIDEST = 7, 36


def is_text(column: Column) -> bool:
    """Whether the column keeps its digits as typed. Dates do, too: a date as text has one reading in Excel, WPS and
    LibreOffice, and `2020.10` typed there stays October."""
    return column.type not in _NUMBERS


def shown(column: Column, value: str | None) -> str | float | None:
    """A canonical value as a clerk writes it; a number for amounts and counts."""
    if value is None:
        return None
    if column.type in _NUMBERS:
        return _number(value)
    if codes := column.code_list:
        return code_set(codes).labels.get(value, value)
    if column.type == "unit" and value in units():
        return units()[value].name
    return clean(value)


def _number(value: str) -> str | float:
    try:
        return float(value)
    except ValueError:
        return clean(value)


def width(column: Column, values: list[str | float | None]) -> float:
    """The width of a column in characters: its longest value, and the header in two lines at most."""
    header = _wide(column.header + "*") / 2 + 3
    content = max((_wide(f"{value:g}" if isinstance(value, float) else value) for value in values if value), default=0)
    least = 20 if column.type in ("id_no", "uscc", "disability_cert", "bank_account") else _NARROWEST
    return min(_WIDEST, max(least, header, content + 2))


def _wide(text: str) -> int:
    return sum(2 if ord(sign) > 0x2E7F else 1 for sign in text)
