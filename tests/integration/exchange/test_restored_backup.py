"""Yesterday's backup is restored while the platform has today's batches: it is learned, and nothing goes out twice."""

import shutil
from collections.abc import Callable, Iterator

import pytest

from integration.exchange.conftest import Served
from integration.exchange.office import REFUSED, Office, accounts, copied, dropped, dumped, ids, opened
from integration.exchange.oracle import Ledger
from township_sync.domain.period import Month
from township_sync.errors import TerminalError
from township_sync.settings import Settings
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.reports import unit_states

P1, P2, P3, P4, P5 = ids(1, 2, 3, 4, 5)
APRIL = accounts("2020-04", P1, P2)
MAY = (accounts("2020-05", P1, role="2"), accounts("2020-05", P3, P4), accounts("2020-05", P5, person_name=REFUSED))
"""Today: one row changed, one ended, two new, one that the platform refuses."""
LATE = "GET /api/v1/batches/HN00000004/receipts"


@pytest.fixture
def office(connection: Connection, sending: Settings) -> Office:
    """An office that synced April, in batches of two rows."""
    settings = Settings(sending.workspace, sending.environment | {"TOWNSHIP_SYNC_BATCH_ROWS": "2"})
    made = Office(connection, settings)
    made.take(APRIL)
    made.sync("2020-04")
    return made


@pytest.fixture
def backup(office: Office, sending: Settings) -> Iterator[Callable[..., tuple[Office, Settings]]]:
    """Back the warehouse up as it stands; gives the office at work again, and what the backup is restored to."""
    name = f"copy_{abs(hash(sending.workspace)) % 10**12}"
    at_work: list[Office] = []

    def make(by: Callable[[Settings, str], Settings] = copied) -> tuple[Office, Settings]:
        office.connection.close()
        kept = by(office.settings, name)
        at_work.append(opened(office.settings))
        at_work[0].sent.extend(office.sent)
        return at_work[0], kept

    yield make
    for each in at_work:
        each.connection.close()


@pytest.fixture
def restored(sending: Settings) -> Iterator[Callable[[Settings, Office], Office]]:
    """Work goes on with the backup; the townships' files of today are received again."""
    offices: list[Office] = []

    def go_on(kept: Settings, lost: Office) -> Office:
        offices.append(opened(kept))
        has = {name for (name,) in offices[0].rows("SELECT name FROM ops.submission")}
        offices[0].sent.extend(each for each in lost.sent if each.file in has)
        offices[0].take(*(each for each in lost.sent if each.file not in has))
        return offices[0]

    yield go_on
    for each in offices:
        each.connection.close()
        dropped(each.settings)


def _made(office: Office) -> tuple[int, ...]:
    office.take(*MAY)
    return office.publish("2020-05")


def _nothing_made(office: Office, province: Served) -> None:
    """The backup is of the evening before."""


def _approved(office: Office, province: Served) -> None:
    """The backup is of the moment after the approval."""
    office.approve(*_made(office))


def _sent_in_part(office: Office, province: Served) -> None:
    """The backup is of the moment when one of three batches was sent."""
    province.script({"match": "POST /api/v1/batches$", "nth": 2, "action": "answer", "status": 403,
                     "body": '{"code": "FORBIDDEN", "message": "稍后"}'})
    with pytest.raises(TerminalError, match="403"):
        office.push(*_made(office))


@pytest.mark.parametrize(("until_then", "is_folder_lost", "by"), [
    (_nothing_made, False, copied), (_nothing_made, True, dumped), (_approved, True, copied),
    (_sent_in_part, True, copied),
], ids=["folder kept", "folder lost, by pg_restore", "approved before", "sent in part before"])
def test_d9_after_a_restored_backup_every_row_stands_at_the_platform_once_and_every_rejection_is_told(
    office: Office, backup: Callable[..., tuple[Office, Settings]], restored: Callable[[Settings, Office], Office],
    ledger: Ledger, province: Served, until_then: Callable[[Office, Served], None], is_folder_lost: bool,
    by: Callable[[Settings, str], Settings]
) -> None:
    until_then(office, province)
    lost, kept = backup(by)
    _today(lost, province)
    if is_folder_lost:
        shutil.rmtree(lost.settings.folder("published"))
    again = restored(kept, lost)
    again.sync("2020-05")
    lost.follow()
    _assert_each_version_once(ledger, 6)
    assert again.told() == lost.told(), "as if nothing had been lost"
    assert again.rows("SELECT DISTINCT state FROM ops.batch") == [("closed",)]
    [refused] = [row for state in unit_states(again.connection, Month(2020, 5)).values() for row in state.refused]
    assert (refused.code, refused.file, refused.row) == ("E302", MAY[2].file, 4)
    again.take(accounts("2020-06", P1, role="1"), accounts("2020-06", P3, P4), accounts("2020-06", P5))
    again.sync("2020-06")
    _assert_each_version_once(ledger, 8)
    assert ledger.outcomes().count("conflict") == 0


def _assert_each_version_once(ledger: Ledger, rows: int) -> None:
    for table in ("outcome", "applied"):
        told = ledger.ask(f"SELECT row_key, row_version, action FROM {table}")
        assert len(told) == len(set(told))
    assert len(told) == rows


def _today(office: Office, province: Served) -> None:
    """May is pushed and answered in part: a batch's receipts are still to be read when all is lost."""
    if not any(each.period == "2020-05" for each in office.sent):
        office.take(*MAY)
    province.script({"match": LATE, "action": "drop", "times": 9})
    hasty = Settings(office.settings.workspace, office.settings.environment | {"TOWNSHIP_SYNC_PEER_DEADLINE": "1"})
    followed = Office(office.connection, hasty, office.sent).sync("2020-05")
    assert (len(followed.closed), len(followed.unanswered)) == (2, 1)
    province.script()
