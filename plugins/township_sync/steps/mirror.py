"""Mirror: the lists that a platform keeps come here page by page, are judged by their suites, and join the history.

Every page is archived before the next one is asked for, so a run that breaks off is taken up where it stopped; a list
that the platform replaces meanwhile is begun anew. Asking again for a list that is here changes nothing.
"""

import logging
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from typing import Any

from township_sync.checks.conform import conform_table
from township_sync.checks.resends import leaves_out_most
from township_sync.compilers.policies import policy_on
from township_sync.domain.contract import Entity, mirrored_entities
from township_sync.domain.judgement import Judgement
from township_sync.domain.period import Month
from township_sync.domain.table import EMPTY, Cell, ReadFile, ReadSheet, Table, TableRow
from township_sync.domain.unit import resolve
from township_sync.errors import TerminalError, TransientError
from township_sync.settings import Settings
from township_sync.steps.judge import judge
from township_sync.warehouse import archive, mirrors
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.mirrors import ListedRow, Mirror
from township_sync.warehouse.rate_bucket import pace
from township_sync.warehouse.row_keys import row_key

_log = logging.getLogger(__name__)
_TRIES = 3


@dataclass(frozen=True, slots=True)
class Mirrored:
    """What mirroring a list did; `state` is loaded, unchanged, older (than what is here) or not_kept (no such list)."""

    entity: str
    state: str
    rows: int = 0
    rejected: int = 0
    changes: int = 0


def mirror_all(settings: Settings, connection: Connection, now: datetime) -> list[Mirrored]:
    """Every list that a contract says is mirrored; TransientError when the platform does not answer.

    Without a platform in the settings there is nothing to mirror.
    """
    if not settings.get("PLATFORM_URL"):
        _log.info("no platform is set: its lists are not mirrored")
        return []
    lists = [(entity, name) for entity in mirrored_entities().values() for name in entity.inbound]
    platforms = {name: _open(settings, connection, name, now) for _, name in lists}
    return [_mirror(settings, connection, entity, (name, platforms[name]), now) for entity, name in lists]


def _open(settings: Settings, connection: Connection, name: str, now: datetime) -> Any:
    """The platform `name`, by its module in `outbound/`."""
    turns = pace(connection, settings)
    return import_module(f"township_sync.outbound.{name}").open_platform(settings, now, turns)


def _mirror(
    settings: Settings, connection: Connection, entity: Entity, named: tuple[str, Any], now: datetime
) -> Mirrored:
    name = named[0]
    for _ in range(_TRIES):
        state, taken = _take(settings, connection, entity, named, now)
        if taken:
            try:
                return _load(settings, connection, entity, name, taken, now)
            except TerminalError:
                # The platform may have a better one by the next run.
                mirrors.leave(connection, taken)
                raise
        if state:
            _log.info("the list %s of the platform is %s", entity.name, state)
            return Mirrored(entity.name, state)
    raise TransientError(f"The platform's list {entity.name} changes faster than it can be read; it is tried again.")


def _take(
    settings: Settings, connection: Connection, entity: Entity, named: tuple[str, Any], now: datetime
) -> tuple[str, Mirror | None]:
    """The whole list, all pages archived; or why there is nothing to load; or neither, when it has to be looked at
    anew, since the platform or another run changed it."""
    name, platform = named
    dataset = entity.inbound[name]["dataset"]
    known, open_list = mirrors.newest(connection, entity.name), mirrors.taking(connection, entity.name)
    while open_list is None or not open_list.is_whole:
        cursor, version = _where(open_list, known)
        page = platform.records_page(dataset, version, cursor)
        if open_list is None:
            if state := _why_not_begun(page, known):
                return state, None
            about = (page.version, page.as_of, page.row_count)
            open_list = mirrors.begin(connection, entity.name, name, about, now)
        elif page is None or page.version != open_list.version:
            mirrors.leave(connection, open_list)
            return "", None
        added = open_list and mirrors.add_page(
            connection, open_list, archive.put(settings, page.body), page.next_cursor)
        if added is None:
            return "", None
        open_list = added
    return "", open_list


def _why_not_begun(page: Any, known: Mirror | None) -> str:
    """What keeps a list from being begun; empty when nothing does."""
    if page is None:
        return "not_kept"
    if page.is_unchanged:
        return "unchanged"
    return "older" if known and page.as_of < known.as_of else ""


def _where(open_list: Mirror | None, known: Mirror | None) -> tuple[str, str]:
    """From which cursor on to ask, and which version is meant."""
    if open_list:
        # A list without a page yet has no cursor: its version must not be taken for one that is here already.
        return open_list.cursor, open_list.version if open_list.cursor else ""
    return "", known.version if known else ""


