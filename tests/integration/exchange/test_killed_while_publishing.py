"""A publisher killed while it writes its files: the next run makes the same bytes and keys (C14, C15)."""

import hashlib
from collections.abc import Iterator

import pytest

from integration.exchange.conftest import NOW
from integration.exchange.oracle import Ledger
from integration.exchange.published import MONTH, approve, month
from integration.exchange.yard import At, Yard, opened
from township_sync.settings import Settings
from township_sync.steps import month as steps
from township_sync.steps.publish import publish_month
from township_sync.warehouse.connect import Connection

LINE = "steps.published_files.csv_lines"
HELD_LIST, HEADER = 1, 1
"""Lines that are written before the first row of what is sent: the header of the held list, and its own."""
POINTS = {
    "undisturbed": At(),
    "C14 at a row of the first batch": At(LINE, HELD_LIST + HEADER + 5),
    "C14 at a row of the middle batch": At(LINE, HELD_LIST + HEADER + 15),
    "C14 at a row of the last batch": At(LINE, HELD_LIST + HEADER + 25),
    "C15 with the file there": At("warehouse.publications.add_publication"),
    "C15 with the file recorded": At("warehouse.exchange.plan_batches"),
    "C15 with the batches planned": At("steps.publish.keep_manifest"),
    "C15 with everything there but the commit": At("warehouse.audit.tell_plans", is_after=True),
}


@pytest.fixture(scope="module")
def yard() -> Iterator[Yard]:
    with opened() as yard:
        yield yard


@pytest.fixture(scope="module")
def seen() -> set[str]:
    """What each of these runs ended with: one and the same thing."""
    return set()


def _made(connection: Connection, settings: Settings) -> str:
    """A digest over the files for the platform, the manifest, and the batches with their keys and sizes."""
    folder = settings.folder("published") / MONTH
    files = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.glob("[a-z]*"))
             if path.suffix in (".csv", ".json")}
    found = connection.execute("SELECT client_ref, idempotency_key, body_sha256, byte_count, first_row, row_count "
                               "FROM ops.batch ORDER BY number").fetchall()
    assert len(found) == 3 and "app_account.r1.csv" in files
    return hashlib.sha256(repr([files, [list(row.values()) for row in found]]).encode()).hexdigest()


@pytest.mark.parametrize("name", POINTS)
def test_a_publisher_that_dies_leaves_nothing_and_the_next_makes_the_same(
    connection: Connection, sending: Settings, ledger: Ledger, yard: Yard, seen: set[str], name: str
) -> None:
    """C14, C15: half a file, or a file without its manifest."""
    """C14, C15: half a file is never published, and a file without its manifest is made again, byte for byte."""
    month(connection, sending)
    child = yard.start(sending, "publish", MONTH, POINTS[name])
    assert child.wait() == ("killed" if POINTS[name].place else 0), child.said
    if POINTS[name].place:
        assert connection.execute("SELECT FROM ops.publication").fetchall() == []
        assert connection.execute("SELECT FROM ops.batch").fetchall() == []
        folder, is_half = sending.folder("published") / MONTH, name.startswith("C14")
        assert len(list(folder.glob("app_account.r*.csv"))) == (0 if is_half else 1)
        assert len(list(folder.glob(".new-*"))) == (1 if is_half else 0)
    publish_month(connection, sending, MONTH, NOW)
    seen.add(_made(connection, sending))
    assert len(seen) == 1
    approve(connection)
    assert steps.push(sending, connection, "month", NOW) == 25
    ledger.assert_each_applied_once(25)


def test_what_is_sent_is_what_was_planned_when_it_was_published(
    connection: Connection, sending: Settings, ledger: Ledger
) -> None:
    month(connection, sending)
    publish_month(connection, sending, MONTH, NOW)
    said = "SELECT client_ref, idempotency_key, body_sha256, byte_count FROM {batch} ORDER BY 1"
    planned = connection.execute(said.format(batch="ops.batch").encode()).fetchall()
    approve(connection)
    steps.push(sending, connection, "month", NOW)
    told = ledger.ask(said.format(batch="batch"))
    assert [tuple(row.values()) for row in planned] == told and len(told) == 3


def test_a_later_row_names_the_sending_that_it_replaces_and_the_platform_takes_it(
    connection: Connection, sending: Settings, ledger: Ledger
) -> None:
    month(connection, sending)
    _send(connection, sending)
    connection.execute("UPDATE core.app_account_version SET row_hash = md5(row_hash) || md5('changed')")
    _send(connection, sending)
    told = [tuple(row.values()) for row in connection.execute(
        "SELECT row_no, action, corrects FROM ops.publication_row ORDER BY publication_id, row_no")]
    assert told[:25] == [(number, "new", None) for number in range(1, 26)]
    assert told[25:] == [
        (number, "changed", f"month-app_account-2020-04-r1-{(number - 1) // 10 + 1}#{(number - 1) % 10 + 1}")
        for number in range(1, 26)]
    named = ledger.ask("SELECT corrects FROM batch ORDER BY rowid")
    assert named[3:] == [(f'["month-app_account-2020-04-r1-{number}"]',) for number in (1, 2, 3)]
    assert ledger.ask("SELECT count(*) FROM outcome WHERE status = 'accepted'") == [(50,)]


def _send(connection: Connection, settings: Settings) -> None:
    publish_month(connection, settings, MONTH, NOW)
    approve(connection)
    steps.push(settings, connection, "month", NOW)
    assert len(steps.follow_open_batches(settings, connection, NOW).closed) == 3
