"""Where faults are planted: picks untouched rows, spreads them over the townships, never spoils one person twice."""

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from township_sync.errors import UsageError
from township_sync.sandbox.sample.registrar import Registrar
from township_sync.sandbox.sample.rows import MonthRows, SampleRow
from township_sync.sandbox.sample.words import Values

Wish = Callable[[Values], bool]


@dataclass
class Ground:
    """One month's rows while faults are planted in them."""

    rows: MonthRows
    chance: random.Random
    registrar: Registrar
    formats: dict[str, str]
    unit_names: dict[str, str]
    accepted_before: set[str] = field(default_factory=set)
    load: Counter[str] = field(default_factory=Counter)
    touched: set[str] = field(default_factory=set)
    busy: set[str] = field(default_factory=set)
    numbers_given: int = 0

    def __post_init__(self) -> None:
        """People with a post or an account are busy: a fault in their register row would echo in other sheets."""
        for entity in ("public_welfare_post", "app_account"):
            self.busy |= {row.values["id_no"] for _, row in self.rows.every(entity)}

    def worker(self, slug: str, wish: Wish = lambda values: True, *, units: list[str] | None = None) -> "Spot":
        """A register row without post, account or change record."""
        return self.spot(slug, "worker_employment", lambda values: values["id_no"] not in self.busy
                         and values["change_type"] is None and wish(values), units=units)

    def spot(self, slug: str, entity: str, wish: Wish = lambda values: True, *,
             units: list[str] | None = None) -> "Spot":
        """An untouched row in the least loaded unit that has a fitting one; none anywhere raises UsageError."""
        for unit in self._by_load(units):
            fitting = [row for row in self.rows.of(unit, entity)
                       if row.clean and self._mark(row) not in self.touched and wish(row.values)]
            if fitting:
                row = self.chance.choice(fitting)
                self.touched.add(self._mark(row))
                self.load[unit] += 1
                return Spot(unit, entity, row)
        raise UsageError(f"The sample has too few people to plant '{slug}' in {self.rows.month}; ask for more people.")

    def add(self, unit: str, entity: str, row: SampleRow) -> SampleRow:
        """Append a row to a unit's sheet."""
        self.rows.of(unit, entity).append(row)
        return row

    def drop(self, spot: "Spot") -> None:
        """Take the row out of its sheet."""
        self.rows.of(spot.unit, spot.entity).remove(spot.row)

    def other_unit(self, unit: str) -> str:
        """A unit that is not this one."""
        return next(code for code in self._by_load(None) if code != unit)

    def post_no(self, unit: str) -> str:
        """A number of a welfare post that no township has given."""
        self.numbers_given += 1
        return f"GY-{unit[-3:]}-{self.rows.month.number}9{self.numbers_given:02d}"

    def _by_load(self, units: list[str] | None) -> list[str]:
        codes = list(units if units is not None else self.rows.units())
        self.chance.shuffle(codes)
        return sorted(codes, key=lambda code: self.load[code] / (1 + len(self.rows.of(code, "worker_employment"))))

    @staticmethod
    def _mark(row: SampleRow) -> str:
        values = row.values
        return str(values.get("id_no") or values.get("post_no") or values.get("uscc"))


@dataclass(frozen=True)
class Spot:
    """A picked row and where it is."""

    unit: str
    entity: str
    row: SampleRow
