"""One sheet of a rebuilt workbook: values as they were, in the look that the file gave or as a plain table."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime, time
from typing import Any

from township_sync.domain.table import Cell, CellValue, Grid
from township_sync.workbooks.comment_text import clean, comment_text
from township_sync.workbooks.note_boxes import lines_of
from township_sync.workbooks.problems import Place, Problem
from township_sync.workbooks.sheet_page import wide
from township_sync.workbooks.source_looks import SourceLook
from township_sync.workbooks.styles import RED
from township_sync.workbooks.wording import words

_NUMBER_FORMATS = {"text": "@", "date": "yyyy-mm-dd", "moment": "yyyy-mm-dd hh:mm:ss", "time": "hh:mm:ss"}
_DATE_LETTERS = frozenset("ymdhs年月日")
_NARROWEST, _WIDEST, _ROWS_MEASURED = 8, 48, 200
_COMMENT = {"x_scale": 1.75, "font_name": "宋体", "font_size": 10}
_LINES_OF_A_BOX, _HIGHEST, _LONGEST_COMMENT = 4.0, 8.0, 32_000


class RebuiltSheet:
    """A grid on its way into an xlsxwriter workbook."""

    def __init__(
        self, workbook: Any, grid: Grid, name: str, look: SourceLook, marked: Mapping[Place, Sequence[Problem]]
    ) -> None:
        self._workbook, self._grid, self._look, self._marked = workbook, grid, look, marked
        self._sheet = workbook.add_worksheet(name)
        self._formats: dict[tuple[int, str, bool], Any] = {}

    def write(self) -> None:
        """Everything: sizes, merges, values, marks."""
        self._set_sizes()
        self._merge()
        for row, cells in enumerate(self._grid.rows, start=1):
            for column, cell in enumerate(cells, start=1):
                if (row, column) not in self._marked:
                    self._write_value(row, column, cell)
        self._write_what_is_only_looked_at()
        for (row, column), problems in sorted(self._marked.items()):
            self._write_value(row, column, self._cell_at(row, column), red=True)
            author, own = self._look.notes.get((row, column), (words()["author"], ""))
            said = comment_text(problems)
            self._write_comment(row, column, author, f"{own}\n{said}" if own else said)
        for (row, column), (author, own) in sorted(self._look.notes.items()):
            if (row, column) not in self._marked:
                self._write_comment(row, column, author, own)
        if not self._grid.visible:
            self._sheet.hide()

    def _set_sizes(self) -> None:
        widths = dict(self._look.widths) or self._measured()
        for column, width in sorted(widths.items()):
            hidden = {"hidden": True} if column in self._look.hidden_columns else {}
            self._sheet.set_column(column - 1, column - 1, width, None, hidden)
        for row in sorted({*self._grid.hidden_rows, *self._look.heights}):
            hidden = {"hidden": True} if row in self._grid.hidden_rows else {}
            self._sheet.set_row(row - 1, self._look.heights.get(row), None, hidden)
        if any(self._look.frozen):
            self._sheet.freeze_panes(*self._look.frozen)

    def _measured(self) -> dict[int, float]:
        """As wide as the columns' own texts; a title that stands alone in its row runs over its neighbours."""
        widths: dict[int, float] = {}
        for cells in self._grid.rows[:_ROWS_MEASURED]:
            filled = [(column, cell) for column, cell in enumerate(cells, start=1) if cell.value is not None]
            for column, cell in filled if len(filled) > 1 else ():
                widths[column] = max(widths.get(column, 0), wide(str(cell.value)) + 2)
        return {column: min(max(width, _NARROWEST), _WIDEST) for column, width in widths.items()}

    def _merge(self) -> None:
        """True merges: a reader looks at them when the file comes back."""
        from xlsxwriter.exceptions import OverlappingRange

        for top, left, bottom, right in self._grid.merges:
            if (top, left) != (bottom, right):
                red = (top, left) in self._marked
                look = self._format(top, left, None, red)
                with suppress(OverlappingRange):
                    self._sheet.merge_range(top - 1, left - 1, bottom - 1, right - 1, "", look)

    def _cell_at(self, row: int, column: int) -> Cell:
        cells = self._grid.rows[row - 1] if row <= len(self._grid.rows) else ()
        return cells[column - 1] if column <= len(cells) else Cell()

    def _write_value(self, row: int, column: int, cell: Cell, red: bool = False) -> None:
        value, sheet, at = cell.value, self._sheet, (row - 1, column - 1)
        look = self._format(row, column, value, red)
        if isinstance(value, str):
            sheet.write_string(*at, clean(value), look)
        elif isinstance(value, bool):
            sheet.write_boolean(*at, value, look)
        elif isinstance(value, int | float):
            sheet.write_number(*at, value, look)
        elif isinstance(value, datetime | date | time):
            sheet.write_datetime(*at, value, look)
        elif look is not None and not self._is_covered(row, column):
            sheet.write_blank(*at, None, look)

    def _is_covered(self, row: int, column: int) -> bool:
        return any(
            top <= row <= bottom and left <= column <= right and (row, column) != (top, left)
            for top, left, bottom, right in self._grid.merges
        )

    def _write_what_is_only_looked_at(self) -> None:
        """Cells without a value that lie outside the rows read, such as the frame of an empty line."""
        for row, column in self._look.cells:
            outside = row > len(self._grid.rows) or column > len(self._grid.rows[row - 1])
            if outside and (row, column) not in self._marked:
                self._write_value(row, column, Cell())

    def _format(self, row: int, column: int, value: CellValue, red: bool) -> Any:
        given, kind = self._look.of(row, column), _kind(value)
        if given is None and not red and kind == "other":
            return None
        key = (id(given), kind, red)
        if key not in self._formats:
            look = dict(given or {})
            if kind != "other" and not _fits(look.get("num_format"), kind):
                look["num_format"] = _NUMBER_FORMATS[kind]
            self._formats[key] = self._workbook.add_format(_reddened(look) if red else look)
        return self._formats[key]

    def _write_comment(self, row: int, column: int, author: str, text: str) -> None:
        text = clean(text)[:_LONGEST_COMMENT]
        height = min(max(1.0, (lines_of(text) + 1) / _LINES_OF_A_BOX), _HIGHEST)
        options = {**_COMMENT, "author": clean(author), "y_scale": height}
        self._sheet.write_comment(row - 1, column - 1, text, options)


def _reddened(look: dict[str, Any]) -> dict[str, Any]:
    """Red, keeping the township's own colour where a solid fill does not show it (xlsxwriter swaps the two)."""
    own = look.pop("fg_color", None) or look.pop("bg_color", None) if look.get("pattern", 1) == 1 else None
    kept = {"fg_color": own} if own else {}
    return {**look, **kept, "pattern": 1, "bg_color": f"#{RED[2:]}"}


def _kind(value: CellValue) -> str:
    if isinstance(value, str):
        return "text"
    if isinstance(value, datetime):
        return "date" if value.time() == time() else "moment"
    if isinstance(value, date):
        return "date"
    return "time" if isinstance(value, time) else "other"


def _fits(number_format: str | None, kind: str) -> bool:
    """Whether a format of the file shows the value as what it is; a text keeps any, a date needs one of a date."""
    if number_format is None:
        return False
    return kind == "text" or bool(_DATE_LETTERS & set(number_format.lower()))
