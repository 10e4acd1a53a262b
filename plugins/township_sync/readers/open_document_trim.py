"""Cutting far stray cells out of an OpenDocument spreadsheet, so that calamine meets no boundless rectangle."""

from xml.sax.saxutils import escape, quoteattr

from township_sync.readers import limits
from township_sync.readers.open_document_facts import next_span
from township_sync.readers.workbook_parts import new_parser

Cells = dict[str, list[tuple[int, int]]]
_CELLS = ("table:table-cell", "table:covered-table-cell")


def without_far_cells(content: bytes, bounds: dict[str, tuple[int, int]]) -> tuple[bytes, Cells]:
    """`content.xml` with the named sheets cut at their (last row, last column), and the filled cells that were cut."""
    copy = _Copy(bounds)
    parser = new_parser()
    parser.StartElementHandler = copy.start
    parser.EndElementHandler = copy.end
    parser.CharacterDataHandler = copy.text
    parser.Parse(content, True)
    return "".join(copy.out).encode(), copy.cut


class _Copy:
    """A copy of the document that leaves out cells beyond the bounds of their sheet."""

    def __init__(self, bounds: dict[str, tuple[int, int]]) -> None:
        self.bounds = bounds
        self.bound: tuple[int, int] | None = None
        self.sheet = ""
        self.out: list[str] = []
        self.cut: Cells = {}
        self.depth = 0
        self.rows = self.columns = (0, 0)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "table:table" and not self.depth:
            self.sheet = attributes.get("table:name", "")
            self.bound, self.rows = self.bounds.get(self.sheet), (0, 0)
        elif name == "table:table-row" and not self.depth:
            self.rows, self.columns = next_span(self.rows, attributes.get("table:number-rows-repeated")), (0, 0)
        elif name in _CELLS and not self.depth:
            self.columns = next_span(self.columns, attributes.get("table:number-columns-repeated"))
        if self.depth or (name in _CELLS and self._is_far()):
            self._leave_out(attributes)
            return
        written = "".join(f" {key}={quoteattr(value)}" for key, value in attributes.items())
        self.out.append(f"<{name}{written}>")

    def end(self, name: str) -> None:
        if self.depth:
            self.depth -= 1
        else:
            self.out.append(f"</{name}>")

    def text(self, text: str) -> None:
        if not self.depth:
            self.out.append(escape(text))

    def _is_far(self) -> bool:
        return self.bound is not None and (self.rows[0] > self.bound[0] or self.columns[0] > self.bound[1])

    def _leave_out(self, attributes: dict[str, str]) -> None:
        self.depth += 1
        strays = self.cut.setdefault(self.sheet, [])
        if self.depth == 1 and "office:value-type" in attributes and len(strays) < limits.STRAY_CELLS:
            strays.append((self.rows[0], self.columns[0]))
