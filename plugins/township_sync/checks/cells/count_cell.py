"""Whole numbers of people, days, posts; the days of attendance are judged against their month at once."""

from decimal import ROUND_FLOOR

from township_sync.checks.cells.reading import Reading, Surroundings, completed, emptied, rejected, unreadable
from township_sync.checks.cells.typed import shown_text, typed_text
from township_sync.checks.cells.typed_numbers import TypedNumber, typed_number
from township_sync.domain.contract import Column
from township_sync.domain.table import Cell

DAYS_OF_THE_MONTH = frozenset({"attendance_days"})
"""Fields that count days of the reporting month (rules.csv, attendance_days_impossible)."""


def read(cell: Cell, column: Column, around: Surroundings) -> Reading:
    """The number without decimals; the middle of a range, rounded down, is taken with a warning."""
    typed = typed_number(cell)
    if column.field in DAYS_OF_THE_MONTH:
        return _days(typed, cell, around)
    if typed is not None and typed.is_approximate:
        whole = str(typed.number.to_integral_value(ROUND_FLOOR))
        return completed(whole, "amount_approximate") if column.is_required_somehow else emptied()
    if typed is None or not _is_whole(typed):
        return unreadable(column, "amount_unreadable")
    return Reading(str(int(typed.number)))


def _days(typed: TypedNumber | None, cell: Cell, around: Surroundings) -> Reading:
    days = around.period.days
    if typed is None or typed.is_approximate or not _is_whole(typed) or typed.number > days:
        return rejected("attendance_days_impossible", value=shown_text(typed_text(cell)), days=days)
    return Reading(str(int(typed.number)))


def _is_whole(typed: TypedNumber) -> bool:
    return typed.number == typed.number.to_integral_value()
