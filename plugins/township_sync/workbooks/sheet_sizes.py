"""How wide and high the cells of a sheet are and which are hidden: where the box of a comment has to end."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from township_sync.workbooks.problems import Place

_PIXELS_OF_A_DIGIT, _PADDING = 7, 5
_PIXELS_OF_A_POINT = 4 / 3
_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384
_LARGEST = 10_000
_GAP = 15
"""Pixels between a cell and the box of its comment."""


@dataclass(slots=True)
class SheetSizes:
    """Widths in digits and heights in points, as a worksheet states them; numbers of rows and columns from 1."""

    default_width: float = 8.43
    default_height: float = 15.0
    columns: list[tuple[int, int, float | None, bool]] = field(default_factory=list)
    heights: dict[int, float] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)

    def take_defaults(self, attributes: Mapping[str, str]) -> None:
        """From `sheetFormatPr`."""
        self.default_width = _size(attributes, "defaultColWidth") or _size(attributes, "baseColWidth") or 8.43
        self.default_height = _size(attributes, "defaultRowHeight") or 15.0

    def take_columns(self, attributes: Mapping[str, str]) -> None:
        """From one `col`."""
        hidden = _is_on(attributes, "hidden")
        self.columns.append((int(attributes["min"]), int(attributes["max"]), _size(attributes, "width"), hidden))

    def take_row(self, row: int, attributes: Mapping[str, str]) -> None:
        """From one `row`."""
        if height := _size(attributes, "ht"):
            self.heights[row] = height
        if _is_on(attributes, "hidden"):
            self.hidden_rows.add(row)

    def is_hidden(self, place: Place) -> bool:
        """Whether the clerk cannot see the cell."""
        return place[0] in self.hidden_rows or self._column(place[1]) == 0

    def _column(self, column: int) -> int:
        """Pixels."""
        width: float | None = None
        for low, high, given, hidden in self.columns:
            if low <= column <= high:
                if hidden:
                    return 0
                width = given
        return round((self.default_width if width is None else width) * _PIXELS_OF_A_DIGIT) + _PADDING

    def _row(self, row: int) -> int:
        """Pixels."""
        if row in self.hidden_rows:
            return 0
        return round(self.heights.get(row, self.default_height) * _PIXELS_OF_A_POINT)

    def anchor(self, place: Place, width: int, height: int) -> tuple[int, ...]:
        """Where a box of so many pixels stands beside a cell, as VML counts: column, pixels into it, row, pixels into
        it, of the box's first corner and of its last; columns and rows from 0."""
        column, left = place[1] + 1, _GAP
        if column > _LAST_COLUMN - width // _PIXELS_OF_A_DIGIT:
            column = max(1, place[1] - 6)
        row, above = max(1, place[0] - 1), 4
        if row > _LAST_ROW - height // 10:
            row = max(1, place[0] - height // 10)
        right, inside = _walked(column, left + width, self._column, _LAST_COLUMN)
        bottom, below = _walked(row, above + height, self._row, _LAST_ROW)
        return column - 1, min(left, self._column(column)), row - 1, above, right - 1, inside, bottom - 1, below


def _walked(start: int, pixels: int, size: Callable[[int], int], last: int) -> tuple[int, int]:
    at = start
    while at < last and pixels > size(at):
        pixels -= size(at)
        at += 1
    return at, max(0, pixels)


def _size(attributes: Mapping[str, str], name: str) -> float | None:
    """A size as it is written; None for one that is not there or makes no sense, as some programs write."""
    try:
        size = float(attributes[name])
    except (KeyError, ValueError):
        return None
    return size if 0 < size < _LARGEST else None


def _is_on(attributes: Mapping[str, str], name: str) -> bool:
    return attributes.get(name) in ("1", "true")
