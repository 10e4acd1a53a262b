"""Figures and lists from the warehouse: each is one statement over the facts of a day."""

from collections.abc import Mapping, Sequence
from typing import Any

from township_sync.warehouse.facts import Facts
from township_sync.warehouse.statements import statement


def sums(facts: Facts, indicator: str) -> dict[str | None, Mapping[str, Any]]:
    """By unit (None = all together): numerator, denominator (distinct members), mean and median of their amounts."""
    members = _members(facts, indicator)
    rows = facts.connection.execute(statement("indicator_run/sums", members=members), facts.parameters)
    return {row["unit_code"]: row for row in rows}


def members(facts: Facts, indicator: str) -> Sequence[Mapping[str, Any]]:
    """Everyone and everything that a figure counts, in order, each with where its row was told: drill-down."""
    found = statement("indicator_run/members", members=_members(facts, indicator))
    return facts.connection.execute(found, facts.parameters).fetchall()


def listed(facts: Facts, name: str) -> Sequence[Mapping[str, Any]]:
    """The rows of a list, as its statement orders them."""
    facts.make_for(f"list/{name}")
    return facts.connection.execute(statement(f"list/{name}"), facts.parameters).fetchall()


def _members(facts: Facts, indicator: str) -> Any:
    facts.make_for(f"indicator/{indicator}")
    return statement(f"indicator/{indicator}")
