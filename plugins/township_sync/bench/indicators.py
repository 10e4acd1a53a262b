"""`township-sync bench indicators`: a year of figures of all units, beside the same figures computed with pandas.

The rows are those of a generated county (`policy_year`), merged month by month into a warehouse of its own. Ours is
what `township-sync indicators` does for each month: facts, every statement of the pack, figures kept. The peer reads
the same versions from the warehouse once per month and computes the figures of employment in data frames; ours is
measured for these alone as well, and both must agree.
"""

import gc
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from time import perf_counter
from typing import TypeVar

from township_sync.bench.indicators_peer import PEER_FIGURES, peer_figures
from township_sync.bench.policy_months import load_month
from township_sync.bench.policy_year import County
from township_sync.compilers.policies import pack_on
from township_sync.domain.period import Month
from township_sync.domain.unit import units
from township_sync.errors import TerminalError
from township_sync.settings import Settings
from township_sync.steps.compute import compute, facts_of, figures
from township_sync.steps.drill_down import rows_of_lists
from township_sync.warehouse.connect import Connection, connect
from township_sync.warehouse.scratch import scratch_warehouse

YEAR = tuple(Month(2020, number) for number in range(1, 13))
_LATER = datetime(2021, 6, 30, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Measured:
    """A year: persons, months, figures computed, seconds of all figures, of all lists, of both sides."""

    persons: int
    months: int
    figures: int
    all_seconds: float
    list_seconds: float
    our_seconds: float
    peer_seconds: float

    @property
    def ratio(self) -> float:
        return self.our_seconds / self.peer_seconds

    def as_record(self) -> dict[str, object]:
        """All numbers by name."""
        return asdict(self) | {"ratio": self.ratio}


def indicators(
    settings: Settings, persons: int, progress: Callable[[str], None], months: Sequence[Month] = YEAR
) -> Measured:
    """Measure the months of a county of so many persons."""
    with scratch_warehouse(settings) as scratch, connect(scratch) as connection:
        county = County(persons, tuple(units()))
        for month in months:
            progress(f"loading {month} of {persons:,} persons")
            load_month(connection, scratch, county, month)
        progress("computing")
        counted, all_seconds = _timed(lambda: sum(len(compute(connection, month, _LATER)) for month in months))
        _, list_seconds = _timed(lambda: sum(len(rows_of_lists(connection, month, _LATER.date())) for month in months))
        ours, our_seconds = _timed(lambda: [of_statements(connection, month) for month in months])
        theirs, peer_seconds = _timed(lambda: [of_peer(connection, month) for month in months])
    if ours != theirs:
        raise TerminalError("Our figures and the peer's differ; one of the two is wrong, so nothing is measured.")
    return Measured(persons, len(months), counted, all_seconds, list_seconds, our_seconds, peer_seconds)


_Made = TypeVar("_Made")
_Sums = list[tuple[str, str, int, int]]


def of_statements(connection: Connection, month: Month) -> _Sums:
    """(indicator, unit or city, numerator, denominator) of the figures of employment, by our statements."""
    pack = pack_on(month.last_day)
    with facts_of(connection, pack, month.last_day, _LATER.date()) as facts:
        found = figures(facts, pack, month.last_day, _LATER.date(), PEER_FIGURES)
    return sorted((each.indicator, each.unit_code, int(each.numerator or 0), int(each.denominator or 0))
                  for each in found)


def of_peer(connection: Connection, month: Month) -> _Sums:
    """The same by the peer."""
    return sorted(peer_figures(connection, month.last_day, pack_on(month.last_day).parameters))


def _timed(work: Callable[[], _Made]) -> tuple[_Made, float]:
    gc.collect()
    start = perf_counter()
    done = work()
    return done, perf_counter() - start
