"""The lives of findings, asked for."""

from township_sync.domain.life import Life
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.statements import statement


def lives(connection: Connection, unit_code: str | None = None, period: str | None = None) -> list[Life]:
    """Every finding that somebody has to act on, or had, by number; of one unit or month, or of all."""
    values = {"unit_code": unit_code, "period": period}
    return [Life(**row) for row in connection.execute(statement("findings/lives"), values)]
