"""A month as the bureau reads it: every figure of every unit, the month before beside it, and the lists to work on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from township_sync.domain.indicator import CITY, Figure
from township_sync.domain.period import Month
from township_sync.domain.policy_pack import Indicator, Pack, WorkList

Rows = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class PolicyMonth:
    """What one run computed. `units` are code → name in the order in which people read them; `differences` are the
    sentences about sums of the annex that do not add up."""

    period: Month
    pack: Pack
    as_of: date
    known_on: date
    units: Mapping[str, str]
    figures: Mapping[tuple[str, str], Figure]
    before: Mapping[tuple[str, str], Figure]
    lists: Mapping[str, Rows]
    differences: Sequence[tuple[str, str]] = ()

    @property
    def places(self) -> list[str]:
        """Every unit's code, and the city's last."""
        return [*self.units, CITY]

    def indicators_of(self, theme: str) -> list[Indicator]:
        return [each for each in self.pack.indicators.values() if each.theme == theme]

    def lists_of(self, theme: str) -> list[WorkList]:
        return [each for each in self.pack.lists.values() if each.theme == theme and each.name in self.lists]

    def themes(self) -> dict[str, str]:
        """The themes that have a figure or a list."""
        return {key: title for key, title in self.pack.themes.items() if self.indicators_of(key) or self.lists_of(key)}

    def rows_of(self, work_list: str, unit: str) -> Rows:
        """The rows of a list that are a unit's; all of them for the city."""
        rows = self.lists[work_list]
        return rows if unit == CITY else [row for row in rows if row["unit_code"] == unit]
