"""Workbooks in Office Open XML: values by calamine, everything else by our own pass over the sheets."""

import zipfile
from io import BytesIO

from township_sync.readers import limits
from township_sync.readers.calamine_values import values_by_sheet
from township_sync.readers.container import opened
from township_sync.readers.raw import RawSheet, Refused
from township_sync.readers.sheet_facts import SheetFacts
from township_sync.readers.workbook_parts import sheet_parts
from township_sync.readers.xlsx_facts import facts_of
from township_sync.readers.xlsx_trim import without_far_cells


def read_xlsx(data: bytes) -> list[RawSheet]:
    """Every worksheet of the workbook, in its order; damage raises Refused `unreadable_file`."""
    with opened(data) as archive:
        parts = sheet_parts(archive)
        facts = {name: _facts(archive, part) for name, part in parts.items()}
    too_long = {name for name, found in facts.items() if found.row_count > limits.SHEET_ROWS}
    data, strays = _cut(data, parts, {name: facts[name] for name in facts.keys() - too_long})
    sheets = values_by_sheet(data, skipped=too_long)
    return [
        sheet._replace(**_known(facts.get(sheet.name), strays.get(sheet.name, ()), sheet.name in too_long))
        for sheet in sheets
    ]


def _facts(archive: zipfile.ZipFile, part: str) -> SheetFacts:
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


def _known(facts: SheetFacts | None, strays: object, is_too_long: bool) -> dict[str, object]:
    if facts is None:
        return {}
    return {
        "marks": facts.marks, "hidden_rows": frozenset(facts.hidden_rows), "merges": tuple(facts.merges),
        "strays": strays, "too_many_rows": facts.row_count if is_too_long else 0,
    }
