"""What a golden case asks, what the warehouse answers, and both in the same words."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from integration.indicators.cases import Case, resolved
from integration.indicators.loading import pack_with
from township_sync.domain.contract import contracts
from township_sync.domain.indicator import CITY
from township_sync.steps.compute import facts_of, figures
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.indicators import listed, members

LONG_AFTER = date(2029, 12, 31)
"""Asked then, everything is known and nothing is provisional."""
_OF_FIGURES = {"day", "known_on", "unit", "with", "why", "numerator", "denominator", "value", "status", "target",
               "operator", "provisional", "missing", "counted", "of"}
_OF_LISTS = {"day", "known_on", "unit", "with", "why", "rows"}
Asked = Mapping[str, Any]


def figure_answer(connection: Connection, case: Case, asked: Asked) -> dict[str, Any]:
    """What the warehouse says to one expectation of an indicator's case, for those keys only that it has."""
    assert set(asked) <= _OF_FIGURES, set(asked) - _OF_FIGURES
    day, known_on, unit = asked["day"], asked.get("known_on", LONG_AFTER), _unit(asked)
    pack = pack_with(day, asked.get("with", {}))
    with facts_of(connection, pack, day, known_on) as facts:
        figure = next(each for each in figures(facts, pack, day, known_on, [case.statement]) if each.unit_code == unit)
        drill = members(facts, case.statement) if {"counted", "of"} & set(asked) else []
    inside = [each for each in drill if unit in (CITY, each["unit_code"])]
    said = {"numerator": figure.numerator, "denominator": figure.denominator, "value": _rounded(figure.value),
            "status": figure.status, "target": _rounded(figure.target), "operator": figure.operator,
            "provisional": figure.is_provisional, "missing": figure.units_missing,
            "counted": sorted({case.name_of(each["member"]) for each in inside if each["in_numerator"]}),
            "of": sorted({case.name_of(each["member"]) for each in inside if each["in_denominator"]})}
    return {key: said[key] for key in asked if key in said}


def figure_wanted(asked: Asked) -> dict[str, Any]:
    """The same keys, as the case was worked out by hand."""
    made = {"value": _of_fraction, "target": _of_fraction, "counted": sorted, "of": sorted}
    left_out = {"day", "known_on", "unit", "with", "why"}
    return {key: made.get(key, lambda same: same)(value) for key, value in asked.items() if key not in left_out}


def list_answer(connection: Connection, case: Case, asked: Asked) -> list[dict[str, str]]:
    """The rows of a list, each with those columns only that the expected row at its place names."""
    assert set(asked) <= _OF_LISTS, set(asked) - _OF_LISTS
    day, known_on = asked["day"], asked.get("known_on", LONG_AFTER)
    with facts_of(connection, pack_with(day, asked.get("with", {})), day, known_on) as facts:
        found = [row for row in listed(facts, case.statement) if _unit(asked) in (CITY, row["unit_code"])]
    wanted = [*asked["rows"], *({} for _ in found[len(asked["rows"]):])]
    return [{key: _shown(row[key]) for key in (like or row)} for row, like in zip(found, wanted, strict=False)]


def list_wanted(case: Case, asked: Asked) -> list[dict[str, str]]:
    """The same rows, as the case was worked out by hand; a person's name stands for his number."""
    numbers = {each.name: each.id_no for each in case.members.values() if each.id_no}
    column = contracts()["worker_employment"].column("id_no")
    return [{key: _shown(resolved(column, value, numbers) if key == "id_no" else value) for key, value in row.items()}
            for row in asked["rows"]]


def _unit(asked: Asked) -> str:
    return CITY if asked.get("unit", "city") == "city" else str(asked["unit"])


def _rounded(value: Decimal | None) -> Decimal | None:
    return None if value is None else round(value, 10)


def _of_fraction(text: Any) -> Decimal | None:
    if text is None:
        return None
    exact = Fraction(str(text))
    return round(Decimal(exact.numerator) / exact.denominator, 10)


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "1" if value else "0"
    return "" if value is None else f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)
