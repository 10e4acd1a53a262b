"""A plain table as a workbook, row by row, so that a hundred thousand rows need no memory; all cells are texts."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from io import BytesIO
from typing import Any

_WIDTH = 18
_LAST_ROW = 1_048_575


def table_workbook(sheet_name: str, header: Sequence[str], rows: Iterable[Sequence[str]], day: date) -> bytes:
    """An .xlsx with the header and the rows; further sheets when one is full. `day` is its date of making.

    Nothing in a cell is ever a formula, a link or a number that lost its end.
    """
    import xlsxwriter

    kept = BytesIO()
    book = xlsxwriter.Workbook(kept, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": datetime(day.year, day.month, day.day)})
    heading, text = book.add_format({"bold": True}), book.add_format({"num_format": "@"})
    sheet, number = None, _LAST_ROW
    for row in rows:
        if sheet is None or number == _LAST_ROW:
            sheet, number = _begun(book, sheet_name, header, heading, text), 0
        number += 1
        for column, value in enumerate(row):
            if value:  # an empty text would not count as an empty cell
                sheet.write_string(number, column, value, text)
    book.close()
    return kept.getvalue()


def _begun(book: Any, sheet_name: str, header: Sequence[str], heading: Any, text: Any) -> Any:
    count = len(book.worksheets())
    sheet = book.add_worksheet(f"{sheet_name}{count + 1}" if count else sheet_name)
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, max(len(header) - 1, 0), _WIDTH, text)
    for column, name in enumerate(header):
        sheet.write_string(0, column, name, heading)
    return sheet
