"""What one page about an installation needs: sums of what was sent and told, and the places of open findings."""

from dataclasses import dataclass

from township_sync.domain.contract import contracts
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.statements import statement


@dataclass(frozen=True, slots=True)
class ExchangeSums:
    """Rows of one month or quarter: sent = accepted + refused + without a receipt; `held` changed and did not leave."""

    period: str
    sent: int
    accepted: int
    refused: int
    held: int


@dataclass(frozen=True, slots=True)
class Totals:
    """How much was ever received, changed in the history, sent and told; two of them show what one run did.

    A message tells one contact several reports at once, or none: a reminder, an alert.
    """

    submissions: int
    history_steps: int
    rows_sent: int
    reports: int
    messages: int

    def minus(self, before: "Totals") -> "Totals":
        """What happened since."""
        return Totals(*(getattr(self, name) - getattr(before, name) for name in self.__slots__))


@dataclass(frozen=True, slots=True)
class Approvals:
    """How many publications a person let leave; `automatic` stands for nobody."""

    person: str
    publications: int


@dataclass(frozen=True, slots=True)
class Standing:
    """Rows of a dataset (of a quarter) by what was found last between ours and the platform's records."""

    dataset: str
    period: str
    state: str
    agreed: int
    only_here: int
    only_there: int
    field_differs: int


def totals(connection: Connection) -> Totals:
    """How things stand now."""
    row = connection.execute(statement("report/totals")).fetchone()
    assert row is not None
    asked = (connection.execute(statement("report/history_steps", entity=name)).fetchone() for name in contracts())
    steps = sum(int(found["steps"]) for found in asked if found)
    return Totals(row["submissions"], steps, int(row["rows_sent"]), row["reports"], row["messages"])


def exchange_sums(connection: Connection) -> list[ExchangeSums]:
    """One line per month and quarter that was published, months first."""
    return [ExchangeSums(**row) for row in connection.execute(statement("report/exchange_sums"))]


def approvals(connection: Connection) -> list[Approvals]:
    """Who let how many publications leave."""
    return [Approvals(**row) for row in connection.execute(statement("report/approvals"))]


def standings(connection: Connection) -> list[Standing]:
    """How every dataset stands with the platform, by name."""
    return [Standing(**row) for row in connection.execute(statement("report/reconciliations"))]


def open_findings(connection: Connection, period: str) -> list[tuple[str, str, str | None, int | None]]:
    """Where a month's open findings lie: file, slug, sheet, row."""
    found = connection.execute(statement("report/open_findings"), {"period": period})
    return [(row["file"], row["slug"], row["sheet"], row["row"]) for row in found]
