"""Findings in numbers, for the pages of the board: counted when a month is merged, and asked for by rule."""

from collections.abc import Sequence
from dataclasses import dataclass

from township_sync.warehouse.connect import Connection
from township_sync.warehouse.statements import statement


@dataclass(frozen=True, slots=True)
class Counts:
    """What a rule found: `found` ever, `standing` unmended, `waived` let pass, `units` against which it stands."""

    found: int
    standing: int
    waived: int
    units: int

    @property
    def precision(self) -> float | None:
        """Which part of what was found nobody let pass; None where nothing was found."""
        return (self.found - min(self.waived, self.found)) / self.found if self.found else None


NOTHING = Counts(0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class UnitSum:
    """What a rule found of one unit in all months that were asked for; `total` units have such a line."""

    unit_code: str
    found: int
    standing: int
    total: int


@dataclass(frozen=True, slots=True)
class UnitCounts:
    """What a rule found of one unit in one month."""

    unit_code: str
    period: str
    found: int
    standing: int


def count_findings(connection: Connection, period: str) -> None:
    """Count a month's findings by unit, sheet and rule, and set the light of every sheet, inside the transaction that
    judged the month and after its rates were counted."""
    for name in ("forget_finding_counts", "count_findings", "forget_lights", "count_lights"):
        connection.execute(statement(f"board/{name}"), {"period": period})


def rules_of_month(connection: Connection, period: str) -> dict[str, Counts]:
    """What every rule found in a month, by slug; rules that found nothing are left out."""
    found = connection.execute(statement("board/rules_of_month"), {"period": period})
    return {row.pop("slug"): Counts(**row) for row in found.fetchall()}


def rule_by_month(connection: Connection, slug: str) -> dict[str, Counts]:
    """What one rule found, by month, the earliest first."""
    found = connection.execute(statement("board/rule_by_month"), {"slug": slug})
    return {row.pop("period"): Counts(**row) for row in found.fetchall()}


def rule_by_unit(connection: Connection, slug: str, since: str, most: int, skipped: int) -> list[UnitSum]:
    """What one rule found of units from a month on, those with most to do first."""
    asked = {"slug": slug, "since": since, "most": most, "skipped": skipped}
    return [UnitSum(**row) for row in connection.execute(statement("board/rule_by_unit"), asked)]


def rule_of_units(connection: Connection, slug: str, since: str, units: Sequence[str]) -> list[UnitCounts]:
    """What one rule found of these units in every month from one on."""
    asked = {"slug": slug, "since": since, "units": list(units)}
    return [UnitCounts(**row) for row in connection.execute(statement("board/rule_of_units"), asked)]
