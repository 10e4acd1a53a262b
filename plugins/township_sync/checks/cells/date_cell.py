"""Days, as `2020-05-14`."""

from datetime import date, datetime

from township_sync.checks.cells.reading import NOT_GIVEN, Reading, Surroundings, completed, rejected, unreadable
from township_sync.checks.cells.typed import shown_text, typed_text
from township_sync.checks.cells.typed_dates import UNREADABLE, TypedDate, from_serial, typed_date
from township_sync.domain.contract import Column, plain_text
from township_sync.domain.period import Month
from township_sync.domain.table import Cell

OPEN_ENDS = frozenset({"至今", "长期", "当月", "目前", "现在", "长期有效", "永久"})
"""Words for "no end yet" (domain.md part 4, pattern 42)."""


def read(cell: Cell, column: Column, around: Surroundings) -> Reading:
    """The day; a missing part is completed with a warning, what is no day rejects the row or empties the cell."""
    if plain_text(typed_text(cell)) in OPEN_ENDS:
        return NOT_GIVEN
    typed = _typed(cell, around)
    if typed.day is not None:
        value = typed.day.isoformat()
        return Reading(value) if typed.outcome == "day" else completed(value, "date_completed")
    shown = shown_text(typed_text(cell))
    if typed.outcome == "ambiguous":
        return rejected("date_ambiguous_year_month", value=shown)
    if typed.outcome == "impossible":
        return rejected("date_impossible", value=shown)
    return unreadable(column, "date_unreadable")


def _typed(cell: Cell, around: Surroundings) -> TypedDate:
    if isinstance(cell.value, datetime):
        return TypedDate("day", cell.value.date())
    if isinstance(cell.value, date):
        return TypedDate("day", cell.value)
    if cell.kind not in ("number", "text"):
        return UNREADABLE
    return _from_number(cell, around.period) if cell.kind == "number" else _from_text(cell, around)


def _from_number(cell: Cell, period: Month) -> TypedDate:
    serial = from_serial(float(cell.value))  # type: ignore[arg-type]  # a cell of kind number holds a number
    return serial if serial.day else typed_date(typed_text(cell), period, is_number=True)


def _from_text(cell: Cell, around: Surroundings) -> TypedDate:
    return typed_date(typed_text(cell), around.period, is_number=around.from_csv)
