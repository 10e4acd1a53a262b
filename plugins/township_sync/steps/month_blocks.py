"""What keeps a unit's rows of an entity from leaving in a month, row by row: lists of the policy that block it.

Findings block as well (`export` in rules.csv), but only by what was known when the month was judged; a list is asked
anew each time, so what becomes known later blocks from then on.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from township_sync.compilers.policies import pack_on
from township_sync.domain.contract import Entity
from township_sync.domain.period import COUNTY_TIME, Month
from township_sync.settings import Settings
from township_sync.steps.drill_down import rows_of_list
from township_sync.steps.publishing import BLOCKING_HEADING, Blocking, keep_list
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.publishing import Difference


@dataclass(frozen=True, slots=True)
class BlockingRow(Blocking):
    """`reason` is the name of the list that has the row, `row_key` stands for it at the platform."""

    row_key: str


def blocking(connection: Connection, entity: Entity, month: Month, now: datetime) -> list[BlockingRow]:
    """Every row in force that a blocking list has about the month's last day, as known today.

    A row of a list without `row_key` was refused when it came in: its finding blocks, and only its own month.
    """
    pack, today = pack_on(month.last_day), now.astimezone(COUNTY_TIME).date()
    return [BlockingRow(row["unit_code"], each.name, row["file"], row["sheet"], row["sheet_row"], row["row_key"])
            for each in pack.lists.values() if each.blocks == entity.name
            for row in rows_of_list(connection, month, each.name, today, pack) if row["row_key"]]


def with_reasons(found: Iterable[Difference], block: str, blocks: Iterable[BlockingRow]) -> list[Difference]:
    """The differences, those that `block` their unit with the list that says why."""
    reasons = {each.row_key: each.reason for each in blocks}
    return [replace(each, reason=reasons.get(each.row_key, block)) if each.reason == block else each for each in found]


def keep_blocking(settings: Settings, dataset: str, month: Month, blocks: Sequence[Blocking]) -> None:
    """Write which rows block, also those that left before it was known; nothing where nothing ever blocked."""
    lines = ([each.unit_code, each.reason, each.file, each.sheet, each.sheet_row] for each in blocks)
    if blocks or (settings.folder("published") / f"{month}/{dataset}_blocking.held.csv").is_file():
        keep_list(settings, str(month), f"{dataset}_blocking", BLOCKING_HEADING, lines)
