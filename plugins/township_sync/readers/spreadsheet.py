"""A workbook of any kind → its sheets."""

from collections.abc import Sequence

from township_sync.readers import limits
from township_sync.readers.container import inspect_workbook
from township_sync.readers.open_document import read_ods
from township_sync.readers.raw import RawSheet, Refused
from township_sync.readers.xls import read_xls
from township_sync.readers.xlsb import read_xlsb
from township_sync.readers.xlsx import read_xlsx
from township_sync.readers.xlsx_fallback import filled_sheet_parts, read_with_openpyxl


def read_workbook(kind: str, data: bytes, passwords: Sequence[str] = ()) -> list[RawSheet]:
    """The sheets of an xlsx, xlsb, ods or xls; what cannot be read raises Refused."""
    if kind == "xls":
        return [_bounded(sheet) for sheet in read_xls(data, passwords)]
    if kind == "xlsx":
        return _read_xlsx(data)
    if data.startswith(b"PK"):
        inspect_workbook(data)
    return read_ods(data) if kind == "ods" else read_xlsb(data)


def _read_xlsx(data: bytes) -> list[RawSheet]:
    """By the fast reader; what it calls damaged, or sees nothing in, is given to the forgiving one."""
    try:
        sheets = read_xlsx(data)
    except Refused as refused:
        if not str(refused.details.get("reason", "")).startswith("damaged"):
            raise
        return read_with_openpyxl(data)
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # how a library written in Rust reports a mistake of its own
            raise
        return read_with_openpyxl(data)
    filled = sum(bool(sheet.rows or sheet.marks or sheet.too_many_rows) for sheet in sheets)
    return sheets if filled == len(sheets) or filled >= filled_sheet_parts(data) else read_with_openpyxl(data)


def _bounded(sheet: RawSheet) -> RawSheet:
    filled = sum(any(value is not None for value in row) for row in sheet.rows)
    if filled <= limits.SHEET_ROWS:
        return sheet
    return sheet._replace(rows=[], marks={}, too_many_rows=filled)
