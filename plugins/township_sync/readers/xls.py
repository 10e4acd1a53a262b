"""Old workbooks (BIFF8 and before) by xlrd, which knows hidden rows, merges and error cells; calamine when it fails.

Formulas, of which xlrd gives only the stored results, are told by `biff_facts`.
"""

import contextlib
import io
from collections.abc import Sequence
from typing import Any

from township_sync.readers.biff_facts import Formulas, formulas_by_sheet
from township_sync.readers.calamine_values import values_by_sheet
from township_sync.readers.compound import decrypted_xls
from township_sync.readers.number_formats import moment_of, shown_by_code
from township_sync.readers.raw import Mark, RawSheet, RawValue, Refused

_TEXT, _NUMBER, _DATE, _BOOLEAN, _ERROR = 1, 2, 3, 4, 5
Marks = dict[tuple[int, int], Mark]


def read_xls(data: bytes, passwords: Sequence[str] = ()) -> list[RawSheet]:
    """Every worksheet; a password that is not known raises Refused `password_protected`, damage `unreadable_file`."""
    try:
        return _sheets(data)
    except Refused:
        raise
    except Exception as error:  # xlrd meets bad bytes with whatever its unpacking raises
        if "encrypted" not in str(error).lower():
            return values_by_sheet(data)
    try:
        return _sheets(decrypted_xls(data, passwords))
    except Refused:
        raise
    except Exception as error:
        raise Refused("password_protected") from error


def _sheets(data: bytes) -> list[RawSheet]:
    import xlrd

    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        book = xlrd.open_workbook(file_contents=data, formatting_info=True, ragged_rows=True, logfile=said)
        formulas = _formulas(data, book.nsheets)
        return [_sheet(book, sheet, found) for sheet, found in zip(book.sheets(), formulas, strict=True)]


def _formulas(data: bytes, sheets: int) -> list[Formulas]:
    """Formulas by sheet; none of them when the records are not as xlrd, which is forgiving, read them."""
    try:
        found = formulas_by_sheet(data)
    except Refused:
        raise
    except Exception:  # a container that only xlrd can mend
        found = []
    return found if len(found) == sheets else [{} for _ in range(sheets)]


def _sheet(book: Any, sheet: Any, formulas: Formulas) -> RawSheet:
    marks: Marks = {place: Mark(None, True, has_result) for place, has_result in formulas.items()}
    elapsed = _elapsed_formats(book)
    rows = [_row(book.datemode, sheet, index, elapsed, marks) for index in range(sheet.nrows)]
    hidden = {index + 1 for index, info in sheet.rowinfo_map.items() if info.hidden}
    merges = [(top + 1, left + 1, bottom, right) for top, bottom, left, right in sheet.merged_cells]
    return RawSheet(
        sheet.name, rows, marks, sheet.visibility == 0, frozenset(hidden), merges, from_1904=bool(book.datemode)
    )


def _elapsed_formats(book: Any) -> set[int]:
    """The cell formats, by their index, that show a number of days as hours, minutes or seconds that have passed."""
    keys = {key for key, format_ in book.format_map.items() if shown_by_code(format_.format_str or "") == "elapsed"}
    return {index for index, style in enumerate(book.xf_list) if style.format_key in keys}


def _row(datemode: int, sheet: Any, index: int, elapsed: set[int], marks: Marks) -> list[RawValue]:
    values: list[RawValue] = []
    for column, cell in enumerate(sheet.row(index)):
        if cell.ctype == _ERROR:
            place = (index + 1, column + 1)
            marks[place] = Mark(_error_text(cell.value), place in marks)
        values.append(cell.value if cell.xf_index in elapsed and cell.ctype == _DATE else _value(cell, datemode))
    while values and values[-1] is None and (index + 1, len(values)) not in marks:
        values.pop()
    return values


def _value(cell: Any, datemode: int) -> RawValue:
    if cell.ctype == _DATE:
        return moment_of(cell.value, bool(datemode))
    if cell.ctype == _BOOLEAN:
        return bool(cell.value)
    return (cell.value if cell.value != "" else None) if cell.ctype in (_TEXT, _NUMBER) else None


def _error_text(code: int) -> str:
    import xlrd

    return str(xlrd.error_text_from_code.get(code, "#VALUE!"))
