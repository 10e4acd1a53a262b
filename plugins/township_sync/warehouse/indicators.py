"""Figures and lists from the warehouse: each is one statement over the facts of a day."""

from collections.abc import Mapping, Sequence
from typing import Any

from township_sync.domain.contract import contracts
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.facts import Facts
from township_sync.warehouse.statements import statement

NOBODY: Mapping[str, Any] = {"numerator": 0, "denominator": 0, "mean": None, "median": None}
"""The sums of a unit that has no member."""


def make_room(connection: Connection) -> None:
    """Prepare the transaction for large facts that are used a few times."""
    connection.execute(statement("indicator_run/make_room"))


def sums(facts: Facts, indicator: str) -> dict[str | None, Mapping[str, Any]]:
    """By unit (None = all together): numerator, denominator (distinct members), mean and median of their amounts.

    A unit without a member has no entry.
    """
    members = _members(facts, indicator)
    rows = facts.connection.execute(statement("indicator_run/sums", members=members), facts.parameters)
    return {None: NOBODY} | {row["unit_code"]: row for row in rows}


def members(facts: Facts, indicator: str) -> Sequence[Mapping[str, Any]]:
    """Everyone and everything that a figure counts, in order, each with where its row was told: drill-down."""
    found = statement("indicator_run/members", members=_members(facts, indicator))
    return facts.connection.execute(found, facts.parameters).fetchall()


def listed(facts: Facts, name: str) -> Sequence[Mapping[str, Any]]:
    """The rows of a list, as its statement orders them."""
    facts.make_for(f"list/{name}")
    return facts.connection.execute(statement(f"list/{name}"), facts.parameters).fetchall()


def reported(facts: Facts) -> dict[str, dict[str | None, frozenset[str]]]:
    """By entity and unit that has sent it: the forms of facts that it can tell; None stands for a mirrored list."""
    found: dict[str, dict[str | None, frozenset[str]]] = {}
    for row in facts.connection.execute(statement("indicator_run/reported"), facts.parameters):
        found.setdefault(row["entity"], {})[row["unit_code"]] = frozenset(row["forms"])
    return found


def places(facts: Facts, rows: Sequence[Mapping[str, Any]]) -> dict[tuple[str, int], Mapping[str, Any]]:
    """By entity and staged row, of members or of a list: period, file, sheet and sheet_row where it was told."""
    told: dict[str, list[int]] = {}
    for row in rows:
        if row["entity"] in contracts() and row["stage_row_id"] is not None:
            told.setdefault(row["entity"], []).append(row["stage_row_id"])
    return {
        (entity, place["stage_row_id"]): place for entity, numbers in told.items()
        for place in facts.connection.execute(statement("indicator_run/places", entity=entity), {"rows": numbers})
    }


def _members(facts: Facts, indicator: str) -> Any:
    facts.make_for(f"indicator/{indicator}")
    return statement(f"indicator/{indicator}")
