"""Reading one cell as its contract says: what is the same for all types first, then by its type."""

from functools import cache
from importlib import import_module
from typing import cast

from township_sync.checks.cells.reading import NOT_GIVEN, CellReader, Reading, Surroundings, emptied, rejected
from township_sync.checks.cells.typed import error_text, is_ditto, is_empty_marker, shown_text, typed_text
from township_sync.domain.contract import Column
from township_sync.domain.table import Cell


def read_cell(cell: Cell, column: Column, around: Surroundings) -> Reading:
    """Read one cell: first what is the same for all types (empty, error, marker, 同上), then by its type."""
    if cell.kind == "formula_without_value":
        return rejected("formula_without_value")
    text = typed_text(cell)
    error = error_text(text) or (cell.kind == "error" and (shown_text(text) or "#N/A"))
    if error:
        return rejected("error_value", value=error)
    if is_empty_marker(text, column.type):
        return NOT_GIVEN
    if is_ditto(text):
        return _ditto(column)
    return _reader(column.type)(cell, column, around)


def _ditto(column: Column) -> Reading:
    """In a (conditionally) required column 同上 is nothing at all, so that the rule of the missing value reports it."""
    if column.is_required_somehow:
        return NOT_GIVEN
    return emptied("mobile_invalid" if column.type == "mobile" else "optional_value_unreadable")


@cache
def _reader(column_type: str) -> CellReader:
    module = import_module(f"township_sync.checks.cells.{column_type}_cell")
    return cast(CellReader, module.read)
