"""Workbooks that calamine does not understand, by openpyxl: ten times slower, but it forgives odd packages.

Parts in UTF-16, a workbook part under another name, cells whose references make no sense, relations that are missing:
Excel opens such files, and so does a clerk.
"""

import re
import warnings
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from io import BytesIO
from typing import Any

from township_sync.readers import limits, processor_time
from township_sync.readers.container import inspect_workbook, opened, part_names
from township_sync.readers.raw import Mark, RawSheet, RawValue, Refused
from township_sync.readers.sheet_extent import extent, filled_rows

_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
_VALUE = re.compile(rb"<(\w+:)?(v|t)( [^>]*)?>[^<]")
Places = dict[tuple[int, int], Any]


def read_with_openpyxl(data: bytes) -> list[RawSheet]:
    """Every worksheet; what openpyxl does not read either raises Refused `unreadable_file`."""
    inspect_workbook(data)
    processor_time.allow_slow_format()
    try:
        with warnings.catch_warnings(action="ignore"):
            return [*_sheets(data)]
    except (Refused, MemoryError):
        raise
    except Exception as error:  # it meets bad parts with whatever its parsing raises
        raise Refused("unreadable_file", reason="damaged workbook") from error


def filled_sheet_parts(data: bytes) -> int:
    """How many worksheet parts hold values, in whatever encoding: nothing that is there may be read as nothing."""
    with opened(data) as archive:
        parts = [name for plain, name in part_names(archive).items() if _SHEET.fullmatch(plain)]
        return sum(bool(_VALUE.search(archive.read(name).replace(b"\0", b""))) for name in parts)


def _sheets(data: bytes) -> Iterator[RawSheet]:
    import openpyxl

    results = openpyxl.load_workbook(BytesIO(data), data_only=True, keep_links=False)
    formulas = openpyxl.load_workbook(BytesIO(data), keep_links=False)
    for sheet, with_formulas in zip(results.worksheets, formulas.worksheets, strict=True):
        yield _sheet(sheet, {place for place, cell in with_formulas._cells.items() if cell.data_type == "f"})


def _sheet(sheet: Any, formulas: set[tuple[int, int]]) -> RawSheet:
    cells: Places = {place: cell for place, cell in sheet._cells.items()
                     if min(place) > 0 and (cell.value is not None or place in formulas)}
    visible = sheet.sheet_state == "visible"
    if (count := filled_rows({(row, row) for row, _ in cells})) > limits.SHEET_ROWS:
        return RawSheet(sheet.title, [], {}, visible, too_many_rows=count)
    last, width = extent({(row, row) for row, _ in cells}, {(column, column) for _, column in cells})
    inside = {place: cell for place, cell in cells.items() if place[0] <= last and place[1] <= width}
    return RawSheet(
        sheet.title, _rows(inside, last), _marks(inside, formulas), visible,
        frozenset(row for row, known in sheet.row_dimensions.items() if known.hidden),
        [(span.min_row, span.min_col, span.max_row, span.max_col) for span in sheet.merged_cells.ranges],
        sorted(cells.keys() - inside.keys())[: limits.STRAY_CELLS],
        from_1904=sheet.parent.epoch.year == 1904,
    )


def _rows(cells: Places, last: int) -> list[list[RawValue]]:
    rows: list[list[RawValue]] = [[] for _ in range(last)]
    for (row, column), cell in sorted(cells.items(), key=lambda item: item[0]):
        line = rows[row - 1]
        line.extend([None] * (column - 1 - len(line)))
        line.append(None if cell.data_type == "e" else _plain(cell.value))
    return rows


def _marks(cells: Places, formulas: set[tuple[int, int]]) -> dict[tuple[int, int], Mark]:
    marks: dict[tuple[int, int], Mark] = {}
    for place, cell in cells.items():
        if cell.data_type == "e":
            marks[place] = Mark(str(cell.value), place in formulas)
        elif place in formulas:
            marks[place] = Mark(None, True, cell.value is not None)
    return marks


def _plain(value: Any) -> RawValue:
    """A date without its empty time, a duration as its number of days, a whole number as every other number."""
    if isinstance(value, timedelta):
        return value / timedelta(days=1)
    if isinstance(value, datetime) and value.time() == time():
        return value.date()
    return float(value) if type(value) is int else value
