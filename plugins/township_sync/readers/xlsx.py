"""Workbooks in Office Open XML: values by calamine, everything else by our own pass over the sheets."""

import zipfile

from township_sync.readers import limits
from township_sync.readers.calamine_values import values_by_sheet
from township_sync.readers.container import inspect_workbook, opened
from township_sync.readers.raw import RawSheet, Refused
from township_sync.readers.sheet_facts import SheetFacts, marks_within
from township_sync.readers.workbook_parts import counts_from_1904, sheet_parts
from township_sync.readers.xlsx_facts import facts_of
from township_sync.readers.xlsx_scan import SheetScan
from township_sync.readers.xlsx_trim import without_far_cells


def read_xlsx(data: bytes) -> list[RawSheet]:
    """Every worksheet of the workbook, in its order; a forbidden container or damage raises Refused."""
    scans: dict[str, SheetScan] = {}
    inspect_workbook(data, lambda name: scans.setdefault(name, SheetScan()).feed)
    with opened(data) as archive:
        parts, from_1904 = sheet_parts(archive), counts_from_1904(archive)
        facts = {name: _facts(archive, part, scans) for name, part in parts.items()}
    too_long = {name for name, found in facts.items() if found.row_count > limits.SHEET_ROWS}
    data, strays = _cut(data, parts, {name: facts[name] for name in facts.keys() - too_long})
    sheets = values_by_sheet(data, skipped=too_long)
    return [_complete(sheet, facts, strays, too_long)._replace(from_1904=from_1904) for sheet in sheets]


def _facts(archive: zipfile.ZipFile, part: str, scans: dict[str, SheetScan]) -> SheetFacts:
    found = scans[part].facts() if part in scans else None
    if found is not None:
        return found
    with archive.open(part) as stream:
        return facts_of(stream)


def _cut(
    data: bytes, parts: dict[str, str], facts: dict[str, SheetFacts]
) -> tuple[bytes, dict[str, list[tuple[int, int]]]]:
    wide = {parts[name]: found.bounds for name, found in facts.items() if found.is_too_wide_for_calamine}
    if not wide:
        return data, {}
    if any(rows * columns > 5 * limits.BOX_CELLS for rows, columns in wide.values()):
        raise Refused("unreadable_file", reason="values scattered over the whole sheet")
    data, cut = without_far_cells(data, wide)
    return data, {name: cut[part] for name, part in parts.items() if part in cut}


def _complete(
    sheet: RawSheet, facts: dict[str, SheetFacts], strays: dict[str, list[tuple[int, int]]], too_long: set[str]
) -> RawSheet:
    found = facts.get(sheet.name)
    if found is None:
        return sheet
    marks = found.marks if sheet.name not in strays else marks_within(found)
    return sheet._replace(
        marks=marks, hidden_rows=frozenset(found.hidden_rows), merges=found.merges,
        strays=strays.get(sheet.name, ()), too_many_rows=found.row_count if sheet.name in too_long else 0,
    )
