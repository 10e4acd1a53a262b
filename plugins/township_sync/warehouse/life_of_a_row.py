"""One row's whole life: where it came from, what was found, what became of it, and where it was sent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from township_sync.domain.contract import contracts
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.statements import statement

Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Trace:
    """The row as it was staged, its findings (closed ones too), the versions of its thing, and every time it left."""

    staged: Record
    findings: Sequence[Record]
    versions: Sequence[Record]
    sent: Sequence[Record]


def trace(connection: Connection, file: str, sheet: str, row: int, period: str | None = None) -> Trace | None:
    """The life of the row at a place (file below the inbox, sheet, row number), or None when none was read there."""
    asked = {"file": file, "sheet": sheet, "row": row, "period": period}
    for entity in contracts():
        staged = connection.execute(statement("trace/staged_row", entity=entity), asked).fetchone()
        if staged:
            return _life(connection, entity, staged, {**asked, "period": staged["period"]})
    return None


def _life(connection: Connection, entity: str, staged: Record, asked: Mapping[str, Any]) -> Trace:
    key = {"row_key": staged["row_key"], "entity": entity}
    return Trace(
        staged,
        connection.execute(statement("trace/findings"), asked).fetchall(),
        connection.execute(statement("trace/versions", entity=entity), key).fetchall(),
        connection.execute(statement("trace/sent"), key).fetchall(),
    )
