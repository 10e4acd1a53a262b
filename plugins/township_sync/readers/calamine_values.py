"""Cell values by calamine (xlsx, xlsb, ods, and .xls files that xlrd cannot open)."""

from collections.abc import Collection
from datetime import datetime, time, timedelta
from io import BytesIO

from township_sync.readers.raw import RawSheet, RawValue, Refused


def values_by_sheet(data: bytes, skipped: Collection[str] = ()) -> list[RawSheet]:
    """Every worksheet with its values and its visibility; the skipped ones come without rows.

    Damage raises Refused `unreadable_file`, a password Refused `password_protected`.
    """
    import python_calamine as calamine

    try:
        with calamine.load_workbook(BytesIO(data)) as workbook:
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
    except (calamine.CalamineError, OSError, ValueError) as error:
        raise Refused("unreadable_file", reason="damaged workbook") from error


def _rows(sheet: object) -> list[list[RawValue]]:
    rows: list[list[RawValue]] = sheet.to_python(skip_empty_area=False)  # type: ignore[attr-defined]
    for number, row in enumerate(rows):
        while row and row[-1] == "":
            row.pop()
        rows[number] = [(value or None) if type(value) is str else _plain(value) for value in row]
    return rows


def _plain(value: object) -> RawValue:
    """A date without its empty time, a duration as its number of days."""
    if isinstance(value, timedelta):
        return value / timedelta(days=1)
    if isinstance(value, datetime) and value.time() == time():
        return value.date()
    return value  # type: ignore[return-value]
