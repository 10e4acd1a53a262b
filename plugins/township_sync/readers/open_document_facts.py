"""One pass over the `content.xml` of an OpenDocument spreadsheet, with its repeated rows and cells."""

from xml.parsers import expat

from township_sync.readers.raw import Mark, Refused
from township_sync.readers.sheet_facts import SheetFacts
from township_sync.readers.workbook_parts import new_parser

_LAST_ROW_LISTED = 1_048_576


def facts_by_sheet(content: bytes) -> dict[str, SheetFacts]:
    """Facts by sheet name; bad XML raises Refused `unreadable_file`."""
    reading = _Pass()
    parser = new_parser()
    parser.StartElementHandler = reading.start
    parser.EndElementHandler = reading.end
    parser.CharacterDataHandler = reading.text
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, ValueError) as error:
        raise Refused("unreadable_file", reason="damaged XML") from error
    return reading.sheets


class _Pass:
    """Where the pass is: sheet, span of equal rows, span of equal cells."""

    def __init__(self) -> None:
        self.sheets: dict[str, SheetFacts] = {}
        self.facts = SheetFacts()
        self.hidden_styles: set[str] = set()
        self.style = ""
        self.rows = self.columns = (0, 0)
        self.cell: dict[str, str] | None = None
        self.words: list[str] = []
        self.tables = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        match name:
            case "style:style":
                self.style = attributes.get("style:name", "")
            case "style:table-properties" if attributes.get("table:display") == "false":
                self.hidden_styles.add(self.style)
            case "table:table":
                self._start_table(attributes)
            case "table:table-row" if self.tables == 1:
                self.rows = next_span(self.rows, attributes.get("table:number-rows-repeated"))
                self.columns = (0, 0)
                self._note_hidden(attributes)
            case "table:table-cell" | "table:covered-table-cell" if self.tables == 1:
                self.columns = next_span(self.columns, attributes.get("table:number-columns-repeated"))
                self.cell, self.words = attributes, []

    def end(self, name: str) -> None:
        if name == "table:table":
            self.tables -= 1
        elif self.cell is not None and name in ("table:table-cell", "table:covered-table-cell"):
            self._finish_cell(self.cell)
            self.cell = None

    def text(self, text: str) -> None:
        if self.cell is not None:
            self.words.append(text)

    def _start_table(self, attributes: dict[str, str]) -> None:
        self.tables += 1
        if self.tables == 1:
            self.facts = SheetFacts(visible=attributes.get("table:style-name") not in self.hidden_styles)
            self.sheets[attributes.get("table:name", "")] = self.facts
            self.rows = (0, 0)

    def _note_hidden(self, attributes: dict[str, str]) -> None:
        if attributes.get("table:visibility") in ("collapse", "filter") and self.rows[1] <= _LAST_ROW_LISTED:
            self.facts.hidden_rows.update(range(self.rows[0], self.rows[1] + 1))

    def _finish_cell(self, cell: dict[str, str]) -> None:
        text = "".join(self.words).strip()
        formula = "table:formula" in cell
        if not (text or formula or "office:value-type" in cell):
            return
        if self.rows not in self.facts.filled_rows[-1:]:
            self.facts.filled_rows.append(self.rows)
        self.facts.filled_columns.add(self.columns)
        self._note_merge(cell)
        is_error = cell.get("calcext:value-type") == "error" or (formula and text.startswith(("#", "Err:")))
        if formula or is_error:
            has_result = bool(text) or "office:value-type" in cell
            self.facts.marks[self.rows[0], self.columns[0]] = Mark(text if is_error else None, formula, has_result)

    def _note_merge(self, cell: dict[str, str]) -> None:
        rows = int(cell.get("table:number-rows-spanned", "1"))
        columns = int(cell.get("table:number-columns-spanned", "1"))
        if rows > 1 or columns > 1:
            top, left = self.rows[0], self.columns[0]
            self.facts.merges.append((top, left, top + rows - 1, left + columns - 1))


def next_span(span: tuple[int, int], repeated: str | None) -> tuple[int, int]:
    """The rows (or columns) after the last ones that an element with this repeat count stands for."""
    return span[1] + 1, span[1] + max(1, int(repeated or "1"))
