"""Findings in numbers, for the pages of the board: counted when a month is merged."""

from township_sync.warehouse.connect import Connection
from township_sync.warehouse.statements import statement


def count_findings(connection: Connection, period: str) -> None:
    """Count a month's findings anew by unit, sheet and rule, inside the transaction that judged it."""
    connection.execute(statement("board/forget_finding_counts"), {"period": period})
    connection.execute(statement("board/count_findings"), {"period": period})
