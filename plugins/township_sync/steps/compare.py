"""Compare: ours, what the platform holds, and the register, row by row; what is found is kept and told.

Ours is what the platform has acknowledged last of each key, with the values of the very files that were sent: the
history goes on, and a quarter's rosters have none. What differs from the platform stops the next sync of the dataset
(`reconciliations.unbalanced`) until it is settled; what differs from the register is for people to look at.
"""

import csv
import hashlib
import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from township_sync.domain.contract import contract
from township_sync.domain.outgoing import HoldingPage
from township_sync.domain.period import Quarter
from township_sync.errors import TerminalError, TransientError, UsageError
from township_sync.outbound.batches import LEADING
from township_sync.outbound.province import open_platform
from township_sync.settings import Settings
from township_sync.steps.catch_up import hear_first, is_heard
from township_sync.steps.reconciliation_file import keep_workbook
from township_sync.transport.peer import Refused
from township_sync.warehouse import comparing, mirrors, reconciliations
from township_sync.warehouse.comparing import PublishedFile, Told
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.rate_bucket import pace
from township_sync.warehouse.reconciliations import Reconciliation

_log = logging.getLogger(__name__)
PLATFORM = "province"
_TRIES = 3


class Holder(Protocol):
    """Who holds our rows: the platform, or a stand-in of a test."""

    def holdings(self, dataset: str, period: str | None) -> Iterator[HoldingPage]: ...


@dataclass(frozen=True, slots=True)
class Compared:
    """What one comparison found, and whether that is news."""

    found: Reconciliation
    is_news: bool


def platform_of(connection: Connection, settings: Settings, now: datetime) -> Holder:
    """The platform, after what it did without us was heard; UsageError where there is none that can be asked."""
    if not is_heard(settings):
        raise UsageError("There is no platform whose records could be asked: TOWNSHIP_SYNC_PLATFORM_URL is not set, or "
                         "it is fed by hand; set it, or compare its answer file.")
    hear_first(connection, settings, now)
    return open_platform(settings, now, pace(connection, settings))


def refuse_unbalanced(found: Sequence[Compared]) -> None:
    """TerminalError that names what does not agree with the platform, or could not be compared."""
    wrong = [_in_words(each.found) for each in found if each.found.state != "balanced"]
    if wrong:
        raise TerminalError(f"{'; '.join(wrong)}: look at the workbooks in published/, call the platform's operator, "
                            "and believe its records with `township-sync reconcile settle`; until then nothing more of "
                            "these datasets is published.")


def _in_words(found: Reconciliation) -> str:
    about = f"{found.told.dataset} of {found.told.period}"
    if found.reason:
        return f"{about} could not be compared ({found.reason})"
    names = ("only_here", "only_there", "field_differs", "stray_batches")
    return f"{about} is out of balance ({', '.join(f'{name} {found.counts[name]}' for name in names)})"


def compare_all(connection: Connection, settings: Settings, holder: Holder, now: datetime, dataset: str | None = None,
                period: str | None = None) -> list[Compared]:
    """Compare every dataset that was published, or one of them; `period` chooses a quarter of the quarterly ones.

    UsageError when there is no such dataset. TransientError when the platform does not answer.
    """
    return [compare(connection, settings, holder, about, now) for about in chosen(connection, dataset, period)]


def chosen(connection: Connection, dataset: str | None, period: str | None) -> list[Told]:
    """The datasets that are meant; UsageError when none is."""
    quarter = str(Quarter.parse(period)) if period else None
    found = [about for about in comparing.told(connection) if dataset in (None, about.dataset)]
    if dataset and not found:
        raise UsageError(f"Nothing of a dataset '{dataset}' was published yet; publish it, or name another one.")
    meant = [about for about in found if quarter in (None, about.scope)]
    if found and not meant:
        raise UsageError(f"Nothing of {quarter} was published; a monthly dataset is compared whole, without --period.")
    return meant


def compare(connection: Connection, settings: Settings, holder: Holder, about: Told, now: datetime) -> Compared:
    """Compare one dataset, keep what was found, and write the bureau's workbook; the same again changes nothing."""
    try:
        found = look(connection, settings, holder, about)
        is_news = reconciliations.keep(connection, found, now)
        if not found.reason:
            keep_workbook(connection, settings, found, now)
    finally:
        if not connection.closed:
            comparing.forget(connection)
    _log.info("%s of %s: %s, %s", about.dataset, about.period, found.state, "new" if is_news else "0 changes")
    return Compared(found, is_news)


