"""The empty workbook of a month for one township: title, letterhead, header, hidden machine names, drop-down lists."""

from collections.abc import Sequence
from functools import cache
from io import BytesIO
from typing import Any

from township_sync import project
from township_sync.domain.contract import Column, Entity, code_set, contract
from township_sync.domain.period import Month
from township_sync.domain.unit import units
from township_sync.errors import UsageError
from township_sync.workbooks.problems import letters
from township_sync.workbooks.rebuilt import CREATED

META = "_meta"
VERSION = "1"
FIRST_ROW, LAST_ROW = 5, 5000
_TEXT_TYPES = {"id_no", "uscc", "mobile", "identifier", "disability_cert", "bank_account", "text", "person_name"}
_HINTS = {"date": "date", "amount": "amount", "count": "count", "id_no": "text", "uscc": "text"}
_META_LISTS_FROM = 3


@cache
def _words() -> dict[str, Any]:
    return project.mapping("contracts/letters/template.zh.yaml")


def build_template(entities: Sequence[str], unit_code: str, period: Month) -> bytes:
    """The .xlsx with one sheet per entity, in the order given; the same arguments give the same bytes.

    Row 1 is the title, row 2 the letterhead, row 3 the header (`*` marks what every row needs), row 4 hidden machine
    names; data begin in row 5. UsageError for a unit that is none of ours.
    """
    import xlsxwriter

    if unit_code not in units():
        raise UsageError(f"There is no unit {unit_code}; the codes are in contracts/units.csv.")
    buffer = BytesIO()
    workbook = xlsxwriter.Workbook(buffer, {"in_memory": True})
    workbook.set_properties({"created": CREATED})
    sheets = [contract(name) for name in entities]
    lists = {name: index for index, name in enumerate(_code_lists(sheets), start=_META_LISTS_FROM)}
    formats = _formats(workbook)
    for entity in sheets:
        _write_sheet(workbook.add_worksheet(entity.sheet_names[0]), entity, unit_code, period, lists, formats)
    _write_meta(workbook.add_worksheet(META), unit_code, period, lists)
    workbook.close()
    return buffer.getvalue()


def _code_lists(entities: Sequence[Entity]) -> list[str]:
    return sorted({name for entity in entities for column in entity.columns if (name := _codes(column))})


def _codes(column: Column) -> str | None:
    return "yes_no" if column.type == "yes_no" else column.codes


def _formats(workbook: Any) -> dict[str, Any]:
    header = {"bold": True, "border": 1, "bg_color": "#D9E1F2", "text_wrap": True, "align": "center"}
    return {
        "title": workbook.add_format({"bold": True, "font_size": 16}),
        "header": workbook.add_format(header),
        "required": workbook.add_format(header | {"font_color": "#C00000"}),
        "text": workbook.add_format({"num_format": "@"}),
        "date": workbook.add_format({"num_format": "yyyy-mm-dd"}),
        "other": workbook.add_format(),
    }


def _write_sheet(
    sheet: Any, entity: Entity, unit_code: str, period: Month, lists: dict[str, int], formats: dict[str, Any]
) -> None:
    words, unit = _words(), units()[unit_code]
    month = words["month"].format(year=period.year, number=period.number)
    title = words["title"].format(unit=unit.name, month=month, sheet=entity.title)
    sheet.write_string(0, 0, title, formats["title"])
    sheet.write_string(1, 0, words["letterhead"].format(unit=unit.name, period=period))
    for index, column in enumerate(entity.columns):
        _write_column(sheet, index, column, unit.name, lists, formats)
    sheet.set_row(2, 30)
    sheet.set_row(3, None, None, {"hidden": True})
    sheet.freeze_panes(FIRST_ROW - 1, 0)


def _write_column(
    sheet: Any, index: int, column: Column, unit_name: str, lists: dict[str, int], formats: dict[str, Any]
) -> None:
    sheet.set_column(index, index, _width(column), formats[_format_of(column)])
    header = column.header + ("*" if column.required else "")
    sheet.write_string(2, index, header, formats["required" if column.required else "header"])
    sheet.write_string(3, index, column.field)
    rule: dict[str, Any] = {"validate": "any", "input_title": column.header[:32], "input_message": _hint(column)}
    if codes := _codes(column):
        place, last = letters(lists[codes] + 1), len(code_set(codes).labels) + 1
        rule |= {"validate": "list", "source": f"={META}!${place}$2:${place}${last}", "error_type": "warning"}
    elif column.type == "unit":
        rule |= {"validate": "list", "source": [unit_name], "error_type": "warning"}
    if rule["input_message"] or rule["validate"] != "any":
        sheet.data_validation(FIRST_ROW - 1, index, LAST_ROW - 1, index, rule)


def _width(column: Column) -> int:
    return 22 if column.type in ("id_no", "uscc", "disability_cert") else max(10, len(column.header) * 2 + 3)


def _format_of(column: Column) -> str:
    if column.type == "date":
        return "date"
    return "text" if column.type in _TEXT_TYPES else "other"


def _hint(column: Column) -> str:
    hints = _words()["hints"]
    kind = "code" if _codes(column) else _HINTS.get(column.type)
    return (hints["required"] if column.required else "") + (hints[kind] if kind else "")


def _write_meta(sheet: Any, unit_code: str, period: Month, lists: dict[str, int]) -> None:
    facts = {"template_id": "township-sync", "version": VERSION, "unit_code": unit_code, "period": str(period)}
    for row, (name, value) in enumerate(facts.items()):
        sheet.write_string(row, 0, name)
        sheet.write_string(row, 1, value)
    for name, column in lists.items():
        sheet.write_string(0, column, name)
        for row, label in enumerate(code_set(name).labels.values(), start=1):
            sheet.write_string(row, column, label)
    sheet.very_hidden()
