"""The text of a cell as typed, and the forms in which it is compared: markers of emptiness, errors, dashes, numbers."""

import re
import unicodedata
from datetime import date, datetime, time

from township_sync.domain.contract import plain_text
from township_sync.domain.table import Cell

EMPTY_MARKERS = frozenset({"无", "空", "未知", "N/A", "n/a"})
EMPTY_MARKERS_EXCEPT_NUMBERS = frozenset({"0", "×", "N"})
"""In a yes/no column 无, ×, N and 0 mean 否, and 0 is a number in a number column; elsewhere they are empty markers
(rules.md, Precedence 6)."""
DITTO_MARKS = frozenset({"同上", "〃", "″"})
ERROR_TEXTS = frozenset({"#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!"})
SHOWN_LENGTH = 60
"""Characters of a value that a finding shows."""
_LONG_NUMBER = re.compile(r"\d{11,}[Xx]?")
_ONLY_STROKES = re.compile(r"[-/\\‐‑‒–—―−─_]+")
_DASHES = re.compile(r"[‐‑‒–—―−─]")


def typed_text(cell: Cell) -> str:
    """What stands in the cell, as a person would read it; whole numbers have no decimals, days no time."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return number_text(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "seconds")
    if isinstance(value, (date, time)):
        return value.isoformat()
    return str(value)


def number_text(value: float) -> str:
    """`2600.0` → `2600`; a number of 18 digits is written out, never as 4.3E+17."""
    return f"{value:.0f}" if value == value and abs(value) < 1e21 and value.is_integer() else repr(value)


def is_invisible(character: str) -> bool:
    """Format and control characters except white space (U+200B, U+FEFF, U+202A …)."""
    return unicodedata.category(character) in ("Cf", "Cc") and not character.isspace()


def one_line(text: str) -> str:
    """Free text without invisible characters, trimmed, inner runs of white space as one space; characters stay."""
    if not text.isprintable() and any(map(is_invisible, text)):
        text = "".join(character for character in text if not is_invisible(character))
    return " ".join(text.split())


def compact(text: str) -> str:
    """Text of codes and numbers: NFKC, no white space or invisible characters, every dash `-`, no outer quotes."""
    return _DASHES.sub("-", plain_text(text)).strip("'\"‘’“”`")


def without_separators(text: str) -> str:
    """A number of a certificate: compact, and without hyphens, apostrophes and quotes anywhere."""
    return re.sub(r"[-'\"‘’“”`]", "", compact(text))


def shown_text(text: str) -> str:
    """A value of an open column as a finding may show it: short, and without a person's number put there by mistake."""
    tight = without_separators(text)
    if _LONG_NUMBER.search(tight):
        return _LONG_NUMBER.sub(lambda found: "…" + found[0][-4:], tight)[:SHOWN_LENGTH]
    return one_line(text)[:SHOWN_LENGTH]


def is_empty_marker(text: str, column_type: str) -> bool:
    """Whether a text only says that there is nothing, as its column type understands it."""
    plain = plain_text(text)
    if not plain or _ONLY_STROKES.fullmatch(plain):
        return True
    if column_type == "yes_no":
        return plain in EMPTY_MARKERS and plain != "无"
    if plain in EMPTY_MARKERS:
        return True
    return plain in EMPTY_MARKERS_EXCEPT_NUMBERS and (column_type not in ("amount", "count") or plain != "0")


def is_ditto(text: str) -> bool:
    """Whether a text points to the cell above (同上), which is never taken over."""
    return plain_text(text) in DITTO_MARKS


def error_text(text: str) -> str | None:
    """The spreadsheet error that a text is, or None."""
    plain = plain_text(text).upper()
    return plain if plain in ERROR_TEXTS else None
