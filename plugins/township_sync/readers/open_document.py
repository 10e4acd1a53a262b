"""OpenDocument spreadsheets: values by calamine, the rest by our own pass over `content.xml` (OpenDocument 1.2)."""

import zipfile
from io import BytesIO

from township_sync.readers import limits
from township_sync.readers.calamine_values import values_by_sheet
from township_sync.readers.container import opened
from township_sync.readers.open_document_facts import facts_by_sheet
from township_sync.readers.open_document_trim import without_far_cells
from township_sync.readers.raw import RawSheet, Refused
from township_sync.readers.sheet_facts import SheetFacts, marks_within


def read_ods(data: bytes) -> list[RawSheet]:
    """Every sheet; a password raises Refused `password_protected`, damage `unreadable_file`."""
    with opened(data) as archive:
        if b"encryption-data" in archive.read("META-INF/manifest.xml"):
            raise Refused("password_protected")
        content = archive.read("content.xml")
    facts = facts_by_sheet(content)
    _refuse_scattered(facts)
    wide = {name: found.bounds for name, found in facts.items() if found.is_too_wide_for_calamine}
    too_long = {name for name, found in facts.items() if found.row_count > limits.SHEET_ROWS}
    wide |= dict.fromkeys(too_long, (0, 0))
    strays: dict[str, list[tuple[int, int]]] = {}
    if wide:
        content, strays = without_far_cells(content, wide)
        data = _with_content(data, content)
    return [_complete(sheet, facts, strays, too_long) for sheet in values_by_sheet(data)]


def _refuse_scattered(facts: dict[str, SheetFacts]) -> None:
    for found in facts.values():
        rows, columns = found.bounds
        if rows * columns > 5 * limits.BOX_CELLS and found.row_count <= limits.SHEET_ROWS:
            raise Refused("unreadable_file", reason="values scattered over the whole sheet")


def _complete(
    sheet: RawSheet, facts: dict[str, SheetFacts], strays: dict[str, list[tuple[int, int]]], too_long: set[str]
) -> RawSheet:
    found = facts.get(sheet.name)
    if found is None:
        return sheet
    if sheet.name in too_long:
        return sheet._replace(visible=found.visible, rows=[], too_many_rows=found.row_count)
    marks = found.marks if sheet.name not in strays else marks_within(found)
    return sheet._replace(
        visible=found.visible, marks=marks, hidden_rows=frozenset(found.hidden_rows), merges=found.merges,
        strays=strays.get(sheet.name, ()),
    )


def _with_content(data: bytes, content: bytes) -> bytes:
    changed = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(changed, "w") as new:
        for name in ("mimetype", "META-INF/manifest.xml"):
            new.writestr(name, old.read(name))
        new.writestr("content.xml", content)
    return changed.getvalue()
