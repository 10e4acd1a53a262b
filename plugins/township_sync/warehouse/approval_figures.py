"""What a person should see before agreeing to a push: counts and codes of units, never a value of a person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from township_sync.warehouse.connect import Connection
from township_sync.warehouse.publications import Publication
from township_sync.warehouse.reconciliations import unbalanced
from township_sync.warehouse.statements import statement


@dataclass(frozen=True, slots=True)
class Standing:
    """A unit's rows of a dataset: those that stood at the platform by the periods before, and those that will."""

    unit_code: str
    before: int
    after: int

    def share(self) -> float | None:
        """By how much of what stood before it changes (0.1 = 10 %); None where nothing stood before."""
        return (self.after - self.before) / self.before if self.before else None


@dataclass(frozen=True, slots=True)
class OpenFindings:
    """How many findings of one rule are open for a unit; `export` says what they keep from leaving."""

    slug: str
    severity: str
    export: str
    unit_code: str | None
    findings: int


@dataclass(frozen=True, slots=True)
class Exchange:
    """How a dataset stands with the platform: batches whose receipts did not come yet, when and how both sides were
    compared last (balanced, unbalanced, not_run), and the counts of 对账不平 that nobody settled."""

    unanswered: int
    reconciled_at: datetime | None
    reconciled: str | None
    unbalanced: Mapping[str, int] | None


def waiting(connection: Connection, publication_ids: Sequence[int] | None = None,
            period: str | None = None) -> list[Publication]:
    """The publications that wait for an answer, the oldest first: of these, of a period, or all."""
    ids = None if publication_ids is None else list(publication_ids)
    found = connection.execute(statement("approval/waiting"), {"publication_ids": ids, "period": period})
    return [Publication(**row) for row in found]


def agreed(connection: Connection, publication_ids: Sequence[int]) -> list[str]:
    """Who agreed to one of these already."""
    found = connection.execute(statement("approval/agreed"), {"publication_ids": list(publication_ids)})
    return [row["person"] for row in found]


def standings(connection: Connection, made: Publication) -> list[Standing]:
    """How a dataset stands unit by unit before this period, and once everything that waits was taken."""
    values = {"kind": made.kind, "dataset": made.dataset, "period": made.period}
    return [Standing(**row) for row in connection.execute(statement("approval/standing"), values)]


def open_findings(connection: Connection, periods: Sequence[str]) -> list[OpenFindings]:
    """The findings of these months that are open and that nobody lets pass, by rule and unit."""
    found = connection.execute(statement("approval/open_findings"), {"periods": list(periods)})
    return [OpenFindings(**row) for row in found]


def exchange(connection: Connection, dataset: str) -> Exchange:
    """How a dataset stands with the platform."""
    found = connection.execute(statement("approval/exchange"), {"dataset": dataset}).fetchone()
    assert found is not None
    return Exchange(**found, unbalanced=unbalanced(connection, dataset))
