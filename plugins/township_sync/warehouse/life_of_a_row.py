"""One row's whole life: where it came from, what was found, what became of it, where it was sent, and who was told."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from township_sync.domain.contract import contract, contracts
from township_sync.warehouse.column_names import column_name
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.statements import statement

Record = Mapping[str, Any]
Place = tuple[str, str, str | None]
"""File below the inbox, sheet, and the month that is meant (None: any)."""


@dataclass(frozen=True, slots=True)
class Trace:
    """The row as it was staged, its findings (closed ones too), the versions of its thing, and every time it left: the
    files, the batches with the tries to send them, the platform's receipts, and the reports that told its township.

    `cells` are its cells by field: the text as typed, the value it became, and the state (None: nothing to report).
    """

    entity: str
    staged: Record
    cells: Mapping[str, tuple[str, str | None, str | None]]
    findings: Sequence[Record]
    versions: Sequence[Record]
    sent: Sequence[Record]
    batches: Sequence[Record]
    attempts: Sequence[Record]
    receipts: Sequence[Record]
    reports: Sequence[Record]


def trace(connection: Connection, file: str, sheet: str, row: int, period: str | None = None) -> Trace | None:
    """The life of the row at a place (file below the inbox, sheet, row number), or None when none was read there."""
    asked = {"file": file, "sheet": sheet, "row": row, "period": period}
    of_sheets = connection.execute(statement("trace/place"), asked).fetchall()
    there = {each["entity"] for each in of_sheets}
    for entity in (name for name in contracts() if name in there):
        staged = connection.execute(statement("trace/staged_row", entity=entity), asked).fetchone()
        if staged:
            return _life(connection, entity, staged, {**asked, "period": staged["period"]})
    return None


def trace_of_sheet(connection: Connection, sheet_id: int, row: int) -> Trace | None:
    """The life of a row of the sheet with this number, as `trace`: an address without a name that somebody typed."""
    place = connection.execute(statement("trace/place_of_sheet"), {"sheet_id": sheet_id}).fetchone()
    return trace(connection, place["file"], place["sheet"], row, place["period"]) if place else None


def sheets_at(connection: Connection, places: Iterable[Place]) -> dict[Place, int]:
    """The numbers of the sheets at these places, those of a month that is not there in the newest; none that was not
    read."""
    asked = sorted(set(places), key=lambda place: (place[0], place[1], place[2] or ""))
    files, sheets, periods = ([place[part] for place in asked] for part in range(3))
    found = connection.execute(statement("trace/sheets_at"), {"files": files, "sheets": sheets, "periods": periods})
    return {(row["file"], row["sheet"], row["period"]): row["sheet_id"] for row in found}


def _life(connection: Connection, entity: str, staged: Record, asked: Mapping[str, Any]) -> Trace:
    key = {"row_key": staged["row_key"], "entity": entity}

    def said(name: str, values: Mapping[str, Any], **parts: str) -> Sequence[Record]:
        return connection.execute(statement(f"trace/{name}", **parts), values).fetchall()

    batches = said("batches", key)
    places = {"batch_ids": [each["batch_id"] for each in batches], "row_nos": [each["row_no"] for each in batches]}
    return Trace(
        entity, {name: value for name, value in staged.items() if name != "cells"}, _cells(entity, staged["cells"]),
        said("findings", asked), said("versions", key, entity=entity), said("sent", key), batches,
        said("attempts", places), said("receipts", places), said("reports", {**asked, **key}),
    )


def _cells(entity: str, staged: Record) -> dict[str, tuple[str, str | None, str | None]]:
    raw, states = staged["raw"], staged["states"]
    fields = [column.field for column in contract(entity).columns]
    return {name: (raw.get(name, ""), staged[column_name(name)], states.get(name)) for name in fields}
