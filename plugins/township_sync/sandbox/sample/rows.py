"""The rows of one month, by unit and entity: what each cell means, what is planted in it, and its fate."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from township_sync.domain.finding import rule
from township_sync.domain.period import Month
from township_sync.sandbox.sample.township import Township
from township_sync.sandbox.sample.words import Values

ENTITIES = ("worker_employment", "public_welfare_post", "recruiter", "job_post", "app_account")


@dataclass(frozen=True, slots=True)
class Planted:
    """One finding that the checker has to make (`must_find`) or may make (`may_find`); `column` is a contract field."""

    slug: str
    column: str | None = None
    expect: str = "must_find"
    missing: tuple[str, ...] = ()

    @property
    def rejects(self) -> bool:
        return self.expect == "must_find" and rule(self.slug).severity == "reject_row"

    @property
    def rejects_itself(self) -> bool:
        """Rejected by its own cells, not by the company of other rows."""
        return self.rejects and rule(self.slug).scope in ("cell", "row")


@dataclass(slots=True, eq=False)
class SampleRow:
    """One data row. `literal` overrules how single cells are written; `values` is what a reader can know of them."""

    values: Values
    literal: dict[str, Any] = field(default_factory=dict)
    findings: list[Planted] = field(default_factory=list)

    def plant(self, slug: str, column: str | None = None, missing: tuple[str, ...] = ()) -> None:
        """Note that this row has to be found."""
        self.findings.append(Planted(slug, column, missing=missing))

    def allow(self, slug: str) -> None:
        """Note that this row may be found: a consequence that the definition leaves open."""
        self.findings.append(Planted(slug, expect="may_find"))

    def spoil(self, column: str, literal: object) -> None:
        """Write this into the cell; a reader learns nothing from it."""
        self.literal[column] = literal
        self.values[column] = None

    @property
    def rejected(self) -> bool:
        return any(planted.rejects for planted in self.findings)

    @property
    def rejected_itself(self) -> bool:
        return any(planted.rejects_itself for planted in self.findings)

    @property
    def clean(self) -> bool:
        return not self.findings and not self.literal

    def twin(self, **changed: Any) -> "SampleRow":
        """Another row with the same cells but these."""
        return SampleRow(self.values | changed, dict(self.literal))


@dataclass
class MonthRows:
    """All rows of one month, plus what is found in a sheet as a whole (`unit`, `entity` -> findings)."""

    month: Month
    rows: dict[tuple[str, str], list[SampleRow]] = field(default_factory=dict)
    sheet_findings: dict[tuple[str, str], list[Planted]] = field(default_factory=dict)

    def of(self, unit: str, entity: str) -> list[SampleRow]:
        return self.rows.get((unit, entity), [])

    def units(self) -> list[str]:
        """Units that report this month, in the order of the contract."""
        return list(dict.fromkeys(unit for unit, _ in self.rows))

    def every(self, entity: str) -> Iterator[tuple[str, SampleRow]]:
        """Every row of an entity with its unit."""
        for (unit, name), rows in self.rows.items():
            if name == entity:
                yield from ((unit, row) for row in rows)

    def plant_in_sheet(self, unit: str, entity: str, planted: Planted) -> None:
        self.sheet_findings.setdefault((unit, entity), []).append(planted)


def rows_of(towns: list[Township], month: Month) -> MonthRows:
    """What every township would honestly report."""
    made = MonthRows(month)
    for town in towns:
        contents = (town.workers, town.posts, town.recruiters, town.jobs, town.accounts)
        for entity, values in zip(ENTITIES, contents, strict=True):
            made.rows[town.unit.code, entity] = [SampleRow(dict(row)) for row in values]
    return made


def first_report(rows: MonthRows, unit: str, chance: random.Random) -> MonthRows:
    """A first, shorter version of one unit's rows: nine in ten of the rows that have nothing planted."""
    short = MonthRows(rows.month)
    for entity in ENTITIES:
        kept = [row.twin() for row in rows.of(unit, entity) if row.clean and chance.random() < 0.9]
        short.rows[unit, entity] = kept
    return short
