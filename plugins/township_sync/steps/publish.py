"""Publish: make the files that a platform should get, and remember every row in them.

What is in force in `core` on the last day of the month is compared with what the platform has acknowledged; new,
changed and ended rows go into a file, those that an open finding holds are listed and stay: changed = sent + held.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from township_sync.domain.contract import Entity, contracts
from township_sync.domain.period import Month
from township_sync.settings import Settings
from township_sync.steps import published_files as files
from township_sync.steps.audit import keep_head
from township_sync.steps.month_blocks import blocking, keep_blocking, with_reasons
from township_sync.steps.publish_quarter import publish_quarter
from township_sync.steps.publishing import Made, keep_manifest, publish_dataset
from township_sync.warehouse import audit, publications, publishing
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.periods import closed_months
from township_sync.warehouse.publications import Publication
from township_sync.warehouse.publishing import Difference

PLATFORM = "province"
BLOCK = "block_sync"

__all__ = ["publish_month", "publish_quarter"]


def publish_month(connection: Connection, settings: Settings, period: Month | str, now: datetime) -> list[Publication]:
    """Make the monthly files of every entity that the platform takes; a second call makes nothing new.

    Returns every publication that waits to be sent, of whatever month, the oldest first. Once a later month was
    published, corrections of an earlier one go out with the latest: a platform is never taken back in time. Nothing
    is made of a closed month: what changed since goes out with the next one that is published.
    """
    month = Month.parse(str(period))
    with connection.transaction():
        publications.lock_publishing(connection)
        told = [(each, _told_of(connection, each, month)) for each in _datasets()]
        closed = closed_months(connection)
        for dataset, about in told:
            if str(about) not in closed:
                _publish(connection, settings, dataset, about, now)
        for name in sorted({str(month), *(str(about) for _, about in told)} - closed.keys()):
            keep_manifest(connection, settings, "month", name)
        audit.tell_publications(connection, now)
        audit.tell_plans(connection, now)
    keep_head(connection, settings)
    return publications.unsent(connection, "month")


@dataclass(frozen=True, slots=True)
class _Dataset:
    """An entity with its outbound map; what `is_told_once` does not end when a later month leaves it out."""

    entity: Entity
    name: str
    fields: tuple[str, ...]
    headers: tuple[str, ...]
    is_told_once: bool

    @classmethod
    def of(cls, entity: Entity) -> "_Dataset":
        outbound = entity.outbound[PLATFORM]
        columns, is_told_once = outbound["columns"], outbound.get("told_once", False)
        return cls(entity, outbound["dataset"], tuple(columns), tuple(columns.values()), is_told_once)


def _datasets() -> list[_Dataset]:
    return [_Dataset.of(entity) for entity in contracts().values() if PLATFORM in entity.outbound]


def _told_of(connection: Connection, dataset: _Dataset, month: Month) -> Month:
    """The month of which the platform is told: never one before what it was told of last."""
    newest = publications.newest_period(connection, "month", dataset.name)
    return max(month, Month.parse(newest)) if newest else month


def _publish(connection: Connection, settings: Settings, dataset: _Dataset, month: Month, now: datetime) -> None:
    blocks = blocking(connection, dataset.entity, month, now)
    publishing.want_month(connection, dataset.entity, month, dataset.fields, BLOCK, dataset.is_told_once)
    blocked = [*publishing.blocked_units(connection, dataset.entity.name, BLOCK, [str(month)]),
               *(each.unit_code for each in blocks)]
    claimed = publishing.claimed_twice(connection, dataset.entity, month)
    found = publishing.differences(connection, dataset.name, blocked, BLOCK, claimed=claimed)
    found = with_reasons(found, BLOCK, blocks)
    keep_blocking(settings, dataset.name, month, blocks)
    lines = _payloads(connection, dataset, found)
    made = Made("month", dataset.name, dataset.entity.name, str(month), dataset.headers, found, lines)
    publish_dataset(connection, settings, made, now, lambda: _workbook(dataset, month, found, lines))


def _payloads(connection: Connection, dataset: _Dataset, found: Sequence[Difference]) -> list[Sequence[str | None]]:
    """The values of each row; of a row that ended its last ones."""
    ended = [each.row_key for each in found if each.payload is None]
    last = publishing.last_payloads(connection, dataset.entity, dataset.fields, ended) if ended else {}
    nothing: Sequence[str | None] = [None] * len(dataset.fields)
    return [each.payload if each.payload is not None else last.get(each.row_key, nothing) for each in found]


def _workbook(dataset: _Dataset, month: Month, found: Sequence[Difference],
              lines: Sequence[Sequence[str | None]]) -> bytes:
    words = files.words()
    columns = [dataset.entity.column(field) for field in dataset.fields]
    header = [words["unit"], *(column.header for column in columns)]

    def rows(key: str) -> Iterator[list[str | None]]:
        for each, line in zip(found, lines, strict=True):
            if key == ("held" if each.reason else each.action):
                reason = [files.reason_text(each.reason)] if each.reason else []
                yield [files.unit_name(each.unit_code), *map(files.shown, columns, line), *reason]

    sheets = {name: ([*header, words["reason"]] if key == "held" else header, rows(key))
              for key, name in words["sheets"].items()}
    return files.workbook_bytes(sheets, month.last_day)
