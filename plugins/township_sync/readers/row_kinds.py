"""Telling the rows below a header apart, by the definitions of rules.csv (total, note, repeated header, example)."""

import re
from collections.abc import Mapping, Sequence

from township_sync.domain.contract import Entity, plain_text
from township_sync.domain.table import EMPTY, Cell, CellValue
from township_sync.readers import limits
from township_sync.readers.grids import is_blank
from township_sync.readers.header import Header

MACHINE_NAMES = "machine_names"
_TOTALS = {"合计", "总计", "小计", "本页小计"}
_NOTE_STARTS = ("备注", "注:", "说明", "填表说明", "附注")
_NOTE_WORDS = re.compile(r"签\s*[字名]|盖\s*章|(?:负责|审核|填表|制表)\s*人\s*[:：]")
_EXAMPLES = {"示例", "样例", "例"}
_FEWEST_EXAMPLE_CELLS = 3
ODD_CHARACTERS = "计例\uf9b5"
"""Every word of `_TOTALS` and `_EXAMPLES` has one of these; `odd_rows` passes over the rows that have none
(U+F9B5 becomes 例 under NFKC)."""


def is_machine_row(cells: Sequence[Cell], entity: Entity) -> bool:
    """Whether a row holds the field names of the contract, as the template's hidden row does."""
    texts = [str(cell.value).strip() for cell in cells if not is_blank(cell)]
    named = sum(text in entity.by_field for text in texts)
    return named >= 2 and named >= limits.HEADER_SHARE * len(texts)


class RowKinds:
    """What makes a row no data, prepared once for one header and the rows in which it stands.

    `example` is the template's example by column (empty when the sheet has too little of it), `telling` are the columns
    of which any makes a row more than a note or a prepared blank.
    """

    def __init__(self, header: Header, head_rows: Sequence[Sequence[Cell]]) -> None:
        self.header = header
        entity, columns = header.entity, header.columns
        typed = {name: column.type for name, column in entity.by_field.items() if name in columns}
        self._numbering = {columns[name] for name, kind in typed.items() if kind == "sequence"}
        self._marked = self._numbering | {columns[name] for name, kind in typed.items() if kind == "person_name"}
        ids = [name for name, column in entity.by_field.items() if column.type == "id_no"] or list(entity.key)
        self._keys = {columns[name] for name in ids if name in columns}
        self._labelled = {label.column for label in header.labels} | set(columns.values())
        self._heads = [
            {place: _tight(cell.value) for place, cell in enumerate(cells, 1) if not is_blank(cell)}
            for cells in head_rows
        ]
        example = entity.template_example.items()
        self.example = {
            columns[name]: plain_text(text) for name, text in example if name in columns and typed[name] != "sequence"
        }
        if len(self.example) < _FEWEST_EXAMPLE_CELLS:
            self.example = {}
        self.telling = self._keys - self._numbering

    def head_texts(self, place: int) -> set[str]:
        """What the rows of the header say in a column, without white space."""
        return {texts[place] for texts in self._heads if place in texts}

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
        if _is_note(first, filled) and not self._has_key(filled):
            return "note_row_skipped"
        if any(_repeats(filled, texts) for texts in self._heads):
            return "repeated_header_skipped"
        if self._is_example(filled):
            return "example_row_skipped"
        return "blank" if self._is_bare(filled) else None

    def _has_key(self, filled: Mapping[int, Cell]) -> bool:
        """Whether the row has an ID; a note that begins in the column of the ID is none."""
        place = next(iter(filled))
        keys = self._keys & filled.keys()
        return bool(keys - {place} if is_note_text(filled[place].value) else keys)

    def _is_example(self, filled: Mapping[int, Cell]) -> bool:
        if any(_tight(filled[place].value).rstrip(":：") in _EXAMPLES for place in self._marked & filled.keys()):
            return True
        return bool(self.example) and all(
            value_text(filled.get(place, EMPTY).value) == text for place, text in self.example.items()
        )

    def _is_bare(self, filled: Mapping[int, Cell]) -> bool:
        """Nothing stands below a header text, or nothing but the running number of a prepared template."""
        below = filled.keys() & self._labelled
        return below <= self._numbering and all(value_text(filled[place].value).isdecimal() for place in below)


def is_note_text(value: CellValue) -> bool:
    """Whether a text is a note or a signature by itself, wherever it stands."""
    return isinstance(value, str) and (
        plain_text(value).startswith(_NOTE_STARTS) or _NOTE_WORDS.search(value) is not None
    )


def _is_note(first: str, filled: Mapping[int, Cell]) -> bool:
    return first.startswith(_NOTE_STARTS) or any(
        _NOTE_WORDS.search(cell.value) for cell in filled.values() if isinstance(cell.value, str)
    )


def _repeats(filled: Mapping[int, Cell], texts: Mapping[int, str]) -> bool:
    """Whether a row says what one row of the header says."""
    same = sum(_tight(filled[place].value) == text for place, text in texts.items() if place in filled)
    return same >= 2 and same >= limits.HEADER_SHARE * len(texts)


def _tight(value: object) -> str:
    """A text without white space."""
    return "".join(str(value).split())


def value_text(value: CellValue) -> str:
    """The text of a value for comparing; a whole number without its `.0`."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return plain_text(str(value)) if value is not None else ""
