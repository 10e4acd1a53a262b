"""Drill down: whom a figure counts and what a list names, back to the file, sheet and row that said so."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from township_sync.compilers.policies import pack_on
from township_sync.domain.period import Month
from township_sync.domain.policy_pack import Pack
from township_sync.steps.compute import Told, chosen, facts_of, silent
from township_sync.warehouse import indicators
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.facts import Facts

_NOWHERE = {"file": None, "sheet": None, "sheet_row": None}
"""Where a row stands that no township sent, such as one of a mirrored list."""


def members_of(
    connection: Connection, period: Month, indicator: str, known_on: date, pack: Pack | None = None
) -> list[dict[str, Any]]:
    """Every member of a figure about the last day of a month, each with file, sheet and sheet_row; UsageError for a
    figure that the pack does not have. Personal values are whole."""
    by = pack or pack_on(period.last_day)
    chosen(by.indicators, [indicator])
    with facts_of(connection, by, period.last_day, known_on) as facts:
        return _placed(facts, indicators.members(facts, indicator))


def rows_of_list(
    connection: Connection, period: Month, name: str, known_on: date, pack: Pack | None = None
) -> list[dict[str, Any]]:
    """Every row of a list about the last day of a month, as `members_of`."""
    by = pack or pack_on(period.last_day)
    chosen(by.lists, [name])
    with facts_of(connection, by, period.last_day, known_on) as facts:
        return _placed(facts, indicators.listed(facts, name))


def rows_of_lists(
    connection: Connection, period: Month, known_on: date, pack: Pack | None = None, told: Told = silent
) -> dict[str, list[dict[str, Any]]]:
    """Every list of the pack by name, each row as `rows_of_list` has it; facts are made once for all of them."""
    by = pack or pack_on(period.last_day)
    found: dict[str, list[dict[str, Any]]] = {}
    with facts_of(connection, by, period.last_day, known_on) as facts:
        for name, work_list in by.lists.items():
            told(work_list.title)
            found[name] = _placed(facts, indicators.listed(facts, name))
    return found


def _placed(facts: Facts, rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    places = indicators.places(facts, rows)
    return [{"amount": None, "note": None, **row, **_NOWHERE, **places.get((row["entity"], row["stage_row_id"]), {})}
            for row in rows]
