"""Rows of lists and members of figures as people see them: labels of codes, names of units, masked persons (law 5)."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from township_sync.domain import masking, number_text
from township_sync.domain.contract import Column, code_set, contracts
from township_sync.domain.unit import units


def shown_row(row: Mapping[str, Any], columns: Iterable[str], whole: bool = False) -> list[str]:
    """The texts of a row's columns in order; personal values masked unless `whole`.

    A column named as a field of the row's entity (or of any contract) has that field's codes and privacy class; every
    other column is shown as it is. Unless `whole`, no column shows a whole number of a person, wherever it was typed.
    """
    entity = str(row.get("entity") or "")
    shown = [_shown(_field(entity, name), row[name], whole) for name in columns]
    return shown if whole else [masking.mask_whole_numbers(text) for text in shown]


@cache
def _field(entity: str, name: str) -> Column | None:
    """The contract's column of that name: of the entity itself, else the most private of all that bear the name."""
    if entity in contracts() and name in contracts()[entity].by_field:
        return contracts()[entity].column(name)
    named = [each.by_field[name] for each in contracts().values() if name in each.by_field]
    return next((column for column in named if column.privacy != "open"), named[0] if named else None)


def _shown(column: Column | None, value: Any, whole: bool) -> str:
    text = _text(value)
    if column is None:
        return text
    if column.type == "unit":
        return units()[text].name if text in units() else text
    if column.code_list and isinstance(value, str):
        return code_set(column.code_list).labels.get(text, text)
    return text if whole else masking.mask(column.privacy, text) or ""


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return code_set("yes_no").labels["1" if value else "0"]
    if isinstance(value, Decimal):
        return number_text.plain(value)
    return value.isoformat() if isinstance(value, date) else str(value)
