"""Figures as they stand in a cell: the number, how it is written, the word of its status."""

from decimal import Decimal
from typing import Any

from township_sync.domain import number_text
from township_sync.domain.indicator import Figure
from township_sync.domain.policy_pack import Indicator, Operator

PERCENT, EXACT_PERCENT, COUNT, AMOUNT = "0.00%", "0.000000%", "#,##0", "#,##0.00"


def number_format(indicator: Indicator, figure: Figure | None) -> str:
    """How Excel writes the value; finer where two decimals would show a missed share as reached, or the reverse."""
    if indicator.measure == "count":
        return COUNT
    if indicator.measure != "share":
        return AMOUNT
    return EXACT_PERCENT if figure and _looks_like_its_target(figure) else PERCENT


def _looks_like_its_target(figure: Figure) -> bool:
    if figure.value is None or figure.target is None or figure.value == figure.target:
        return False
    cent = Decimal("0.0001")
    return figure.value.quantize(cent) == figure.target.quantize(cent)


def value_text(figure: Figure, indicator: Indicator) -> str:
    """`95.12%`, `2860.5`; nothing where there is no value."""
    if figure.value is None:
        return ""
    if indicator.measure != "share":
        return number_text.rounded(figure.value)
    return f"{figure.value * 100:.{6 if number_format(indicator, figure) == EXACT_PERCENT else 2}f}%"


def target_text(operator: Operator | None, target: Decimal | None, indicator: Indicator, words: dict[str, Any]) -> str:
    """`超过95%`, `不低于2`; nothing without a target."""
    if operator is None or target is None:
        return ""
    return f"{words['operators'][operator]}{_plain(target, indicator)}"


def status_text(figure: Figure | None, words: dict[str, Any]) -> str:
    """`达标`, with （暂定） while it may still change."""
    if figure is None or figure.status is None:
        return ""
    return f"{words['statuses'][figure.status]}{words['provisional'] if figure.is_provisional else ''}"


def _plain(number: Decimal, indicator: Indicator) -> str:
    return number_text.percent(number) if indicator.measure == "share" else number_text.rounded(number)
