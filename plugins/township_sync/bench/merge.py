"""`township-sync bench merge`: what history costs, beside one statement that only keeps the newest row of every key.

The yardstick is `SELECT DISTINCT ON (key) … ORDER BY key, arrival DESC` over the staged rows of the month, all columns
of the contract written to a logged table of the same database (`sql/bench/keep_latest.sql`). Ours is
`steps.merge.merge`: judgement, one fate for every row, the ledger's check, claims of units over all months staged so
far, states, versions retired and believed. Both have the same memory for sorting and end with their commit; they run in
turns and the medians are compared. Staging is not measured: it is the input of both.
"""

import gc
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta
from statistics import median
from time import perf_counter

from township_sync.bench.staged_months import ENTITY, RECEIVED, StagedMonth, stage_month
from township_sync.domain.contract import contract
from township_sync.settings import Settings
from township_sync.steps.merge import merge as merge_month
from township_sync.warehouse.column_names import column_names, history_name
from township_sync.warehouse.connect import Connection, connect
from township_sync.warehouse.scratch import scratch_warehouse
from township_sync.warehouse.statements import statement

_MONTHS = ("first load", "second month, 3 of 100 changed")
_ONCE_FROM = 1_000_000
"""So many rows are measured once, whatever was asked for."""


@dataclass(frozen=True, slots=True)
class Measured:
    """One merge: its rows, the keys whose history it changed, those that the yardstick kept, the seconds of both."""

    name: str
    rows: int
    keys_changed: int
    keys_kept: int
    yardstick_seconds: float
    our_seconds: float

    @property
    def ratio(self) -> float:
        return self.our_seconds / self.yardstick_seconds

    def as_record(self) -> dict[str, object]:
        """All figures by name."""
        return asdict(self) | {"ratio": self.ratio}


def merge(settings: Settings, sizes: Sequence[int], repeat: int, progress: Callable[[str], None]) -> Iterator[Measured]:
    """Measure months of so many persons each, every size in a warehouse of its own."""
    for size in sizes:
        with scratch_warehouse(settings) as scratch, connect(scratch) as connection:
            for number, name in enumerate(_MONTHS):
                progress(f"staging {size:,} rows, {name}")
                month = stage_month(connection, scratch, size, number)
                progress(f"merging {size:,} rows, {name}")
                yield _measured(connection, f"{size:,} rows, {name}", month, repeat if size < _ONCE_FROM else 1)


def _measured(connection: Connection, name: str, month: StagedMonth, repeat: int) -> Measured:
    kept, yardstick, ours = 0, [], []
    for _ in range(repeat - 1):
        kept, seconds = _yardstick(connection, month)
        yardstick.append(seconds)
        with connection.transaction(force_rollback=True):
            ours.append(_merge(connection, month)[1])
        connection.execute(statement("bench/sweep", history=history_name(contract(ENTITY))))
    kept, seconds = _yardstick(connection, month)
    changed, our_seconds = _merge(connection, month)
    return Measured(name, month.rows, changed, kept, median([*yardstick, seconds]), median([*ours, our_seconds]))


def _yardstick(connection: Connection, month: StagedMonth) -> tuple[int, float]:
    """The number of keys, and the seconds."""
    sheets = connection.execute(statement("bench/sheets_of_month"), {"period": month.judgement.period}).fetchone()
    asked = statement("bench/keep_latest", entity=ENTITY, columns=column_names(contract(ENTITY)))
    gc.collect()
    start = perf_counter()
    with connection.transaction():
        connection.execute(statement("merge/make_room"))
        connection.execute(asked, sheets)
    seconds = perf_counter() - start
    counted = connection.execute(statement("bench/count_latest")).fetchone()
    connection.execute(statement("bench/forget_latest"))
    return int(counted["keys"]) if counted else 0, seconds


def _merge(connection: Connection, month: StagedMonth) -> tuple[int, float]:
    """The number of keys whose history changed, and the seconds."""
    gc.collect()
    start = perf_counter()
    done = merge_month(connection, month.files, month.judgement, RECEIVED + timedelta(days=31 * (month.number + 1)))
    return done.changes.get(ENTITY, 0), perf_counter() - start
