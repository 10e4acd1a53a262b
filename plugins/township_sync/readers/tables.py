"""From the grids of one file to its tables: which sheet is which entity, and what is wrong with it as a sheet."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from township_sync import project
from township_sync.domain.cell_columns import CellColumn, CellRows
from township_sync.domain.contract import plain_text
from township_sync.domain.finding import Finding
from township_sync.domain.table import Grid, Table
from township_sync.readers import Opened, limits
from township_sync.readers.header import Header, closest_required, find_header
from township_sync.readers.letterhead import lines_above
from township_sync.readers.row_kinds import is_machine_row
from township_sync.readers.rows import Rows, sort_rows
from township_sync.readers.sheet_findings import findings_of

_COPY = re.compile(r"copy|副本|\(\d+\)|备份|作废|旧", re.IGNORECASE)
_TEMPLATE_SHEET = "_meta"


@dataclass(frozen=True, slots=True)
class _Sheet:
    grid: Grid
    table: Table
    header: Header
    rows: Rows


def find_tables(opened: Opened) -> tuple[list[Table], list[Finding]]:
    """The tables of one file in the order of its sheets, with the findings of scope file, sheet, column and row.

    Whose table it is and of which month is judged by `steps.read`, which knows the sender and the period.
    """
    if opened.kind == "zip" or any(found.severity == "reject_file" for found in opened.findings):
        return [], []
    opened = replace(opened, grids=[grid for grid in opened.grids if not _is_ours(grid.name)])
    sheets = [sheet for grid in opened.grids if grid.visible and (sheet := _sheet(grid))]
    if not sheets:
        return [], [Finding("header_not_found", opened.name, details={"required": closest_required(opened.grids)})]
    copies = [sheet for sheet in sheets if _is_old_copy(sheet, sheets)]
    kept = [sheet for sheet in sheets if sheet not in copies]
    findings = [Finding("old_copy_sheet_skipped", opened.name, sheet.grid.name) for sheet in copies]
    findings += _not_recognised(opened, sheets)
    for sheet in kept:
        findings += findings_of(opened.name, sheet.grid, sheet.header, sheet.rows)
    return [sheet.table for sheet in kept], findings


def _is_ours(sheet: str) -> bool:
    """Whether we added this sheet to a workbook that now comes back (also a copy of it, `回执 (2)`)."""
    return re.sub(r"\s*\(\d+\)$", "", sheet) in _added_sheets()


@cache
def _added_sheets() -> frozenset[str]:
    return frozenset(project.mapping("contracts/letters/returned_workbook.zh.yaml")["sheets"].values())


def _sheet(grid: Grid) -> _Sheet | None:
    header = find_header(grid)
    if header is None:
        return None
    header = _with_machine_names(grid, header)
    rows = sort_rows(grid, header)
    table = Table(
        header.entity.name, grid.name, header.row, header.columns, rows.data, rows.skipped, rows.totals,
        lines_above(grid, header.top),
    )
    return _Sheet(grid, table, header, rows)


def _with_machine_names(grid: Grid, header: Header) -> Header:
    """Columns whose header was changed but whose hidden machine name below still says what they are."""
    cells = grid.rows[header.row] if header.row < len(grid.rows) else []
    if not is_machine_row(cells, header.entity):
        return header
    named = {
        str(cell.value).strip(): column
        for column, cell in enumerate(cells, 1)
        if str(cell.value).strip() in header.entity.by_field and column not in header.columns.values()
    }
    found = {name: column for name, column in named.items() if name not in header.columns}
    unknown = {column: text for column, text in header.unknown.items() if column not in found.values()}
    return replace(header, columns={**header.columns, **found}, unknown=unknown)


def _not_recognised(opened: Opened, sheets: Sequence[_Sheet]) -> Iterator[Finding]:
    read = {sheet.grid.name for sheet in sheets}
    for grid in opened.grids:
        if grid.name in read:
            continue
        filled = len(grid.rows) - len(CellRows.of(grid.rows).empty_rows())
        is_left = filled > limits.SMALL_SHEET_ROWS if grid.visible else filled and grid.name != _TEMPLATE_SHEET
        if is_left:
            yield Finding("sheet_not_recognised", opened.name, grid.name)


def _is_old_copy(sheet: _Sheet, sheets: Sequence[_Sheet]) -> bool:
    """Named as a copy, and at least 90 % of its IDs are in another sheet of the entity that is not named so."""
    if not _COPY.search(plain_text(sheet.grid.name)):
        return False
    ids = _ids(sheet)
    others = [other for other in sheets if other is not sheet and other.table.entity == sheet.table.entity]
    known = {id_no for other in others if not _COPY.search(plain_text(other.grid.name)) for id_no in _ids(other)}
    return bool(ids) and len(ids & known) >= limits.COPY_SHARE * len(ids)


def _ids(sheet: _Sheet) -> set[str]:
    entity = sheet.header.entity
    name = "id_no" if "id_no" in entity.by_field else entity.key[0]
    column = sheet.rows.data.columns.get(name, CellColumn())
    return {plain_text(str(column.values[code])).upper() for code in set(column.codes) - column.blank}
