"""One pass over the XML of an OpenDocument spreadsheet, with its repeated rows and cells.

Most cells hold a number or nothing, and say so in their attributes: only inside other cells does the pass listen to
paragraphs, characters and ends, because listening costs more than everything else.
"""

from collections.abc import Callable
from typing import NamedTuple
from xml.parsers import expat

from township_sync.readers.open_document_values import value_of
from township_sync.readers.raw import Mark, RawValue, Refused
from township_sync.readers.workbook_parts import new_parser

Span = tuple[int, int]
_LAST_ROW = 1_048_576
_TEXTUAL = (None, "string")
_PARAGRAPHS = ("text:p", "text:h")
_NOT_IN_THE_CELL = ("office:annotation", "text:ruby-text", "draw:frame", "draw:custom-shape", "text:note",
                    "table:table")
_NOT_IN_THE_SHEET = ("table:shapes", "table:dde-links", "table:tracked-changes", "draw:frame", "office:forms")
_SPACES = {"text:tab": "\t", "text:line-break": "\n"}


class Filled(NamedTuple):
    """Equal cells side by side that hold something: first and last column, value, and what it does not tell."""

    first: int
    last: int
    value: RawValue
    mark: Mark | None


class SheetFound:
    """One sheet: filled cells by span of equal rows; rows and columns count from 1."""

    def __init__(self, name: str, visible: bool) -> None:
        self.name, self.visible = name, visible
        self.rows: list[tuple[Span, list[Filled]]] = []
        self.hidden_rows: set[int] = set()
        self.merges: list[tuple[int, int, int, int]] = []


def sheets_in(content: bytes) -> list[SheetFound]:
    """The sheets in their order; bad XML raises Refused `unreadable_file`."""
    reading = _Pass()
    try:
        reading.parser.Parse(content, True)
    except (expat.ExpatError, ValueError) as error:
        raise Refused("unreadable_file", reason="damaged XML") from error
    return [sheet for sheet in reading.sheets if "'#" not in sheet.name]  # cells of other files, kept for formulas


class _Pass:
    """Where the pass is: sheet, span of equal rows, last column, and the cell that is listened to."""

    def __init__(self) -> None:
        self.sheets: list[SheetFound] = []
        self.hidden_styles: set[str] = set()
        self.style = ""
        self.rows: Span = (0, 0)
        self.filled: list[Filled] = []
        self.first = self.column = 0
        self.cell: dict[str, str] = {}
        self.words: list[str] = []
        self.paragraphs = self.depth = self.left_out_at = 0
        self.handlers: dict[str, Callable[[dict[str, str]], None]] = {
            "table:table-cell": self._start_cell, "table:covered-table-cell": self._start_cell,
            "table:table-row": self._start_row, "table:table": self._start_table, "style:style": self._start_style,
            "style:table-properties": self._note_hidden_style, **dict.fromkeys(_NOT_IN_THE_SHEET, self._leave_out),
        }
        self.parser = new_parser()
        self.parser.StartElementHandler = self._start

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        handler = self.handlers.get(name)
        if handler is not None:
            handler(attributes)

    def _start_style(self, attributes: dict[str, str]) -> None:
        self.style = attributes.get("style:name", "")

    def _note_hidden_style(self, attributes: dict[str, str]) -> None:
        if attributes.get("table:display") == "false":
            self.hidden_styles.add(self.style)

    def _start_table(self, attributes: dict[str, str]) -> None:
        is_hidden = attributes.get("table:style-name") in self.hidden_styles
        self.sheets.append(SheetFound(attributes.get("table:name", ""), not is_hidden))
        self.rows = (0, 0)

    def _start_row(self, attributes: dict[str, str]) -> None:
        repeated = attributes.get("table:number-rows-repeated")
        first = self.rows[1] + 1
        self.rows = first, self.rows[1] + max(1, int(repeated or "1"))
        self.column, self.filled = 0, []
        if attributes.get("table:visibility") in ("collapse", "filter") and self.rows[1] <= _LAST_ROW:
            self.sheets[-1].hidden_rows.update(range(first, self.rows[1] + 1))

    def _start_cell(self, attributes: dict[str, str]) -> None:
        repeated = attributes.get("table:number-columns-repeated")
        self.first = self.column + 1
        self.column += max(1, int(repeated)) if repeated else 1
        if "table:number-columns-spanned" in attributes or "table:number-rows-spanned" in attributes:
            self._note_merge(attributes)
        if attributes.get("office:value-type") not in _TEXTUAL and "table:formula" not in attributes:
            value = value_of(attributes, "")
            if value is not None and attributes.get("calcext:value-type") != "error":
                self._keep(value, None)
                return
        self.cell, self.words, self.paragraphs = attributes, [], 0
        self._listen(self._start_inside, self._end_inside)

    def _note_merge(self, cell: dict[str, str]) -> None:
        rows = int(cell.get("table:number-rows-spanned", "1"))
        columns = int(cell.get("table:number-columns-spanned", "1"))
        if rows > 1 or columns > 1:
            top = self.rows[0]
            self.sheets[-1].merges.append((top, self.first, top + rows - 1, self.first + columns - 1))

    def _keep(self, value: RawValue, mark: Mark | None) -> None:
        if not self.filled:
            self.sheets[-1].rows.append((self.rows, self.filled))
        self.filled.append(Filled(self.first, self.column, value, mark))

    def _listen(self, start: Callable[..., None], end: Callable[..., None]) -> None:
        self.depth, self.left_out_at = 1, 0
        self.parser.StartElementHandler, self.parser.EndElementHandler = start, end

    def _stop_listening(self) -> None:
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self.parser.CharacterDataHandler = None

    def _leave_out(self, attributes: dict[str, str]) -> None:
        self._listen(self._start_left_out, self._end_left_out)

    def _start_left_out(self, name: str, attributes: dict[str, str]) -> None:
        self.depth += 1

    def _end_left_out(self, name: str) -> None:
        self.depth -= 1
        if self.depth == 0:
            self._stop_listening()

    def _start_inside(self, name: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        if self.left_out_at:
            return
        if name in _PARAGRAPHS:
            self.words += "\n" if self.paragraphs else ""
            self.paragraphs += 1
            self.parser.CharacterDataHandler = self.words.append
        elif name in _NOT_IN_THE_CELL:
            self.left_out_at = self.depth
            self.parser.CharacterDataHandler = None
        elif name == "text:s":
            self.words.append(" " * min(int(attributes.get("text:c", "1")), 1000))
        elif name in _SPACES:
            self.words.append(_SPACES[name])

    def _end_inside(self, name: str) -> None:
        self.depth -= 1
        if self.depth == 0:
            self._stop_listening()
            self._finish_cell(self.cell, "".join(self.words))
        elif self.left_out_at > self.depth:
            self.left_out_at = 0
            self.parser.CharacterDataHandler = self.words.append if self.depth > 1 else None
        elif name in _PARAGRAPHS:
            self.parser.CharacterDataHandler = None

    def _finish_cell(self, cell: dict[str, str], text: str) -> None:
        is_formula = "table:formula" in cell
        value = value_of(cell, text)
        if value is None and not is_formula:
            return
        shown = text.strip()
        is_error = cell.get("calcext:value-type") == "error" or (is_formula and shown.startswith(("#", "Err:")))
        mark = None
        if is_error or is_formula:
            has_result = value is not None or "office:value-type" in cell
            mark = Mark(shown or "#VALUE!" if is_error else None, is_formula, has_result)
        self._keep(None if is_error else value, mark)
