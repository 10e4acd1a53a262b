"""The fate of every row of a month, one byte for each: the row's place says which."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from township_sync.domain.judgement import Fate, RowPlace

FATES: tuple[Fate, ...] = ("loaded", "duplicate", "rejected", "held_aside", "superseded")


@dataclass(slots=True, eq=False)
class SheetFates:
    """The fates of one sheet's rows: `codes[n]` is the place in `FATES` of the fate of the row `numbers[n]`."""

    numbers: Sequence[int]
    codes: bytearray
    _places: dict[int, int] | None = field(init=False)

    def __post_init__(self) -> None:
        is_rising = isinstance(self.numbers, range) or all(first < second for first, second in pairwise(self.numbers))
        self._places = None if is_rising else {number: place for place, number in enumerate(self.numbers)}

    def fate(self, number: int) -> Fate | None:
        """The fate of a row, None when the sheet has none of this number."""
        if self._places is not None:
            place = self._places.get(number, len(self.codes))
        else:
            place = bisect_left(self.numbers, number)
        is_here = place < len(self.codes) and self.numbers[place] == number
        return FATES[self.codes[place]] if is_here else None


class RowFates(Mapping[RowPlace, Fate]):
    """(file, sheet, row number) → fate, in the order of the sheets it was made of."""

    def __init__(self, sheets: Sequence[tuple[str, str, SheetFates]]) -> None:
        self._sheets: dict[tuple[str, str], list[SheetFates]] = {}
        for file, name, fates in sheets:
            self._sheets.setdefault((file, name), []).append(fates)

    def __getitem__(self, place: RowPlace) -> Fate:
        file, sheet, number = place
        for fates in self._sheets.get((file, sheet), ()):
            if found := fates.fate(number):
                return found
        raise KeyError(place)

    def holds(self, fate: Fate) -> bool:
        """Whether any row has this fate."""
        return any(FATES.index(fate) in fates.codes for several in self._sheets.values() for fates in several)

    def __len__(self) -> int:
        return sum(len(fates.codes) for several in self._sheets.values() for fates in several)

    def __iter__(self) -> Iterator[RowPlace]:
        for (file, sheet), several in self._sheets.items():
            for fates in several:
                yield from ((file, sheet, number) for number in fates.numbers)
