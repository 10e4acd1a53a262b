"""Settle: a named person believes the platform's records, so that the next publishing sends what is missing there.

What the platform holds is adopted as if it had acknowledged it just now: what is only ours has ended there, what is
only there is new, what differs has changed. Nothing is deleted, and nothing is sent.
"""

from dataclasses import dataclass
from datetime import datetime

from township_sync.errors import TerminalError, UsageError
from township_sync.settings import Settings
from township_sync.steps.compare import Compared, Holder, chosen, compare, look
from township_sync.steps.published_files import contract_version
from township_sync.warehouse import comparing, reconciliations
from township_sync.warehouse.comparing import Told
from township_sync.warehouse.connect import Connection


@dataclass(frozen=True, slots=True)
class Settled:
    """How many rows were adopted, and how the dataset stands now."""

    rows: int
    after: Compared


def settle(connection: Connection, settings: Settings, holder: Holder, dataset: str, period: str | None, by: str,
           because: str, now: datetime) -> list[Settled]:
    """Adopt what the platform holds wherever a dataset is unbalanced, and compare again.

    Only what somebody could have seen is settled: UsageError when the platform's records are not those of the newest
    reconciliation any more (it is kept, look at it and settle again), and when nothing is unbalanced.
    """
    open_ones = [about for about in chosen(connection, dataset, period) if _is_open(connection, about)]
    if not open_ones:
        raise UsageError(f"Nothing of {dataset} is unbalanced; run `township-sync reconcile {dataset}` first.")
    return [_settle(connection, settings, holder, about, (by, because), now) for about in open_ones]


def _is_open(connection: Connection, about: Told) -> bool:
    newest = reconciliations.newest(connection, about)
    return newest is not None and newest["state"] == "unbalanced" and newest["settled_at"] is None


def _settle(connection: Connection, settings: Settings, holder: Holder, about: Told, who: tuple[str, str],
            now: datetime) -> Settled:
    try:
        found = look(connection, settings, holder, about)
        if found.reason:
            raise TerminalError(f"{about.dataset} cannot be compared ({found.reason}); nothing is settled.")
        if reconciliations.keep(connection, found, now):
            raise UsageError(f"What differs of {about.dataset} has changed since it was reconciled; look at the new "
                             "result and settle again.")
        rows = reconciliations.settle(connection, about, contract_version(about.entity), *who, now)
    finally:
        if not connection.closed:
            comparing.forget(connection)
    return Settled(rows, compare(connection, settings, holder, about, now))
