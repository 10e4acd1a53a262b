"""A figure of the policy, with all that is needed to answer for it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from township_sync.domain.policy_pack import Operator, Target
from township_sync.domain.unit import CITY as CITY

Status = Literal["met", "missed", "striving", "nobody", "no_baseline", "not_run"]
"""达标, 未达标, 努力方向, 无对象, 缺基期, 未运行; words of them in contracts/letters/figures.zh.yaml."""

_REACHED = {
    ">": lambda value, wanted: value > wanted,
    ">=": lambda value, wanted: value >= wanted,
    "=": lambda value, wanted: value == wanted,
    "<=": lambda value, wanted: value <= wanted,
    "<": lambda value, wanted: value < wanted,
}


@dataclass(frozen=True, slots=True)
class Figure:
    """One indicator of one unit (or the city) about one day, as known when another day ended.

    `value` is the share (numerator / denominator, exact), the count or the mean; None when there is nothing to divide
    by or it was not run. `status` is None when there is no target. `is_provisional`: it may still change by design.
    `units_missing`, of the city: how many units have not reported what the figure needs.
    """

    indicator: str
    unit_code: str
    as_of: date
    known_on: date
    numerator: Decimal | None
    denominator: Decimal | None
    value: Decimal | None
    operator: Operator | None
    target: Decimal | None
    status: Status | None
    is_provisional: bool
    pack: str
    pack_digest: str
    units_missing: int = 0


def status_of(value: Decimal | None, target: Target | None, wanted: Decimal | None) -> Status | None:
    """How a value stands to its target; `wanted` is the target's number for this unit and day.

    None without a target for the unit; `nobody` when there is nobody whom the figure is about (domain.md part 1).
    """
    if target is None or (wanted is None and target.months_back is None):
        return None if value is not None else "nobody"
    if value is None:
        return "nobody"
    if wanted is None:
        return "no_baseline"
    if _REACHED[target.operator](value, wanted):
        return "met"
    is_near = _REACHED[target.operator](value, wanted * (1 - target.tolerance))
    return "striving" if target.striving or is_near else "missed"
