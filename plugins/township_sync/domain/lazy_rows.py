"""Rows that are kept as columns and made one by one when somebody asks for them."""

from abc import abstractmethod
from collections.abc import Iterator, Sequence
from typing import TypeVar, overload

Row = TypeVar("Row")


class LazyRows(Sequence[Row]):
    """A sequence that makes its rows when asked for: how many there are (`__len__`) and one of them (`_row`) is told
    by the subclass. A slice is a list."""

    @abstractmethod
    def _row(self, place: int) -> Row:
        """The row at a place from 0 on."""

    @overload
    def __getitem__(self, index: int) -> Row: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Row]: ...
    def __getitem__(self, index: int | slice) -> Row | Sequence[Row]:
        places = range(len(self))[index]
        return self._row(places) if isinstance(places, int) else [self._row(place) for place in places]

    def __iter__(self) -> Iterator[Row]:
        return map(self._row, range(len(self)))
