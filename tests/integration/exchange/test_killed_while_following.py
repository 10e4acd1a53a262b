"""A follower killed with SIGKILL anywhere and run again: nothing lost, nothing told twice (reliability.md C20, C21)."""

from collections.abc import Callable, Iterator

import pytest

from integration.exchange.conftest import NOW, Served
from integration.exchange.office import REFUSED, Office, accounts, ids
from integration.exchange.yard import At, Yard, opened
from township_sync.domain.period import Month
from township_sync.settings import Settings
from township_sync.steps.follow import follow_receipts
from township_sync.steps.submit import submit
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.reports import unit_states

P1, P2, P3 = ids(1, 2, 3)
KEPT = "SELECT count(*) FROM ops.receipt"
STATES = "SELECT DISTINCT status FROM ops.publication_row ORDER BY 1"


@pytest.fixture(scope="module")
def yard() -> Iterator[Yard]:
    with opened() as yard:
        yield yard


@pytest.mark.parametrize("page", [1, 2, 3])
def test_c20_killed_after_page_p_of_q_was_kept_nothing_follows_and_reading_it_again_changes_nothing(
    connection: Connection, sending: Settings, publish: Callable[..., int], yard: Yard, page: int
) -> None:
    office = Office(connection, sending)
    submit(connection, sending, publish(10, without_phone=(3, 9)), NOW)
    at = At("warehouse.exchange_receipts.keep_receipts", page, is_after=True)
    assert yard.start(sending, "follow", "", at).wait() == "killed"
    assert office.rows(KEPT) == [(min(10, 4 * page),)], "each page is one transaction"
    assert office.rows(STATES) == [("pending",)]
    assert follow_receipts(connection, sending, NOW).rows_rejected == 2
    assert office.rows(KEPT) == [(10,)]


@pytest.fixture
def refusing(connection: Connection, sending: Settings) -> Office:
    """An office that sent three rows, of which the platform refuses one."""
    office = Office(connection, sending)
    office.take(accounts("2020-05", P1, P2), accounts("2020-05", P3, person_name=REFUSED))
    office.push(*office.publish())
    return office


def _rejections(office: Office) -> list[tuple[str, str | None]]:
    """What the townships' next reports are going to tell."""
    return [(code, row.code) for code, state in unit_states(office.connection, Month(2020, 5)).items()
            for row in state.refused]


@pytest.mark.parametrize(("place", "is_after", "is_told"), [
    ("warehouse.exchange_receipts.settle", False, False), ("warehouse.exchange_receipts._close", True, False),
    ("warehouse.exchange_receipts.settle", True, True),
], ids=["before the verdicts", "verdicts given, not committed", "committed, and nothing after it"])
def test_c21_killed_between_verdict_and_report_every_rejection_is_told_once(
    refusing: Office, yard: Yard, place: str, is_after: bool, is_told: bool
) -> None:
    assert yard.start(refusing.settings, "follow", "", At(place, is_after=is_after)).wait() == "killed"
    expected = [("439999001", "E302")]
    assert _rejections(refusing) == (expected if is_told else []), "a report is made of the verdicts themselves"
    refusing.follow()
    assert _rejections(refusing) == expected


@pytest.mark.parametrize(("place", "is_after"), [
    ("warehouse.adoption._Hearing.tell", False), ("warehouse.adoption._Hearing.tell", True),
    ("warehouse.adoption.hear_page", True),
], ids=["before its acts", "before its commit", "after its commit"])
def test_killed_while_it_hears_of_a_void_the_page_is_heard_whole_or_not_at_all(
    refusing: Office, yard: Yard, province: Served, place: str, is_after: bool
) -> None:
    refusing.follow()
    province.operate("void", batch_id="HN00000001", reason="口径有误")
    assert yard.start(refusing.settings, "follow", "", At(place, is_after=is_after)).wait() == "killed"
    told = refusing.rows("SELECT count(*) FROM ops.audit WHERE action = 'batch_voided'")
    assert refusing.rows("SELECT count(*) FROM ops.batch WHERE state = 'voided'") == told
    refusing.follow()
    assert refusing.rows("SELECT count(*) FROM ops.audit WHERE action = 'batch_voided'") == [(1,)]
    refusing.sync()
    assert sorted(status for *_, status, _, _ in refusing.told()) == ["accepted", "accepted", "rejected"]
