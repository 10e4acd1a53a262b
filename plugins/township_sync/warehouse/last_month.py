"""What the warehouse knows of a unit at the end of a month: the rows that its next workbook begins with."""

from collections.abc import Iterator

from township_sync.domain.contract import Entity, contracts
from township_sync.domain.known_row import Knowledge, KnownRow
from township_sync.domain.period import Month
from township_sync.warehouse.column_names import column_name, column_names
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.history import make_claims
from township_sync.warehouse.statements import of, statement


def known_of_units(connection: Connection, units: list[str], month: Month) -> dict[str, Knowledge]:
    """What is in force on the month's last day, by unit, of entities whose rows carry over.

    Also what was said in earlier months and stands since: of a row that was rejected last month, or of a unit that was
    silent. Nothing is changed; it reads in one transaction.
    """
    rows: dict[str, list[KnownRow]] = {unit: [] for unit in units}
    with connection.transaction():
        for entity in contracts().values():
            if entity.carries_over:
                make_claims(connection, entity)
                for unit in units:
                    rows[unit] += _rows(connection, entity, unit, month)
        return {unit: _knowledge(connection, unit, month, rows[unit]) for unit in units}


def _knowledge(connection: Connection, unit: str, month: Month, rows: list[KnownRow]) -> Knowledge:
    asked = {"unit": unit, "month": str(month)}
    reported = frozenset(row["entity"] for row in connection.execute(statement("template/reported_entities"), asked))
    return Knowledge(tuple(rows), reported, f"warehouse {month}" if reported else "")


def _rows(connection: Connection, entity: Entity, unit: str, month: Month) -> Iterator[KnownRow]:
    asked = statement("template/known_rows", entity=entity.name, fields=of("staged", column_names(entity)))
    values = {"unit": unit, "month": str(month), "day": month.last_day, "is_city": entity.grain == "city"}
    for row in connection.execute(asked, values):
        doubted = {entity.field_of_header(header) or "" for header in row["doubted headers"]}
        known = {name: row[column_name(name)] for name in row["present fields"]}
        yield KnownRow(entity.name, known, frozenset(doubted | row["cell states"].keys()))
