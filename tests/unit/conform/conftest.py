"""Cells made by hand, read as the real contracts say."""

from collections.abc import Callable
from datetime import date, datetime, time

import pytest

from township_sync.checks.cells.reading import Reading, Surroundings
from township_sync.checks.conform import read_cell
from township_sync.domain.contract import contract
from township_sync.domain.period import Month
from township_sync.domain.table import EMPTY, Cell, CellValue

MAY = Month(2020, 5)


def cell_of(value: CellValue) -> Cell:
    """A cell of the kind that a workbook gives a value."""
    if value is None:
        return EMPTY
    if isinstance(value, bool):
        return Cell(value, "boolean")
    if isinstance(value, (int, float)):
        return Cell(float(value), "number")
    if isinstance(value, (date, datetime)):
        return Cell(value, "date")
    return Cell(value, "time" if isinstance(value, time) else "text")


Read = Callable[..., Reading]


@pytest.fixture
def read() -> Read:
    """Read one value as the column `entity.field`, in May 2020."""

    def read_one(column: str, value: CellValue | Cell, *, from_csv: bool = False) -> Reading:
        entity, _, field = column.partition(".")
        cell = value if isinstance(value, Cell) else cell_of(value)
        return read_cell(cell, contract(entity).column(field), Surroundings(MAY, from_csv))

    return read_one
