"""OpenDocument spreadsheets, packed (.ods) or as one XML file (.fods), by our own pass over their content."""

from collections.abc import Iterator

from township_sync.readers import limits, processor_time
from township_sync.readers.container import opened
from township_sync.readers.open_document_pass import Filled, SheetFound, Span, sheets_in
from township_sync.readers.raw import Mark, RawSheet, RawValue, Refused
from township_sync.readers.sheet_extent import extent, filled_rows

_MANIFEST = "META-INF/manifest.xml"


def read_ods(data: bytes) -> list[RawSheet]:
    """Every sheet; a password raises Refused `password_protected`, damage `unreadable_file`."""
    content = _content(data)
    processor_time.allow_slow_format()
    return [_sheet(found) for found in sheets_in(content)]


def _content(data: bytes) -> bytes:
    if not data.startswith(b"PK"):
        return data
    with opened(data) as archive:
        if _MANIFEST in archive.namelist() and b"encryption-data" in archive.read(_MANIFEST):
            raise Refused("password_protected")
        return archive.read("content.xml")


def _sheet(found: SheetFound) -> RawSheet:
    """The sheet as far as it can be laid out; filled cells beyond are named as stray."""
    spans = [span for span, _ in found.rows]
    if (count := filled_rows(spans)) > limits.SHEET_ROWS:
        return RawSheet(found.name, [], {}, found.visible, too_many_rows=count)
    last, width = extent(spans, {(cell.first, cell.last) for _, cells in found.rows for cell in cells})
    inside = [(span, cells) for span, cells in found.rows if span[1] <= last]
    return RawSheet(
        found.name, _rows(inside, width), _marks(inside, width), found.visible, frozenset(found.hidden_rows),
        found.merges, [*_strays(found, last, width)][: limits.STRAY_CELLS],
    )


def _rows(rows: list[tuple[Span, list[Filled]]], width: int) -> list[list[RawValue]]:
    made: list[list[RawValue]] = []
    for (first, last), cells in rows:
        made.extend([] for _ in range(first - 1 - len(made)))
        row = _row(cells, width)
        made.extend([*row] for _ in range(last - first + 1))
    return made


def _row(cells: list[Filled], width: int) -> list[RawValue]:
    row: list[RawValue] = []
    for first, last, value, _ in cells:
        if first <= width and value is not None:
            row.extend([None] * (first - 1 - len(row)))
            row.extend([value] * (min(last, width) - first + 1))
    return row


def _marks(rows: list[tuple[Span, list[Filled]]], width: int) -> dict[tuple[int, int], Mark]:
    return {
        (row, column): mark
        for (first, last), cells in rows for left, right, _, mark in cells if mark is not None
        for row in range(first, last + 1) for column in range(left, min(right, width) + 1)
    }


def _strays(found: SheetFound, last: int, width: int) -> Iterator[tuple[int, int]]:
    for (first, _), cells in found.rows:
        for cell in cells:
            if first > last or cell.first > width:
                yield first, cell.first
