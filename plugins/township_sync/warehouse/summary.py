"""What one page about an installation needs: sums of what was sent and told, and the places of open findings."""

from dataclasses import dataclass

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


def exchange_sums(connection: Connection) -> list[ExchangeSums]:
    """One line per month and quarter that was published, months first."""
    return [ExchangeSums(**row) for row in connection.execute(statement("report/exchange_sums"))]


def open_findings(connection: Connection, period: str) -> list[tuple[str, str, str | None, int | None]]:
    """Where a month's open findings lie: file, slug, sheet, row."""
    found = connection.execute(statement("report/open_findings"), {"period": period})
    return [(row["file"], row["slug"], row["sheet"], row["row"]) for row in found]
