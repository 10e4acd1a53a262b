"""The rows of `stage` as they were read, sheet by sheet: fetched when somebody looks at them, for not all of a large
month fits into memory at once."""

from array import array
from collections.abc import Sequence
from functools import partial

from township_sync.domain.cell_columns import CODE
from township_sync.domain.conformed_columns import ConformedRows
from township_sync.domain.contract import Entity, contracts
from township_sync.domain.fetched_columns import Columns, Shelf
from township_sync.domain.table import ConformedRow
from township_sync.errors import TransientError
from township_sync.warehouse.column_names import column_name, column_names
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.statements import statement


def staged_sheets(connection: Connection, period: str) -> dict[int, ConformedRows]:
    """Sheet → its rows, of every sheet of a month that has any.

    They are fetched over this connection as long as it is open; TransientError then when they were replaced meanwhile.
    """
    shelf, found = Shelf(), dict[int, ConformedRows]()
    for entity in contracts().values():
        asked = statement("stage/row_numbers", entity=entity.name)
        for sheet in connection.execute(asked, {"period": period, "entity": entity.name}):
            numbers, fields = _short(sheet["numbers"]), sheet["fields"]
            fetch = partial(_fetched, connection, entity, sheet["sheet_id"], numbers, fields)
            found[sheet["sheet_id"]] = shelf.rows(numbers, fields, fetch)
    return found


def _short(numbers: Sequence[int]) -> Sequence[int]:
    """The same numbers, in little memory."""
    steps = range(numbers[0], numbers[0] + len(numbers))
    return steps if list(steps) == numbers else array(CODE, numbers)


def _fetched(
    connection: Connection, entity: Entity, sheet_id: int, numbers: Sequence[int], fields: Sequence[str]
) -> Columns:
    asked = statement("stage/rows", entity=entity.name, fields=column_names(entity))
    rows = [ConformedRow(row["sheet row"], {name: row[column_name(name)] for name in fields}, row["cell states"],
                         row["typed texts"]) for row in connection.execute(asked, {"sheet_id": sheet_id})]
    if [row.number for row in rows] != list(numbers):
        raise TransientError("Rows that are being judged were replaced by rows that were read anew; "
                             "judge the month again.")
    return ConformedRows.of(rows, fields).columns
