"""Rows that count, given back for judging: those of the month before, and those still in force."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from township_sync.domain.contract import Entity, contract, contracts
from township_sync.domain.judgement import AcceptedRow
from township_sync.domain.keys import key_of
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
    sent = _months_in_force(connection, period)
    # Where only corrections came, the month is what was in force with their rows in it.
    before = {month: [unit for unit in units if unit in sent.get((month[0], str(period)), ())]
              for month, units in sent.items() if month[1] != str(period)}
    rows = [row for entity in contracts().values() for row in _rows(connection, entity, str(period), None)]
    return _overlaid(connection, rows, before)


def rows_in_force(connection: Connection, period: Month) -> list[AcceptedRow]:
    """The last accepted rows of every unit and entity before a month."""
    return _overlaid(connection, [], _months_in_force(connection, period.plus(-1)))


_Months = dict[tuple[str, str], list[str]]
"""(entity, month) → units, the latest month first"""


def _months_in_force(connection: Connection, period: Month) -> _Months:
    found: _Months = defaultdict(list)
    for row in connection.execute(statement("merge/months_in_force"), {"period": str(period)}):
        found[row["entity"], row["period"]].append(row["unit_code"])
    return found


def _overlaid(connection: Connection, rows: list[AcceptedRow], before: _Months) -> list[AcceptedRow]:
    """The rows, and below them those of months before of things of which nothing newer is said."""
    known = set(map(_thing, rows))
    for (entity, month), units in before.items():
        if units:
            more = [row for row in _rows(connection, contract(entity), month, units) if _thing(row) not in known]
            known |= set(map(_thing, more))
            rows += more
    return rows


def _thing(row: AcceptedRow) -> tuple[object, ...]:
    return row.unit_code, row.entity, key_of(contract(row.entity), row.row.values)


def _rows(
    connection: Connection, entity: Entity, period: str, units: Sequence[str] | None
) -> Iterator[AcceptedRow]:
    asked = statement("merge/accepted_rows", entity=entity.name, fields=of("staged", column_names(entity)))
    for row in connection.execute(asked, {"period": period, "units": units}):
        values = {name: row[column_name(name)] for name in row["present fields"]}
        conformed = ConformedRow(row["sheet row"], values, row["cell states"], row["typed texts"])
        yield AcceptedRow(entity.name, row["unit"] or "", row["sent as"], row["on sheet"], conformed)
