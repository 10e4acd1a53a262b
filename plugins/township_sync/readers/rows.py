"""Which rows below a header are data, and which are totals, notes, examples or headers again (domain.md 4#1, 4, 6-11)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from township_sync.domain.contract import Entity, plain_header, plain_text
from township_sync.domain.table import EMPTY, Cell, Grid, TableRow
from township_sync.readers import limits
from township_sync.readers.grids import is_blank
from township_sync.readers.header import Header

MACHINE_NAMES = "machine_names"
_TOTALS = {"合计", "总计", "小计", "本页小计"}
_NOTE_STARTS = ("备注", "注:", "说明", "填表说明", "附注")
_NOTE_WORDS = ("签字", "签名", "盖章", "负责人:", "审核人:", "填表人:", "制表人:")
_EXAMPLES = {"示例", "样例", "例"}


@dataclass(slots=True)
class Rows:
    """The rows below a header, each in one place; blank rows are in none."""

    data: list[TableRow] = field(default_factory=list)
    skipped: list[tuple[int, str]] = field(default_factory=list)
    totals: list[tuple[int, str, Cell]] = field(default_factory=list)
    ragged: list[tuple[int, int]] = field(default_factory=list)


def sort_rows(grid: Grid, header: Header) -> Rows:
    """Look at every row below the header."""
    rows = Rows()
    filled_down = _filled_down(grid, header)
    for number, cells in enumerate(grid.rows[header.row :], header.row + 1):
        if all(map(is_blank, cells)):
            continue
        reason = _why_no_data(number, cells, header)
        if reason:
            rows.skipped.append((number, reason))
            if reason == "total_row_skipped":
                rows.totals += [(number, name, cell) for name, cell in _by_field(cells, header) if not is_blank(cell)]
            continue
        if _is_blank_row(cells, header):
            continue
        if grid.records and _is_ragged(cells, header):
            rows.ragged.append((number, _filled_length(cells)))
        rows.data.append(TableRow(number, _cells(number, cells, header, filled_down), number in grid.hidden_rows))
    return rows


def is_machine_row(cells: Sequence[Cell], entity: Entity) -> bool:
    """Whether a row holds the field names of the contract, as the template's hidden row does."""
    texts = [str(cell.value).strip() for cell in cells if not is_blank(cell)]
    named = sum(text in entity.by_field for text in texts)
    return named >= 2 and named >= limits.HEADER_SHARE * len(texts)


def _is_blank_row(cells: Sequence[Cell], header: Header) -> bool:
    """Nothing stands below a header text, or nothing but the running number of a prepared template."""
    sequence = {name for name, column in header.entity.by_field.items() if column.type == "sequence"}
    numbers = {header.columns[name] for name in sequence & header.columns.keys()}
    labelled = {label.column for label in header.labels}
    filled = {place: _plain(cell) for place, cell in enumerate(cells, 1) if place in labelled and not is_blank(cell)}
    return all(place in numbers and text.isdecimal() for place, text in filled.items())


def _why_no_data(number: int, cells: Sequence[Cell], header: Header) -> str | None:
    if number == header.row + 1 and is_machine_row(cells, header.entity):
        return MACHINE_NAMES
    texts = [_plain(cell) for cell in cells if not is_blank(cell)]
    if texts[0].rstrip(":") in _TOTALS:
        return "total_row_skipped"
    if _is_note(texts) and not _has_key(cells, header):
        return "note_row_skipped"
    if _repeats_header(cells, header):
        return "repeated_header_skipped"
    return "example_row_skipped" if _is_example(dict(_by_field(cells, header)), header.entity) else None


def _is_note(texts: Sequence[str]) -> bool:
    return texts[0].startswith(_NOTE_STARTS) or any(word in text for text in texts for word in _NOTE_WORDS)


def _has_key(cells: Sequence[Cell], header: Header) -> bool:
    """Whether the row has an ID; in a sheet without IDs, a value in its key."""
    columns = header.entity.columns
    wanted = [column.field for column in columns if column.type == "id_no"] or list(header.entity.key)
    return any(name in wanted and not is_blank(cell) for name, cell in _by_field(cells, header))


def _repeats_header(cells: Sequence[Cell], header: Header) -> bool:
    lower = {label.column: plain_header(label.text) for label in header.labels}
    upper = {label.column: plain_header(label.group) for label in header.labels if label.group}
    return _repeats(cells, lower) or _repeats(cells, upper)


def _repeats(cells: Sequence[Cell], texts: Mapping[int, str]) -> bool:
    """Whether a row says what the header says; the group row of a header stands once for all its children."""
    filled = {place: plain_header(str(cell.value)) for place, cell in enumerate(cells, 1) if not is_blank(cell)}
    same = sum(texts.get(place) == text for place, text in filled.items())
    distinct = len({text for text in texts.values() if text})
    return same >= 2 and same >= limits.HEADER_SHARE * min(distinct, len(texts))


def _is_example(values: Mapping[str, Cell], entity: Entity) -> bool:
    for column in entity.columns:
        if column.type in ("sequence", "person_name") and _plain(values.get(column.field, EMPTY)).rstrip(":") in _EXAMPLES:
            return True
    example = {name: plain_text(text) for name, text in entity.template_example.items() if name in values}
    return len(example) >= 3 and all(_plain(values[name]) == text for name, text in example.items())


def _is_ragged(cells: Sequence[Cell], header: Header) -> bool:
    """A record longer than the header, or too short for the last required column."""
    required = [header.columns[column.field] for column in header.entity.required if column.field in header.columns]
    return _filled_length(cells) > header_width(header) or len(cells) < max(required, default=0)


def header_width(header: Header) -> int:
    """The last column that the header names."""
    return max(label.column for label in header.labels)


def _filled_length(cells: Sequence[Cell]) -> int:
    return max((place for place, cell in enumerate(cells, 1) if not is_blank(cell)), default=0)


def _by_field(cells: Sequence[Cell], header: Header) -> list[tuple[str, Cell]]:
    return [(name, cells[column - 1] if column <= len(cells) else EMPTY) for name, column in header.columns.items()]


def _filled_down(grid: Grid, header: Header) -> dict[tuple[int, int], Cell]:
    """Cells that a merge covers in columns that the contract fills down, never beyond the merge."""
    filled: dict[tuple[int, int], Cell] = {}
    columns = {header.columns[name] for name, column in header.entity.by_field.items()
               if column.fill_down and name in header.columns}
    for top, left, bottom, right in grid.merges:
        if left in columns and left == right and header.row < top <= len(grid.rows):
            row = grid.rows[top - 1]
            cell = row[left - 1] if left <= len(row) else EMPTY
            filled |= {(number, left): cell for number in range(top + 1, min(bottom, len(grid.rows)) + 1)}
    return filled


def _cells(
    number: int, cells: Sequence[Cell], header: Header, filled_down: Mapping[tuple[int, int], Cell]
) -> dict[str, Cell]:
    return {
        name: filled_down.get((number, header.columns[name]), cell) if is_blank(cell) else cell
        for name, cell in _by_field(cells, header)
    }


def _plain(cell: Cell) -> str:
    """The text of a cell for comparing; a whole number without its `.0`."""
    if cell.value is None:
        return ""
    if isinstance(cell.value, float) and cell.value.is_integer():
        return str(int(cell.value))
    return plain_text(str(cell.value))
