"""What units owe of a month now: sheets that did not come, refusals that they did not mend."""

from collections.abc import Sequence

from township_sync.warehouse.connect import Connection
from township_sync.warehouse.statements import statement


def arrived(connection: Connection, period: str) -> dict[str, frozenset[str | None]]:
    """By unit the entities that came in a file that counts; None among them while a file of it waits to be judged."""
    rows = connection.execute(statement("deadline/arrived"), {"period": period})
    return {row["unit_code"]: frozenset(row["entities"]) for row in rows}


def to_mend(connection: Connection, period: str) -> dict[str, int]:
    """By unit how many refusals of rows and files of a month are open and not waived."""
    found = connection.execute(statement("deadline/to_mend"), {"period": period})
    return {row["unit_code"]: row["findings"] for row in found}


def months_alive(connection: Connection, periods: Sequence[str]) -> frozenset[str]:
    """Those of some months for which anything came from anybody."""
    found = connection.execute(statement("deadline/months_alive"), {"periods": list(periods)})
    return frozenset(row["period"] for row in found)
