"""Printed totals against what the rows above them add up to (domain.md 4#6, V15)."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from township_sync.domain import number_text
from township_sync.domain.conformed_columns import ConformedRows, values_of
from township_sync.domain.contract import contract, plain_text
from township_sync.domain.finding import Finding
from township_sync.domain.table import Cell, ConformedRow, Table

_NUMERIC = ("amount", "count")
_CENT = Decimal("0.01")


def total_mismatches(table: Table, rows: Sequence[ConformedRow], file: str) -> Iterator[Finding]:
    """A finding on every printed total that is not the sum of the data rows above it.

    Rejected rows count, cells that could not be read count as 0. A total further up may also start the sum anew, as
    subtotals of villages do.
    """
    entity = contract(table.entity)
    for number, name, cell in table.totals:
        column, printed = entity.column(name), _printed(cell)
        if column.type not in _NUMERIC or printed is None:
            continue
        starts = {0, *(above for above, _, _ in table.totals if above < number)}
        sums = {start: _sum(rows, name, start, number) for start in starts}
        if all(abs(computed - printed) >= _CENT for computed in sums.values()):
            details = {"printed": _text(printed), "computed": _text(sums[0])}
            yield Finding("total_mismatch", file, table.sheet, number, column.header, _text(printed), details)


def _sum(rows: Sequence[ConformedRow], name: str, after: int, before: int) -> Decimal:
    numbers = rows.numbers if isinstance(rows, ConformedRows) else [row.number for row in rows]
    values = (value for number, value in zip(numbers, values_of(rows, name), strict=True) if after < number < before)
    return sum((Decimal(value) for value in values if value and _is_number(value)), Decimal(0))


def _is_number(text: str) -> bool:
    return re.fullmatch(r"-?\d+(\.\d+)?", text) is not None


def _printed(cell: Cell) -> Decimal | None:
    """The number that a total cell shows, or None when it shows something else."""
    if cell.kind == "number":
        return Decimal(str(cell.value))
    text = re.sub(r"[,，元天人个]", "", plain_text(str(cell.value))) if cell.kind == "text" else ""
    return Decimal(text) if _is_number(text) else None


def _text(number: Decimal) -> str:
    return number_text.rounded(number)
