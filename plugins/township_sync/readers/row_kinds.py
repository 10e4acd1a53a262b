"""Telling the rows below a header apart, by the definitions of rules.csv (total, note, repeated header, example)."""

import re
from collections.abc import Mapping, Sequence

from township_sync.domain.contract import Entity, plain_text
from township_sync.domain.table import EMPTY, Cell
from township_sync.readers import limits
from township_sync.readers.grids import is_blank
from township_sync.readers.header import Header

MACHINE_NAMES = "machine_names"
_TOTALS = {"合计", "总计", "小计", "本页小计"}
_NOTE_STARTS = ("备注", "注:", "说明", "填表说明", "附注")
_NOTE_WORDS = re.compile(r"签\s*[字名]|盖\s*章|(?:负责|审核|填表|制表)\s*人\s*[:：]")
_EXAMPLES = {"示例", "样例", "例"}
_FEWEST_EXAMPLE_CELLS = 3


def is_machine_row(cells: Sequence[Cell], entity: Entity) -> bool:
    """Whether a row holds the field names of the contract, as the template's hidden row does."""
    texts = [str(cell.value).strip() for cell in cells if not is_blank(cell)]
    named = sum(text in entity.by_field for text in texts)
    return named >= 2 and named >= limits.HEADER_SHARE * len(texts)


class RowKinds:
    """What makes a row no data, prepared once for one header."""

    def __init__(self, header: Header) -> None:
        self.header = header
        entity, columns = header.entity, header.columns
        typed = {name: column.type for name, column in entity.by_field.items() if name in columns}
        self._numbering = {columns[name] for name, kind in typed.items() if kind == "sequence"}
        self._marked = self._numbering | {columns[name] for name, kind in typed.items() if kind == "person_name"}
        ids = [name for name, column in entity.by_field.items() if column.type == "id_no"] or list(entity.key)
        self._keys = {columns[name] for name in ids if name in columns}
        self._labelled = {label.column for label in header.labels} | set(columns.values())
        self._lower = {label.column: _tight(label.text) for label in header.labels}
        self._upper = {label.column: _tight(label.group) for label in header.labels if label.group}
        example = entity.template_example.items()
        self._example = {
            columns[name]: plain_text(text) for name, text in example if name in columns and typed[name] != "sequence"
        }

    def why_no_data(self, number: int, cells: Sequence[Cell]) -> str | None:
        """`blank`, `machine_names`, the slug that tells why the row is no data, or None for a data row."""
        filled = {place: cell for place, cell in enumerate(cells, 1) if not is_blank(cell)}
        if not filled:
            return "blank"
        if number == self.header.row + 1 and is_machine_row(cells, self.header.entity):
            return MACHINE_NAMES
        first = plain_text(str(next(iter(filled.values())).value))
        if first.rstrip(":") in _TOTALS:
            return "total_row_skipped"
        if not self._keys & filled.keys() and _is_note(first, filled):
            return "note_row_skipped"
        if _repeats(filled, self._lower) or _repeats(filled, self._upper):
            return "repeated_header_skipped"
        if self._is_example(filled):
            return "example_row_skipped"
        return "blank" if self._is_bare(filled) else None

    def _is_example(self, filled: Mapping[int, Cell]) -> bool:
        if any(_tight(filled[place].value).rstrip(":：") in _EXAMPLES for place in self._marked & filled.keys()):
            return True
        return len(self._example) >= _FEWEST_EXAMPLE_CELLS and all(
            _number_text(filled.get(place, EMPTY)) == text for place, text in self._example.items()
        )

    def _is_bare(self, filled: Mapping[int, Cell]) -> bool:
        """Nothing stands below a header text, or nothing but the running number of a prepared template."""
        below = filled.keys() & self._labelled
        return below <= self._numbering and all(_number_text(filled[place]).isdecimal() for place in below)


def _is_note(first: str, filled: Mapping[int, Cell]) -> bool:
    return first.startswith(_NOTE_STARTS) or any(
        _NOTE_WORDS.search(cell.value) for cell in filled.values() if isinstance(cell.value, str)
    )


def _repeats(filled: Mapping[int, Cell], texts: Mapping[int, str]) -> bool:
    """Whether a row says what the header says; the group row of a header stands once for all its children."""
    same = sum(_tight(filled[place].value) == text for place, text in texts.items() if place in filled)
    return same >= 2 and same >= limits.HEADER_SHARE * len(set(texts.values()))


def _tight(value: object) -> str:
    """A text without white space."""
    return "".join(str(value).split())


def _number_text(cell: Cell) -> str:
    """The text of a cell for comparing; a whole number without its `.0`."""
    if isinstance(cell.value, float) and cell.value.is_integer():
        return str(int(cell.value))
    return plain_text(str(cell.value)) if cell.value is not None else ""
