"""One sheet of the pre-filled workbook: title, letterhead, header, hidden machine names, last month's rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from township_sync.domain.contract import CarriesOver, Column, Entity, code_set
from township_sync.domain.known_row import KnownRow
from township_sync.workbooks.problems import letters
from township_sync.workbooks.template_cells import is_text, shown, width
from township_sync.workbooks.template_looks import A4, Looks

META = "_meta"
FIRST_ROW, FREE_ROWS = 5, 1000
"""Data begin in row 5; so many rows below the last one have lists and messages (LibreOffice keeps no more)."""
_KNOWN, _EACH_MONTH, _DOUBTED, _PLAIN = "known", "each_month", "doubted", "plain"
_HINTS = {"date": "date", "count": "count", "id_no": "text", "uscc": "text", "bank_account": "text",
          "disability_cert": "text", "identifier": "text", "mobile": "text"}
_COLUMNS_OF_A_PAGE = 24
_OPTIONS = {"format_cells": True, "format_columns": True, "format_rows": True, "delete_rows": True}
"""Not `insert_rows`: a row between two others takes over their locked cells, and nobody could fill it in."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What every sheet of one workbook shares: the words, who fills in, and where in `_meta` each list stands."""

    words: Mapping[str, Any]
    title: str
    letterhead: str
    unit_name: str
    lists: Mapping[str, int]


def write_sheet(sheet: Any, entity: Entity, rows: Sequence[KnownRow], around: Surroundings, looks: Looks) -> None:
    """Write one entity's sheet; cells that the office knows are locked, without password: they may be wrong, too."""
    sheet.write_string(0, 0, around.title, looks.of("title"))
    sheet.write_string(1, 0, around.letterhead, looks.of("letterhead"))
    for index, column in enumerate(entity.columns):
        _write_column(sheet, index, column, _kind(entity.carries_over if rows else None, column), rows, around, looks)
    sheet.set_row(0, 24)
    sheet.set_row(2, 32)
    sheet.set_row(3, None, None, {"hidden": True})
    if rows:
        sheet.protect("", _OPTIONS)
    _lay_out(sheet, entity, len(rows))


def _lay_out(sheet: Any, entity: Entity, count: int) -> None:
    name = entity.name_field
    fixed = next((index for index, column in enumerate(entity.columns) if column.field == name), -1) + 1
    sheet.freeze_panes(FIRST_ROW - 1, fixed)
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1 + len(entity.columns) // _COLUMNS_OF_A_PAGE, 0)
    sheet.repeat_rows(2)
    sheet.repeat_columns(0, max(0, fixed - 1))
    sheet.set_footer("&C&P / &N")
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    last = f"{letters(len(entity.columns))}{FIRST_ROW + count + FREE_ROWS - 1}"
    sheet.ignore_errors({"number_stored_as_text": f"A{FIRST_ROW}:{last}"})


def _kind(carries_over: CarriesOver | None, column: Column) -> str:
    if carries_over is None:
        return _PLAIN
    if column.field in carries_over.known:
        return _KNOWN
    return _EACH_MONTH if column.field in carries_over.each_month else _PLAIN


def _write_column(
    sheet: Any, index: int, column: Column, kind: str, rows: Sequence[KnownRow], around: Surroundings, looks: Looks
) -> None:
    values = [_value(column, kind, number, row) for number, row in enumerate(rows, 1)]
    sheet.set_column(index, index, width(column, values), looks.of("blank", is_text(column)))
    header = column.header + ("*" if column.required else "")
    sheet.write_string(2, index, header, looks.of(f"header_{kind}", is_red=column.required))
    sheet.write_string(3, index, column.field, looks.of("machine"))
    for place, (row, value) in enumerate(zip(rows, values, strict=True), FIRST_ROW - 1):
        _write_value(sheet, place, index, value, looks.of(_look(column, kind, value, row), is_text(column)))
    sheet.data_validation(
        FIRST_ROW - 1, index, FIRST_ROW + len(rows) + FREE_ROWS - 2, index, _rule(column, kind, around)
    )


def _look(column: Column, kind: str, value: str | float | None, row: KnownRow) -> str:
    """Known is only what is there and what nothing was said against."""
    if kind != _EACH_MONTH and column.field in row.doubted:
        return _DOUBTED
    return _PLAIN if kind == _KNOWN and value is None else kind


def _value(column: Column, kind: str, number: int, row: KnownRow) -> str | float | None:
    if column.type == "sequence":
        return float(number)
    return None if kind == _EACH_MONTH else shown(column, row.values.get(column.field))


def _write_value(sheet: Any, row: int, column: int, value: str | float | None, look: Any) -> None:
    if value is None:
        sheet.write_blank(row, column, None, look)
    elif isinstance(value, float):
        sheet.write_number(row, column, value, look)
    else:
        sheet.write_string(row, column, value, look)


def _rule(column: Column, kind: str, around: Surroundings) -> dict[str, Any]:
    """The list of a column, or the check of its numbers, with what is said beside the cell. Both only warn: intake
    understands more than a list holds."""
    said = around.words
    rule: dict[str, Any] = {"validate": "any", "error_type": "warning"}
    if codes := column.code_list:
        place, last = letters(around.lists[codes] + 1), len(code_set(codes).labels) + 1
        rule |= {"validate": "list", "source": f"={META}!${place}$2:${place}${last}"} | _error(said["not_in_list"])
    elif column.type == "unit":
        rule |= {"validate": "list", "source": [around.unit_name]} | _error(said["not_in_list"])
    elif column.type in ("amount", "count"):
        rule |= {"validate": "decimal", "criteria": ">=", "value": 0} | _error(said["not_a_number"])
    message = _hint(column, kind, said["hints"])
    return rule | ({"input_title": column.header[:32], "input_message": message} if message else {})


def _error(said: Mapping[str, str]) -> dict[str, str]:
    return {"error_title": said["title"], "error_message": said["message"]}


def _hint(column: Column, kind: str, hints: Mapping[str, str]) -> str:
    name = "code" if column.code_list else _HINTS.get(column.type, "")
    if column.type == "amount":
        name = "area" if "㎡" in column.header else "amount"
    parts = ("required" if column.required else "", name, "" if kind == _PLAIN else kind)
    return "".join(hints[part] for part in parts if part)
