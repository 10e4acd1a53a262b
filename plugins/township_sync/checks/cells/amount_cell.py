"""Amounts in yuan (or square metres): canonical decimals with at most two places."""

from township_sync.checks.cells.reading import Reading, Surroundings, completed, emptied, rejected, unreadable
from township_sync.checks.cells.typed import shown_text, typed_text
from township_sync.checks.cells.typed_numbers import number_form, typed_number
from township_sync.domain.contract import Column
from township_sync.domain.table import Cell

MONEY_OF_HUNDREDS = frozenset({"monthly_wage", "monthly_pay", "wage_min", "wage_max", "amount"})
"""Fields in which a bare number above 0 and below `SMALLEST_BARE` was meant in 万元 (rules.csv, amount_in_wan)."""
SMALLEST_BARE = 100


def read(cell: Cell, column: Column, around: Surroundings) -> Reading:
    """The amount; 0.26万 is converted silently, a bare 2.6 is rejected, a range or 约 is taken with a warning."""
    typed = typed_number(cell)
    if typed is None:
        return unreadable(column, "amount_unreadable")
    if column.field in MONEY_OF_HUNDREDS and not typed.has_unit and 0 < typed.number < SMALLEST_BARE:
        return rejected("amount_in_wan", value=shown_text(typed_text(cell)))
    value = number_form(typed.number)
    if not typed.is_approximate:
        return Reading(value)
    return completed(value, "amount_approximate") if column.is_required_somehow else emptied()
