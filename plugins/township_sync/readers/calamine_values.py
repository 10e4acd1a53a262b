"""Cell values by calamine (xlsx, xlsb, ods, and .xls files that xlrd cannot open)."""

from collections.abc import Collection
from datetime import datetime, time, timedelta
from io import BytesIO
from typing import Any

from township_sync.readers.packed import PackedRows, pack
from township_sync.readers.raw import RawSheet, RawValue, Refused


def values_by_sheet(data: bytes, skipped: Collection[str] = ()) -> list[RawSheet]:
    """Every worksheet with its values and its visibility; the skipped ones come without rows.

    Damage raises Refused `unreadable_file`, a password `password_protected`, a sheet of macros `macro_workbook`.
    """
    import python_calamine as calamine

    try:
        with calamine.load_workbook(BytesIO(data)) as workbook:
            if any(known.typ == calamine.SheetTypeEnum.MacroSheet for known in workbook.sheets_metadata):
                raise Refused("macro_workbook")
            return [
                RawSheet(
                    known.name,
                    [] if known.name in skipped else _rows(workbook.get_sheet_by_name(known.name)),
                    {},
                    visible=known.visible == calamine.SheetVisibleEnum.Visible,
                )
                for known in workbook.sheets_metadata
                if known.typ == calamine.SheetTypeEnum.WorkSheet
            ]
    except calamine.PasswordError as error:
        raise Refused("password_protected") from error
    except (calamine.CalamineError, OSError, ValueError, OverflowError) as error:
        raise Refused("unreadable_file", reason="damaged workbook") from error


def _rows(sheet: Any) -> PackedRows:
    """All rows from the first; calamine begins each with the first column that holds something."""
    rows = pack(sheet.iter_rows(), left=sheet.start[1] if sheet.start else 0)
    for column in rows.columns:
        for code, value in enumerate(column.values):
            if type(value) not in (str, float):
                column.values[code] = _plain(value)
    return rows


def _plain(value: object) -> RawValue:
    """A date without its empty time, a duration as its number of days."""
    if isinstance(value, timedelta):
        return value / timedelta(days=1)
    if isinstance(value, datetime) and value.time() == time():
        return value.date()
    return value  # type: ignore[return-value]
