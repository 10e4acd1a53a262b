"""A workbook of any kind → its sheets."""

from township_sync.readers import limits
from township_sync.readers.calamine_values import values_by_sheet
from township_sync.readers.container import inspect_workbook
from township_sync.readers.open_document import read_ods
from township_sync.readers.raw import RawSheet
from township_sync.readers.xls import read_xls
from township_sync.readers.xlsx import read_xlsx


def read_workbook(kind: str, data: bytes) -> list[RawSheet]:
    """The sheets of an xlsx, xlsb, ods or xls; what cannot be read raises Refused."""
    if kind == "xls":
        return [_bounded(sheet) for sheet in read_xls(data)]
    inspect_workbook(data)
    if kind == "xlsx":
        return read_xlsx(data)
    if kind == "ods":
        return read_ods(data)
    return [_bounded(sheet) for sheet in values_by_sheet(data)]


def _bounded(sheet: RawSheet) -> RawSheet:
    filled = sum(any(value is not None for value in row) for row in sheet.rows)
    if filled <= limits.SHEET_ROWS:
        return sheet
    return sheet._replace(rows=[], marks={}, too_many_rows=filled)
