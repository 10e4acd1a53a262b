"""One sheet of a report, written from the top down and made to be printed on A4."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from township_sync.domain.indicator import Figure
from township_sync.domain.policy_pack import Indicator
from township_sync.workbooks.figure_text import number_format, status_text
from township_sync.workbooks.looks import LOOKS, Look

_A4 = 9
_STATUS_LOOKS = {
    "met": Look(colour="FF375623", fill="FFE2EFDA", across="center"),
    "missed": Look(bold=True, colour="FFC00000", fill="FFFCE4E4", across="center"),
    "striving": Look(colour="FF7F6000", fill="FFFFF2CC", across="center"),
    "nobody": Look(colour="FF7F7F7F", across="center"),
    "no_baseline": Look(colour="FF7F7F7F", across="center"),
    "not_run": Look(colour="FF7F7F7F", fill="FFEDEDED", across="center"),
}


PAGE_WIDTH, PAGE_HEIGHT = 760, 620
"""What fits between the margins of A4 lengthwise at full scale, in pixels."""
ROW_HEIGHT = 20


@dataclass
class Formats:
    """The formats of one workbook, each made once."""

    book: Any
    made: dict[tuple[Look, str], Any] = field(default_factory=dict)

    def get(self, look: str | Look, number: str = "General") -> Any:
        chosen = LOOKS[look] if isinstance(look, str) else look
        if (chosen, number) not in self.made:
            self.made[chosen, number] = self.book.add_format(chosen.for_xlsxwriter() | {"num_format": number})
        return self.made[chosen, number]


@dataclass
class ReportSheet:
    """A sheet and the row that is written next."""

    sheet: Any
    formats: Formats
    words: dict[str, Any]
    row: int = 0

    @classmethod
    def begin(cls, book: Any, name: str, formats: Formats, words: dict[str, Any], landscape: bool = True
              ) -> "ReportSheet":
        """A new sheet: A4, one page wide, page numbers below."""
        sheet = book.add_worksheet(name)
        sheet.set_paper(_A4)
        sheet.set_landscape() if landscape else sheet.set_portrait()
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(0.5, 0.5, 0.6, 0.6)
        sheet.set_footer(f"&C{words['footer']}")
        sheet.hide_gridlines(2)
        return cls(sheet, formats, words)

    def columns(self, widths: Sequence[int]) -> int:
        """Set the columns' widths (in pixels); returns their sum."""
        for column, width in enumerate(widths):
            self.sheet.set_column_pixels(column, column, width)
        return sum(widths)

    def line(self, text: str, look: str) -> None:
        """A line of text over the whole width."""
        self.sheet.write_string(self.row, 0, text, self.formats.get(look))
        self.row += 1

    def headings(self, texts: Sequence[str]) -> None:
        self.sheet.write_row(self.row, 0, texts, self.formats.get("heading"))
        self.row += 1

    def cells(self, values: Sequence[str | int | Decimal | None], looks: str | Look = "plain") -> None:
        """One row of texts and whole numbers."""
        for column, value in enumerate(values):
            self.cell(column, value, "count" if isinstance(value, int | Decimal) else looks)
        self.row += 1

    def table(self, title: str, headings: Sequence[str], rows: Iterable[Sequence[str | int]]) -> None:
        """A table with its title, one row below what is there."""
        self.row += 1
        self.line(title, "section")
        self.headings(headings)
        for row in rows:
            self.cells(row)

    def cell(self, column: int, value: str | int | Decimal | None, look: str | Look, number: str = "General") -> None:
        if isinstance(value, int | Decimal):
            self.sheet.write_number(self.row, column, float(value), self.formats.get(look, number))
        else:
            self.sheet.write_string(self.row, column, value or "", self.formats.get(look))

    def value(self, column: int, indicator: Indicator, figure: Figure | None, coloured: bool = False) -> None:
        """A figure's value; a word or a bar where there is none; coloured by its status when asked."""
        look = _STATUS_LOOKS[figure.status] if coloured and figure and figure.status else LOOKS["count"]
        if figure is None or figure.value is None:
            self.cell(column, status_text(figure, self.words) or self.words["no_figure"], look)
        else:
            self.cell(column, figure.value, look, number_format(indicator, figure))

    def status(self, column: int, figure: Figure | None) -> None:
        look = _STATUS_LOOKS[figure.status] if figure and figure.status else LOOKS["plain"]
        self.cell(column, status_text(figure, self.words), look)
