"""The Chinese words of the monthly reports, from contracts/letters/monthly_report.zh.yaml."""

from typing import Any

from township_sync import project
from township_sync.domain.indicator import CITY
from township_sync.domain.policy_month import PolicyMonth


def report_words() -> dict[str, Any]:
    """Every word of the reports."""
    return project.mapping("contracts/letters/monthly_report.zh.yaml")


def month_text(month: PolicyMonth, words: dict[str, Any]) -> str:
    """`2020年5月`."""
    return str(words["period"].format(year=month.period.year, number=month.period.number))


def place_name(month: PolicyMonth, place: str, words: dict[str, Any]) -> str:
    """The name of a unit, or 全市."""
    return str(words["city"]) if place == CITY else month.units[place]
