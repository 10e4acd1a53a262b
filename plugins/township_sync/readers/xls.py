"""Old workbooks (BIFF8 and before) by xlrd, which knows hidden rows, merges and error cells; calamine when it fails.

Formulas cannot be told from values here; their stored results are read.
"""

import contextlib
import io
from typing import Any

from township_sync.readers.calamine_values import values_by_sheet
from township_sync.readers.raw import Mark, RawSheet, RawValue, Refused


def read_xls(data: bytes) -> list[RawSheet]:
    """Every worksheet; a password raises Refused `password_protected`, damage `unreadable_file`."""
    import xlrd

    try:
        with contextlib.redirect_stdout(io.StringIO()):
            book = xlrd.open_workbook(file_contents=data, formatting_info=True, ragged_rows=True, logfile=io.StringIO())
            return [_sheet(book, sheet) for sheet in book.sheets()]
    except Exception as error:  # xlrd meets bad bytes with whatever its unpacking raises
        if "encrypted" in str(error).lower():
            raise Refused("password_protected") from error
        return values_by_sheet(data)


def _sheet(book: Any, sheet: Any) -> RawSheet:
    marks: dict[tuple[int, int], Mark] = {}
    rows = [_row(book, sheet, index, marks) for index in range(sheet.nrows)]
    hidden = {index + 1 for index, info in sheet.rowinfo_map.items() if info.hidden}
    merges = [(top + 1, left + 1, bottom, right) for top, bottom, left, right in sheet.merged_cells]
    return RawSheet(sheet.name, rows, marks, sheet.visibility == 0, frozenset(hidden), merges)


def _row(book: Any, sheet: Any, index: int, marks: dict[tuple[int, int], Mark]) -> list[RawValue]:
    values: list[RawValue] = []
    for column, cell in enumerate(sheet.row(index)):
        if cell.ctype == 5:
            marks[index + 1, column + 1] = Mark(error=_error_text(cell.value))
        values.append(_value(cell, book.datemode))
    while values and values[-1] is None and (index + 1, len(values)) not in marks:
        values.pop()
    return values


def _value(cell: Any, datemode: int) -> RawValue:
    """By the cell types of xlrd: 0 empty, 1 text, 2 number, 3 date, 4 boolean, 5 error, 6 blank."""
    if cell.ctype == 3:
        return _moment(cell.value, datemode)
    if cell.ctype == 4:
        return bool(cell.value)
    return (cell.value if cell.value != "" else None) if cell.ctype in (1, 2) else None


def _moment(number: float, datemode: int) -> RawValue:
    import xlrd

    try:
        moment = xlrd.xldate_as_datetime(number, datemode)
    except (ValueError, OverflowError):
        return number
    if 0 <= number < 1:
        return moment.time()  # type: ignore[no-any-return]
    return moment if moment.time() != moment.min.time() else moment.date()  # type: ignore[no-any-return]


def _error_text(code: int) -> str:
    import xlrd

    return str(xlrd.error_text_from_code.get(code, "#VALUE!"))
