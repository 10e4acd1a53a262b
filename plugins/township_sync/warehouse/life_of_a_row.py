"""One row's whole life: where it came from, what was found, what became of it, and where it was sent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from township_sync.domain.contract import contract, contracts
from township_sync.warehouse.column_names import column_name
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.statements import statement

Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Trace:
    """The row as it was staged, its findings (closed ones too), the versions of its thing, and every time it left.

    `cells` are its cells by field: the text as typed, the value it became, and the state (None: nothing to report).
    """

    entity: str
    staged: Record
    cells: Mapping[str, tuple[str, str | None, str | None]]
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
    place = {name: value for name, value in staged.items() if name != "cells"}
    return Trace(
        entity, place, _cells(entity, staged["cells"]),
        connection.execute(statement("trace/findings"), asked).fetchall(),
        connection.execute(statement("trace/versions", entity=entity), key).fetchall(),
        connection.execute(statement("trace/sent"), key).fetchall(),
    )


def _cells(entity: str, staged: Record) -> dict[str, tuple[str, str | None, str | None]]:
    raw, states = staged["raw"], staged["states"]
    fields = [column.field for column in contract(entity).columns]
    return {name: (raw.get(name, ""), staged[column_name(name)], states.get(name)) for name in fields}