def look(connection: Connection, settings: Settings, holder: Holder, about: Told) -> Reconciliation:
    """Compare, and leave the rows of both sides in the session's temporary tables (`comparing`).

    TransientError when batches are sent or answered meanwhile again and again.
    """
    for _ in range(_TRIES):
        mark = comparing.standing(connection, about.dataset)
        if batches := comparing.unheard(connection, about):
            return Reconciliation(about, reason=f"unheard:{batches}")
        files = comparing.begin(connection, about)
        columns: dict[str, None] = {}
        if missing := _take_sent(connection, settings, files, columns):
            return Reconciliation(about, reason=f"missing_file:{missing}")
        try:
            version = _take_held(connection, holder, about, columns)
        except Refused as refused:
            return Reconciliation(about, reason=f"refused:{refused.code or refused.status}")
        if comparing.standing(connection, about.dataset) == mark:
            return _found(connection, about, version, [name for name in columns if name not in LEADING])
    raise TransientError(f"{about.dataset} is being sent or answered while it is compared; compare it again later.")


def _found(connection: Connection, about: Told, version: str, columns: Sequence[str]) -> Reconciliation:
    entity = contract(about.entity)
    headers: Mapping[str, str] = entity.outbound[PLATFORM]["columns"]
    unit = next((headers[each.field] for each in entity.columns if each.type == "unit" and each.field in headers), None)
    found = comparing.compare(connection, about, unit)
    register, mirror = _register(connection, about, entity.outbound[PLATFORM].get("register"), headers)
    periods = reconciliations.periods(connection, about)
    return Reconciliation(about, version, found, periods, register, mirror, columns=tuple(columns))


def _register(connection: Connection, about: Told, said: Mapping[str, Any] | None,
              headers: Mapping[str, str]) -> tuple[comparing.Found | None, int | None]:
    """Nothing where the contract names no register, where none was mirrored yet, and of a quarter."""
    mirror = mirrors.newest(connection, said["entity"]) if said and about.scope is None else None
    if said is None or mirror is None:
        return None, None
    fields = {headers[field]: field for field in said["fields"]}
    key = headers[said["key"]], said["key"]
    found = comparing.compare_register(connection, contract(said["entity"]), fields, key, said.get("whole", False))
    return found, mirror.mirror_id


def _take_sent(connection: Connection, settings: Settings, files: Sequence[PublishedFile],
               columns: dict[str, None]) -> str | None:
    """The values as they were sent, and their columns; the path of a file that is missing or was changed."""
    for file in files:
        path = settings.folder("published") / file.path
        if not path.is_file() or _digest(path) != file.sha256:
            return file.path
        comparing.take_sent(connection, file.publication_id, _rows(path, columns))
    return None


def _digest(path: Path) -> str:
    with path.open("rb") as data:
        return hashlib.file_digest(data, "sha256").hexdigest()


def _rows(path: Path, columns: dict[str, None]) -> Iterator[tuple[str, Mapping[str, str]]]:
    with path.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines)
        columns.update(dict.fromkeys(rows.fieldnames or ()))
        for row in rows:
            yield row["row_key"], {name: value for name, value in row.items() if name not in LEADING}


def _take_held(connection: Connection, holder: Holder, about: Told, columns: dict[str, None]) -> str:
    """All pages of one version; its name. TerminalError when the platform's list contradicts itself."""
    version, row_count = _pages_of_one_version(connection, holder, about, columns)
    rows, keys = comparing.taken(connection)
    if not row_count == rows == keys:
        raise TerminalError(f"The platform says that it holds {row_count} rows of {about.dataset}, and lists {rows} "
                            f"with {keys} keys; tell its operator.")
    return version


def _pages_of_one_version(connection: Connection, holder: Holder, about: Told,
                          columns: dict[str, None]) -> tuple[str, int]:
    """Begun anew when the list was replaced while it was read; TransientError when that happens again and again."""
    for _ in range(_TRIES - 1):
        with suppress(TransientError):
            return _pages(connection, holder, about, columns)
    return _pages(connection, holder, about, columns)


def _pages(connection: Connection, holder: Holder, about: Told, columns: dict[str, None]) -> tuple[str, int]:
    comparing.empty_there(connection)
    first: HoldingPage | None = None
    for page in holder.holdings(about.dataset, about.scope):
        first = first or page
        if (page.version, page.row_count) != (first.version, first.row_count):
            raise TransientError(f"The platform's list of {about.dataset} changes while it is read; read it again.")
        columns.update(dict.fromkeys(page.columns))
        comparing.take_held(connection, page.columns, page.rows)
    if first is None:
        raise TransientError(f"The platform gave no page of {about.dataset}; ask again later.")
    return first.version, first.row_count
