"""The annex of a notice: what each unit shall reach, column by column, and where its own sums do not add up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from township_sync.domain.unit import CITY

DifferenceKind = Literal["undistributed", "overdistributed", "uneven", "part_above_whole"]


@dataclass(frozen=True, slots=True)
class AnnexColumn:
    """One column: `share` is the same everywhere, `persons` and `things` add up to the city's number.

    A column that is `part_of` another (其中) is never added to it. A column `is_city_wide` when the number of its one
    row is the printed total too: then it is nobody's own (the 20 bases of 2020 are one merged cell).
    """

    name: str
    title: str
    kind: Literal["share", "persons", "things"]
    part_of: str | None
    printed: Decimal | None
    units: Mapping[str, Decimal]
    is_city_wide: bool

    @property
    def added(self) -> Decimal:
        """What the rows add up to."""
        return sum(self.units.values(), Decimal(0))


@dataclass(frozen=True, slots=True)
class Difference:
    """Where the printed table contradicts itself: `printed` against what its rows say (`added`)."""

    column: str
    kind: DifferenceKind
    printed: Decimal
    added: Decimal

    @property
    def gap(self) -> Decimal:
        """How much is not distributed to units (未分解); below zero when more is distributed than printed."""
        return self.printed - self.added


@dataclass(frozen=True, slots=True)
class Annex:
    """Targets by column and unit; `units` has the name of every unit that has a row, in the order of the table.

    `city_total` says what the city shall reach where the rows do not add up to the printed total (question Q6).
    """

    title: str
    units: Mapping[str, str]
    columns: Mapping[str, AnnexColumn]
    differences: Sequence[Difference]
    notes: Sequence[str]
    city_total: Literal["printed", "sum"]

    def target(self, column: str, unit_code: str) -> Decimal | None:
        """What the unit (or the city) shall reach; None when the annex asks nothing of it in this column."""
        of = self.columns[column]
        if unit_code != CITY:
            return of.units.get(unit_code)
        if of.kind == "share" or of.is_city_wide or self.city_total == "printed":
            return of.printed
        return of.added
