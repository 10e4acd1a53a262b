"""Which rows below a header may be no data: only these are looked at cell by cell.

A row is odd when `RowKinds.why_no_data` could say anything but None of it. What is odd of a cell is asked once for each
distinct value of a column. Every reason that `why_no_data` knows must be among the ones here; a property test compares.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Set

from township_sync.domain.cell_columns import CellColumn, CellRows
from township_sync.readers.row_kinds import ODD_CHARACTERS, RowKinds, is_note_text, value_text

_ODD = re.compile(f"[{ODD_CHARACTERS}]").search
_FEW = 50
"""Distinct values of a column up to which making a pattern costs more than it saves."""


def odd_rows(rows: CellRows, kinds: RowKinds) -> set[int]:
    """The numbers of the rows that have to be looked at; some of them are data all the same."""
    first = kinds.header.row + 1
    if not kinds.telling:
        return set(range(first, rows.height + 1))
    odd = {first, *_without_any(rows, kinds.telling), *_equal_to(rows, kinds.example)}
    for place, column in enumerate(rows.columns, 1):
        odd.update(column.rows_with(_odd_codes(column, kinds.head_texts(place))))
    return {number for number in odd if first <= number <= rows.height}


def _without_any(rows: CellRows, places: Iterable[int]) -> Iterable[int]:
    """Rows with nothing in any of these columns (blank, notes, running numbers of a prepared template)."""
    found: Iterable[int] = range(1, rows.height + 1)
    for place in places:
        if place <= len(rows.columns):
            column = rows.columns[place - 1]
            nothing = column.blank | _note_codes(column)
            found = [number for number in found if column.codes[number - 1] in nothing]
    return found


def _note_codes(column: CellColumn) -> set[int]:
    """The codes of notes that stand in a column of IDs; what begins with a digit is none."""
    return {
        code
        for code, value in enumerate(column.values)
        if type(value) is str and not value[:1].isdigit() and is_note_text(value)
    }


def _odd_codes(column: CellColumn, heads: Set[str]) -> set[int]:
    """The codes of texts that say what the header says, or have a character of the words that make a row no data."""
    numbers_too = any(head.isascii() for head in heads)
    if not numbers_too and _are_plain("".join(value for value in column.values if type(value) is str)):
        odd: Callable[[str], object] = heads.__contains__
    else:
        odd = _pattern(heads) if len(column.values) > _FEW else lambda text: _is_odd(text, heads)
    return {
        code
        for code, value in enumerate(column.values)
        if (odd(value) if type(value) is str else numbers_too and odd(str(value)))
    }


def _are_plain(texts: str) -> bool:
    """Whether no odd character and no white space occurs, which is told much faster of all texts as one."""
    return not any(character in texts for character in ODD_CHARACTERS) and len(texts.split()) <= 1


def _pattern(heads: Set[str]) -> Callable[[str], object]:
    spaced = (r"\A\s*" + r"\s*".join(map(re.escape, head)) + r"\s*\Z" for head in heads)
    return re.compile("|".join([f"[{ODD_CHARACTERS}]", *spaced])).search


def _is_odd(text: str, heads: Set[str]) -> bool:
    """The same for a few texts, without a pattern of their own: a hostile sheet has thousands of columns."""
    return _ODD(text) is not None or "".join(text.split()) in heads


def _equal_to(rows: CellRows, example: Mapping[int, str]) -> Iterable[int]:
    """Rows that hold the template's example; the columns with the fewest distinct values are compared first."""
    if not example or max(example) > len(rows.columns):
        return ()
    found: Iterable[int] = range(1, rows.height + 1)
    for place in sorted(example, key=lambda place: len(rows.columns[place - 1].values)):
        column = rows.columns[place - 1]
        equal = {code for code in _codes_in(column, found) if value_text(column.values[code]) == example[place]}
        found = [number for number in found if column.codes[number - 1] in equal]
    return found


def _codes_in(column: CellColumn, numbers: Iterable[int]) -> set[int]:
    return {column.codes[number - 1] for number in numbers}
