"""Rows that count, given back for judging: those of the month before, and those still in force."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from township_sync.domain.contract import Entity, contract, contracts
from township_sync.domain.judgement import AcceptedRow
from township_sync.domain.period import Month
from township_sync.domain.table import ConformedRow
from township_sync.warehouse.column_names import column_name, column_names
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.statements import of, statement


def accepted_rows(connection: Connection, period: Month) -> list[AcceptedRow] | None:
    """The rows of a month that count, entity by entity; None when the month was never judged."""
    known = connection.execute(statement("merge/was_judged"), {"period": str(period)}).fetchone()
    if not known or not known["was_judged"]:
        return None
    return [row for entity in contracts().values() for row in _rows(connection, entity, str(period), None)]


def rows_in_force(connection: Connection, period: Month) -> list[AcceptedRow]:
    """The last accepted rows of every unit and entity before a month."""
    wanted: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in connection.execute(statement("merge/last_loaded"), {"period": str(period)}):
        wanted[row["entity"], row["period"]].append(row["unit_code"])
    return [row for (entity, last), units in sorted(wanted.items())
            for row in _rows(connection, contract(entity), last, units)]


def _rows(
    connection: Connection, entity: Entity, period: str, units: Sequence[str] | None
) -> Iterator[AcceptedRow]:
    asked = statement("merge/accepted_rows", entity=entity.name, fields=of("staged", column_names(entity)))
    for row in connection.execute(asked, {"period": period, "units": units}):
        values = {name: row[column_name(name)] for name in row["present fields"]}
        conformed = ConformedRow(row["sheet row"], values, row["cell states"], row["typed texts"])
        yield AcceptedRow(entity.name, row["unit"] or "", row["sent as"], row["on sheet"], conformed)
