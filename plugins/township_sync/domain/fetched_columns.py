"""Typed rows that are kept elsewhere: their columns are fetched sheet by sheet, and forgotten when others are wanted.

A month of millions of rows is larger than the memory that judging it takes. What is asked of it goes from unit to unit,
so a sheet that is asked for again soon is still there, and only then.
"""

from collections import OrderedDict
from collections.abc import Callable, ItemsView, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from township_sync.domain.conformed_columns import ConformedColumn, ConformedRows

Columns = Mapping[str, ConformedColumn]
SHELF_ROWS = 120_000
"""Rows that stay in memory: those of one part of a month (`checks/parts.py`) and some of the one before."""


@dataclass(slots=True)
class Shelf:
    """The sheets that were asked for last, of about so many rows altogether."""

    most: int = SHELF_ROWS
    _sheets: "OrderedDict[int, tuple[int, Columns]]" = field(default_factory=OrderedDict)
    _height: int = 0

    def rows(self, numbers: Sequence[int], fields: Sequence[str], fetch: Callable[[], Columns]) -> ConformedRows:
        """The rows of one sheet with these numbers and fields; they are fetched when somebody looks at one."""
        return ConformedRows(numbers, FetchedColumns(self, len(numbers), fields, fetch))

    def columns(self, sheet: int, height: int, fetch: Callable[[], Columns]) -> Columns:
        """The columns of a sheet of so many rows."""
        if sheet in self._sheets:
            self._sheets.move_to_end(sheet)
            return self._sheets[sheet][1]
        self._sheets[sheet] = height, (found := fetch())
        self._height += height
        while self._height > self.most and len(self._sheets) > 1:
            self._height -= self._sheets.popitem(last=False)[1][0]
        return found


class FetchedColumns(Mapping[str, ConformedColumn]):
    """The columns of one sheet, which lie on a shelf or are fetched."""

    def __init__(self, shelf: Shelf, height: int, fields: Sequence[str], fetch: Callable[[], Columns]) -> None:
        self._shelf, self._height, self._fetch = shelf, height, fetch
        self._fields = dict.fromkeys(fields)

    def __getitem__(self, name: str) -> ConformedColumn:
        if name not in self._fields:
            raise KeyError(name)
        return self._columns()[name]

    def items(self) -> ItemsView[str, ConformedColumn]:
        """All columns at once."""
        return self._columns().items()

    def __iter__(self) -> Iterator[str]:
        return iter(self._fields)

    def __len__(self) -> int:
        return len(self._fields)

    def _columns(self) -> Columns:
        return self._shelf.columns(id(self), self._height, self._fetch)
