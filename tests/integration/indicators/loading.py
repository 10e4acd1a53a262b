"""Golden cases go the whole way: mirrored register, staged and merged months, then the statement of the figure."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from integration.indicators.cases import REGISTER, Case, SentRow, Values
from integration.warehouse.months import Sent, merge_month
from township_sync.compilers.policies import pack_on
from township_sync.domain.contract import contract
from township_sync.domain.period import Month
from township_sync.domain.policy_pack import Pack
from township_sync.settings import Settings
from township_sync.warehouse import kept_figures, mirrors
from township_sync.warehouse.cases import ownerships
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.mirrors import ListedRow
from township_sync.warehouse.row_keys import row_key
from township_sync.warehouse.staging import stage
from township_sync.warehouse.submissions import record_submission


@contextmanager
def loaded(connection: Connection, settings: Settings, case: Case) -> Iterator[None]:
    """Everything of a case is in the warehouse; nothing of it is there afterwards."""
    with connection.transaction(force_rollback=True):
        load(connection, settings, case)
        yield


def load(connection: Connection, settings: Settings, case: Case) -> None:
    """Mirror, stage and merge everything of a case."""
    for day, people in case.registers.items():
        mirror_register(connection, settings, day, people)
    take(connection, settings, [*sheets_of(case)], case.received)
    kept_figures.add_baseline(connection, case.baseline, datetime(2019, 12, 31, tzinfo=UTC))


def mirror_register(
    connection: Connection, settings: Settings, day: date, people: Sequence[tuple[str, Values]]
) -> None:
    """The platform's whole list of a day, known that evening: (unit, values) of each person."""
    entity, now = contract(REGISTER), datetime.combine(day, time(12), UTC)
    begun = mirrors.begin(connection, REGISTER, "province", (str(day), day, len(people)), now)
    assert begun is not None
    whole = mirrors.add_page(connection, begun, "0" * 64, "")
    assert whole is not None
    rows = [ListedRow(row_key(settings.secret, entity, values) or "", unit, values) for unit, values in people]
    counts = {"loaded": len(rows), "duplicate": 0, "rejected": 0, "findings": []}
    mirrors.load(connection, entity, whole, rows, counts, now)
    connection.execute("DISCARD TEMP")


def take(
    connection: Connection, settings: Settings, sent: Sequence[Sent], received: Mapping[tuple[str, str], Any]
) -> None:
    """Stage everything as received (else on the fifth of the month after), then merge month by month."""
    for each in sent:
        day = received.get((each.unit, each.period))
        moment = datetime.combine(day, time(1), UTC) if isinstance(day, date) else _fifth_after(each.period)
        recorded = record_submission(connection, settings, unit_code=each.unit, period=each.period, name=each.file,
                                     data=repr(each).encode(), channel="folder", received_at=moment)
        stage(connection, settings, recorded.submission_id, [each.read()])
    for period in sorted({each.period for each in sent}):
        owners = ownerships(connection, Month.parse(period))
        merge_month(connection, period, sent, _fifth_after(period), owners=owners)
        # Several merges of one transaction: their temporary tables would stand in each other's way.
        connection.execute("DISCARD TEMP")


def pack_with(day: date, changes: Mapping[str, Any]) -> Pack:
    """The pack of a day with other numbers or answers."""
    pack = pack_on(day)
    assert set(changes) <= set(pack.parameters), set(changes) - set(pack.parameters)
    questions = [replace(each, sets={**each.sets, **{name: changes[name] for name in each.sets if name in changes}})
                 for each in pack.questions]
    values = {**pack.values, **{name: changes[name] for name in pack.values if name in changes}}
    return replace(pack, values=values, questions=questions)


def sheets_of(case: Case) -> Iterator[Sent]:
    """One file per township, month and entity."""
    found: dict[tuple[str, str, str], list[SentRow]] = {}
    for row in case.rows:
        found.setdefault((row.unit, row.month, row.entity), []).append(row)
    for entity, months in case.empty_sheets.items():
        for month in months:
            found.setdefault((case.unit, month, entity), [])
    for (unit, month, entity), rows in sorted(found.items()):
        fates = {number: row.fate for number, row in enumerate(rows, 4)}
        is_refused = case.received.get((unit, month)) == "refused"
        yield Sent(unit, month, entity, [row.values for row in rows], fates, is_rejected=is_refused)


def _fifth_after(period: str) -> datetime:
    return datetime.combine(Month.parse(period).plus(1).first_day + timedelta(days=4), time(1), UTC)
