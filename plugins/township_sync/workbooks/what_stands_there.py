"""What a cell holds now and whose row it is, in clear: only the township's own workbook shows it."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time
from functools import cached_property

from township_sync.domain.contract import contract
from township_sync.domain.table import Cell, Grid, ReadSheet
from township_sync.workbooks.problems import Problem

_LONGEST = 60


def _nothing() -> Sequence[Grid]:
    return ()


class WhatStandsThere:
    """Texts of the cells that problems are about; the file is opened only when the first is asked for."""

    def __init__(self, sheets: Sequence[ReadSheet] = (), grids: Callable[[], Sequence[Grid]] = _nothing) -> None:
        self._sheets: Mapping[str, ReadSheet] = {sheet.sheet: sheet for sheet in sheets}
        self._open = grids

    @cached_property
    def _grids(self) -> dict[str, Grid]:
        return {grid.name: grid for grid in self._open()}

    def content(self, problem: Problem) -> str | None:
        """What the cell holds; None when the problem is about no single cell, or the cell is empty."""
        if problem.column is None or problem.finding.column is None:
            return None
        return self._text(problem.finding.sheet, problem.finding.row, problem.column)

    def who(self, problem: Problem) -> str | None:
        """The name that stands in the row of the problem."""
        sheet = self._sheets.get(problem.finding.sheet or "")
        name = contract(sheet.entity).name_field if sheet else None
        column = sheet.columns.get(name) if sheet and name else None
        return self._text(problem.finding.sheet, problem.finding.row, column) if problem.place else None

    def _text(self, sheet: str | None, row: int | None, column: int | None) -> str | None:
        grid = self._grids.get(sheet or "") if row and column else None
        if grid is None or row is None or column is None or not 0 < row <= len(grid.rows):
            return None
        cells = grid.rows[row - 1]
        return _shown(cells[column - 1]) if column <= len(cells) else None


def _shown(cell: Cell) -> str | None:
    value = cell.value
    if value is None:
        return None
    if isinstance(value, datetime):
        text = f"{value:%Y-%m-%d}" if value.time() == time() else f"{value:%Y-%m-%d %H:%M:%S}"
    elif isinstance(value, date):
        text = value.isoformat()
    elif isinstance(value, float):
        text = f"{value:.15g}" if abs(value) < 1e15 or value != int(value) else f"{value:.0f}"
    else:
        text = str(value)
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "…"