def _load(
    settings: Settings, connection: Connection, entity: Entity, name: str, taken: Mirror, now: datetime
) -> Mirrored:
    period = Month(taken.as_of.year, taken.as_of.month)
    by_unit = _by_unit(entity, _table_rows(settings, entity, name, taken))
    elsewhere = by_unit.pop(None, [])
    files = [_file(entity, f"{name}/{entity.name}/{unit}", str(unit), period, rows) for unit, rows in by_unit.items()]
    judgement = judge(files, period, run_id=f"mirror-{taken.mirror_id}")
    fates = Counter(judgement.fates.values())
    rejected = fates["rejected"] + len(elsewhere)
    counts = {"loaded": fates["loaded"], "duplicate": fates["duplicate"], "rejected": rejected,
              "findings": _told(entity, judgement, elsewhere)}
    listed = list(_listed(settings, entity, files, judgement))
    _refuse_leaving_out_most(connection, entity, taken, listed)
    changes = mirrors.load(connection, entity, taken, listed, counts, now)
    _log.info("the list %s of %s: %d rows, %d rejected, %d versions changed", entity.name, taken.as_of,
              taken.row_count, rejected, changes)
    return Mirrored(entity.name, "loaded", taken.row_count, rejected, changes)


def _refuse_leaving_out_most(
    connection: Connection, entity: Entity, taken: Mirror, listed: Sequence[ListedRow]
) -> None:
    """TerminalError when a list names so few of those who are known that it is rather broken than meant, as for a file
    of a township; one that names nobody always is."""
    before, kept = mirrors.kept(connection, entity, listed)
    remedy = " Where most are to end, lower resend_kept_min_share in policies/ until it is loaded." if listed else ""
    if before and (not listed or leaves_out_most(before, kept, policy_on(taken.as_of))):
        raise TerminalError(
            f"The platform's list {entity.name} of {taken.as_of} has {taken.row_count} rows and names {kept} of "
            f"{before} things that are known; nothing is ended, tell its operator.{remedy}")


def _table_rows(settings: Settings, entity: Entity, name: str, taken: Mirror) -> Iterator[TableRow]:
    """The list as it came, numbered from 1. TerminalError when it is not as long as the platform said."""
    items_of = import_module(f"township_sync.outbound.{name}_records").items_of
    items = [item for sha256 in taken.pages for item in items_of(archive.get(settings, sha256))]
    if len(items) != taken.row_count:
        raise TerminalError(f"The platform's list {entity.name} says {taken.row_count} rows and has {len(items)}; "
                            "tell its operator.")
    columns: Mapping[str, str] = entity.inbound[name]["columns"]
    for number, item in enumerate(items, 1):
        yield TableRow(number, {field: _cell(item.get(header)) for field, header in columns.items()})


def _by_unit(entity: Entity, rows: Iterable[TableRow]) -> dict[str | None, list[TableRow]]:
    """The rows of each township of ours, and under None those of no township of ours."""
    [field] = [column.field for column in entity.columns if column.type == "unit"]
    found: dict[str | None, list[TableRow]] = {}
    for row in rows:
        found.setdefault(resolve(str(row.cells[field].value or "")), []).append(row)
    return found


def _file(entity: Entity, file: str, unit_code: str, period: Month, rows: Sequence[TableRow]) -> ReadFile:
    """A township's part of the list as a file of one sheet, so that the suites see it as they see a workbook."""
    columns = {field: place for place, field in enumerate(rows[0].cells, 1)}
    table = Table(entity.name, entity.name, 0, columns, rows)
    conformed, findings = conform_table(table, file=file, period=period, unit_code=unit_code)
    sheet = ReadSheet(entity.name, entity.name, 0, columns, conformed)
    return ReadFile(file, file, unit_code, str(period), "records", [sheet], tuple(findings))


def _listed(
    settings: Settings, entity: Entity, files: Sequence[ReadFile], judgement: Judgement
) -> Iterator[ListedRow]:
    """Each thing once: with its values where a row of it is good, without them where it is only named."""
    found: dict[str, ListedRow] = {}
    for file in files:
        for row in file.sheets[0].rows:
            key = row_key(settings.secret, entity, row.values)
            is_good = judgement.fates[file.file, entity.name, row.number] == "loaded"
            if key and (is_good or key not in found):
                found[key] = ListedRow(key, str(file.unit_code), dict(row.values) if is_good else None)
    yield from found.values()


def _told(entity: Entity, judgement: Judgement, elsewhere: Sequence[TableRow]) -> list[list[Any]]:
    """Row, column and slug of everything that was found; no value."""
    header = next(column.header for column in entity.columns if column.type == "unit")
    told = [[found.row, found.column, found.slug] for found in judgement.findings]
    return [*told, *([row.number, header, "row_of_other_unit"] for row in elsewhere)]


def _cell(text: str | None) -> Cell:
    return Cell(text, "text") if text else EMPTY
