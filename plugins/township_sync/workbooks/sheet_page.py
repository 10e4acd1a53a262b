"""One added sheet as rows of cells with their looks, and how high its rows must be."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from township_sync.workbooks.looks import LOOKS

A4 = 9
"""The number of the paper size in a workbook."""
_POINTS_OF_A_LINE = 1.5


@dataclass(frozen=True, slots=True)
class PageCell:
    """A text or a whole number with its look; `target` is a place in the workbook such as `'表一'!B17`."""

    value: str | int | None = None
    look: str = "plain"
    target: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """One added sheet: `frozen` rows stay on top, the last of which heads the table when it can be filtered."""

    name: str
    widths: Sequence[int]
    rows: Sequence[Sequence[PageCell]]
    frozen: int = 0
    filtered: bool = False

    def height(self, row: Sequence[PageCell]) -> float:
        """Points: as high as the highest cell, since not every program does that itself when it opens a file."""
        heights = (_height(cell, width) for cell, width in zip(row, self.widths, strict=False))
        return max(heights, default=0) or 15.0


def wide(text: str) -> int:
    """The width of a text in Latin letters; a Chinese one is as wide as two."""
    return sum(2 if letter > "\u2e7f" else 1 for letter in text)


def _height(cell: PageCell, width: int) -> float:
    look = LOOKS[cell.look]
    lines = 1
    if look.wrapped and isinstance(cell.value, str):
        lines = sum(max(1, ceil(wide(line) * 1.08 / max(width - 1, 1))) for line in cell.value.split("\n"))
    return lines * look.size * _POINTS_OF_A_LINE + 4
