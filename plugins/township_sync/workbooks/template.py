"""The workbook of a month for one township: a guide, one sheet per entity, and the hidden sheet `_meta`."""

from collections.abc import Mapping, Sequence
from functools import cache
from io import BytesIO
from typing import Any

from township_sync import project
from township_sync.domain.contract import Entity, code_set, contract
from township_sync.domain.known_row import KnownRow
from township_sync.domain.period import Month
from township_sync.domain.table import Mode
from township_sync.domain.unit import units
from township_sync.errors import UsageError
from township_sync.workbooks.template_looks import A4, CREATED, Looks
from township_sync.workbooks.template_sheet import META, Surroundings, write_sheet

VERSION = "2"
_LISTS_FROM = 3


def build_template(
    entities: Sequence[str], unit_code: str, period: Month, rows: Sequence[KnownRow] = (), mode: Mode = "full",
    source: str = "",
) -> bytes:
    """The .xlsx with one sheet per entity, in the order given; the same arguments give the same bytes.

    `rows` are filled in on the sheets of their entities, those that are gone left out; `source` says in `_meta` where
    they are from. Row 1 of a sheet is the title, row 2 the letterhead, row 3 the header (`*` marks what every row
    needs), row 4 hidden machine names; data begin in row 5. UsageError for a unit that is none of ours.
    """
    import xlsxwriter

    if unit_code not in units():
        raise UsageError(f"There is no unit {unit_code}; the codes are in contracts/units.csv.")
    buffer = BytesIO()
    workbook = xlsxwriter.Workbook(buffer, {"in_memory": True})
    workbook.set_properties({"created": CREATED})
    sheets = [contract(name) for name in entities]
    lists = {name: index for index, name in enumerate(_code_lists(sheets), start=_LISTS_FROM)}
    looks = Looks(workbook)
    kept = {entity.name: [row for row in rows if row.entity == entity.name and not is_gone(entity, row)]
            for entity in sheets}
    guide = "correction" if mode == "correction" else "filled" if any(kept.values()) else "empty"
    _write_guide(workbook, guide, unit_code, period, looks)
    for entity in sheets:
        around = _surroundings(entity, unit_code, period, mode, lists)
        write_sheet(workbook.add_worksheet(entity.sheet_names[0]), entity, kept[entity.name], around, looks)
    facts = {"template_id": "township-sync", "version": VERSION, "unit_code": unit_code, "period": str(period),
             "mode": mode, "filled_from": source}
    _write_meta(workbook.add_worksheet(META), facts, lists)
    workbook.close()
    return buffer.getvalue()


def is_gone(entity: Entity, row: KnownRow) -> bool:
    """Whether last month's row says itself that there will be none this month."""
    marks = entity.carries_over.gone.items() if entity.carries_over else ()
    said = ((row.values.get(field), codes) for field, codes in marks)
    return any(value is not None and (not codes or value in codes) for value, codes in said)


def file_name(unit_code: str, period: Month, mode: Mode) -> str:
    """What the workbook is called: it names unit and month, and 补正 where it holds only corrections."""
    name: str = words()["file_name_of_corrections" if mode == "correction" else "file_name"]
    return name.format(unit=units()[unit_code].name, period=period)


@cache
def words() -> dict[str, Any]:
    """`contracts/letters/template.zh.yaml`."""
    return project.mapping("contracts/letters/template.zh.yaml")


def _code_lists(entities: Sequence[Entity]) -> list[str]:
    return sorted({name for entity in entities for column in entity.columns if (name := column.code_list)})


def _surroundings(
    entity: Entity, unit_code: str, period: Month, mode: Mode, lists: Mapping[str, int]
) -> Surroundings:
    said, unit = words(), units()[unit_code].name
    title = said["title"].format(unit=unit, month=_month(period), sheet=entity.title)
    marked = title + (said["corrections"] if mode == "correction" else "")
    return Surroundings(said, marked, said["letterhead"].format(unit=unit, period=period), unit, lists)


def _month(period: Month) -> str:
    text: str = words()["month"].format(year=period.year, number=period.number)
    return text


def _write_guide(workbook: Any, which: str, unit_code: str, period: Month, looks: Looks) -> None:
    said = words()["guide"]
    sheet = workbook.add_worksheet(said["sheet"])
    title = said["title"].format(unit=units()[unit_code].name, month=_month(period))
    sheet.write_string(0, 0, title, looks.of("guide_title"))
    for row, line in enumerate(said[which], 1):
        sheet.write_string(row, 0, line["label"], looks.of(f"guide_{line['look']}"))
        sheet.write_string(row, 1, line["text"], looks.of("guide_text"))
        sheet.set_row(row, 20 * (1 + len(line["text"]) * 2 // said["widths"][1]))
    for column, width in enumerate(said["widths"]):
        sheet.set_column(column, column, width)
    sheet.hide_gridlines(2)
    sheet.set_row(0, 30)
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)


def _write_meta(sheet: Any, facts: Mapping[str, str], lists: Mapping[str, int]) -> None:
    for row, (name, value) in enumerate(facts.items()):
        sheet.write_string(row, 0, name)
        sheet.write_string(row, 1, value)
    for name, column in lists.items():
        sheet.write_string(0, column, name)
        for row, label in enumerate(code_set(name).labels.values(), start=1):
            sheet.write_string(row, column, label)
    sheet.very_hidden()
