"""Which rows below a header are data, and which totals, notes, examples or headers again (domain.md 4#1, 4, 6-11)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from township_sync.domain.table import EMPTY, Cell, Grid, TableRow
from township_sync.readers.grids import is_blank
from township_sync.readers.header import Header
from township_sync.readers.row_kinds import RowKinds


@dataclass(slots=True)
class Rows:
    """The rows below a header, each in one place; blank rows are in none."""

    data: list[TableRow] = field(default_factory=list)
    skipped: list[tuple[int, str]] = field(default_factory=list)
    totals: list[tuple[int, str, Cell]] = field(default_factory=list)
    ragged: list[tuple[int, int]] = field(default_factory=list)


def sort_rows(grid: Grid, header: Header) -> Rows:
    """Look at every row below the header."""
    rows, kinds, filled_down = Rows(), RowKinds(header), _filled_down(grid, header)
    for number, cells in enumerate(grid.rows[header.row :], header.row + 1):
        reason = kinds.why_no_data(number, cells)
        if reason == "blank":
            continue
        if reason:
            rows.skipped.append((number, reason))
            if reason == "total_row_skipped":
                rows.totals += [(number, name, cell) for name, cell in _by_field(cells, header) if not is_blank(cell)]
            continue
        if grid.records and _is_ragged(cells, header):
            rows.ragged.append((number, _filled_length(cells)))
        rows.data.append(TableRow(number, _cells(number, cells, header, filled_down), number in grid.hidden_rows))
    return rows


def header_width(header: Header) -> int:
    """The last column that the header names."""
    return max(label.column for label in header.labels)


def _is_ragged(cells: Sequence[Cell], header: Header) -> bool:
    """A record longer than the header, or too short for the last required column."""
    required = [header.columns[column.field] for column in header.entity.required if column.field in header.columns]
    return _filled_length(cells) > header_width(header) or len(cells) < max(required, default=0)


def _filled_length(cells: Sequence[Cell]) -> int:
    return max((place for place, cell in enumerate(cells, 1) if not is_blank(cell)), default=0)


def _by_field(cells: Sequence[Cell], header: Header) -> list[tuple[str, Cell]]:
    return [(name, cells[column - 1] if column <= len(cells) else EMPTY) for name, column in header.columns.items()]


def _filled_down(grid: Grid, header: Header) -> dict[tuple[int, int], Cell]:
    """Cells that a merge covers in columns that the contract fills down, never beyond the merge."""
    filled: dict[tuple[int, int], Cell] = {}
    by_field = header.entity.by_field
    columns = {column for name, column in header.columns.items() if by_field[name].fill_down}
    for top, left, bottom, right in grid.merges:
        if left in columns and left == right and header.row < top <= len(grid.rows):
            row = grid.rows[top - 1]
            cell = row[left - 1] if left <= len(row) else EMPTY
            filled |= {(number, left): cell for number in range(top + 1, min(bottom, len(grid.rows)) + 1)}
    return filled


def _cells(
    number: int, cells: Sequence[Cell], header: Header, filled_down: Mapping[tuple[int, int], Cell]
) -> dict[str, Cell]:
    found = dict(_by_field(cells, header))
    if filled_down:
        for name, cell in found.items():
            if is_blank(cell):
                found[name] = filled_down.get((number, header.columns[name]), cell)
    return found
