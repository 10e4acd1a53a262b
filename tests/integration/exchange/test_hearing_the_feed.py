"""The platform's feed: batches we forgot are adopted, voided ones go out anew, whatever order it is heard in."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from integration.exchange.conftest import Served
from integration.exchange.office import NOW, REFUSED, Office, accounts, copied, dropped, ids, opened
from integration.exchange.oracle import Ledger
from integration.warehouse.months import A
from township_sync.errors import TerminalError
from township_sync.settings import Settings
from township_sync.steps import month
from township_sync.steps.catch_up import hear_first
from township_sync.steps.follow import follow_receipts
from township_sync.warehouse.connect import Connection

P1, P2, P3, P4 = ids(1, 2, 3, 4)


@pytest.fixture
def office(connection: Connection, sending: Settings) -> Office:
    return Office(connection, Settings(sending.workspace, sending.environment | {"TOWNSHIP_SYNC_BATCH_ROWS": "2"}))


@pytest.fixture
def other(office: Office, sending: Settings) -> Iterator[Office]:
    """The same office with another memory: what this one sends the first has never heard of."""
    office.connection.close()
    copy = copied(office.settings, f"copy_{abs(hash(sending.workspace)) % 10**12}")
    made = Office(opened(copy).connection, Settings(sending.workspace / "other", copy.environment))
    yield made
    made.connection.close()
    dropped(copy)


@pytest.fixture
def forgetful(office: Office, other: Office) -> Iterator[Office]:
    """The first office, which does not know what the other one sent."""
    again = opened(office.settings)
    yield again
    again.connection.close()


BATCHES = """SELECT client_ref, batch.state, origin FROM ops.batch JOIN ops.publication USING (publication_id)
ORDER BY batch_id"""


def test_d9_batches_that_we_forgot_are_adopted_with_their_verdicts_and_nothing_is_sent_twice(
    forgetful: Office, other: Office, ledger: Ledger
) -> None:
    for each in (forgetful, other):
        each.take(accounts("2020-05", P1, P2, P3), accounts("2020-05", P4, unit=A, person_name=REFUSED))
    other.sync()
    assert forgetful.publish() == ()
    assert forgetful.told() == other.told()
    states = forgetful.rows("SELECT kind, dataset, period, revision, state, origin, row_count FROM ops.publication")
    assert states == [("month", "app_account", "2020-05", 1, "settled", "adopted", 4)]
    ledger.assert_each_applied_once(3)
    assert forgetful.rows("SELECT reason FROM ops.publication_held") == [("refused:E302",)]


def test_the_next_file_gets_a_number_that_the_platform_does_not_know(
    forgetful: Office, other: Office, ledger: Ledger
) -> None:
    for each in (forgetful, other):
        each.take(accounts("2020-05", P1))
    other.sync()
    forgetful.take(accounts("2020-05", P2))
    forgetful.sync()
    assert forgetful.rows("SELECT revision, origin, state FROM ops.publication ORDER BY 1") == [
        (1, "adopted", "settled"), (2, "made", "settled")]
    ledger.assert_each_applied_once(2)


def test_what_was_made_under_the_same_number_before_we_heard_is_given_up_and_made_anew(
    forgetful: Office, other: Office, ledger: Ledger, province: Served
) -> None:
    for each in (forgetful, other):
        each.take(accounts("2020-05", P1, P2, P3))
    forgetful.take(accounts("2020-05", P4))
    waiting = forgetful.publish()
    other.sync()
    with pytest.raises(TerminalError, match="overtaken by what the platform had of us"):
        forgetful.push(*waiting)
    forgetful.sync()
    assert forgetful.rows("SELECT revision, origin, state FROM ops.publication ORDER BY 1, 2") == [
        (1, "adopted", "settled"), (1, "made", "refused"), (2, "made", "settled")]
    ledger.assert_each_applied_once(4)
    assert ("month-app_account-2020-05-r1-1", "withdrawn", "made") in forgetful.rows(BATCHES)


def test_what_waits_of_a_month_that_did_not_know_is_given_up_even_under_another_number(
    forgetful: Office, other: Office, ledger: Ledger
) -> None:
    for each in (forgetful, other):
        each.take(accounts("2020-05", P1, P2))
    forgetful.take(accounts("2020-06", P1, P2, P3))
    waiting = forgetful.publish("2020-06")
    other.sync("2020-05")
    with pytest.raises(TerminalError, match="overtaken by what the platform had of us"):
        forgetful.push(*waiting)
    forgetful.sync("2020-06")
    ledger.assert_each_applied_once(3)


def test_as_long_as_the_rows_of_a_forgotten_batch_are_not_known_nothing_of_its_dataset_leaves(
    forgetful: Office, other: Office, ledger: Ledger, province: Served
) -> None:
    for each in (forgetful, other):
        each.take(accounts("2020-05", P1, P2))
    other.push(*other.publish())
    province.operate("polls", pending=99)
    assert forgetful.publish() == ()
    assert {reason for (reason,) in forgetful.rows("SELECT reason FROM ops.publication_held")} == {"waiting"}
    assert len(forgetful.follow().pending) == 1
    province.operate("polls", pending=0)
    assert len(forgetful.follow().closed) == 1
    assert forgetful.publish() == ()
    assert forgetful.told() == other_told(other)
    ledger.assert_each_applied_once(2)


def other_told(other: Office) -> list[tuple[object, ...]]:
    other.follow()
    return other.told()


def test_p11_which_row_of_a_forgotten_batch_two_receipts_mean_is_not_guessed(
    forgetful: Office, other: Office, province: Served
) -> None:
    for each in (forgetful, other):
        each.take(accounts("2020-05", P1, P2))
    other.sync()
    province.script({"match": "GET /api/v1/batches/*/receipts", "action": "receipt", "change": "foreign_row"})
    assert forgetful.publish() == ()
    assert len(forgetful.told()) == 1
    assert forgetful.rows("SELECT note FROM ops.batch") == [(
        "1 of 2 rows without a receipt; accepted 1 by row, 2 by the platform's count",)]
    assert forgetful.rows("SELECT reason FROM ops.publication_held") == [("out_of_balance",)]


def test_batches_of_one_publication_that_are_heard_of_at_different_times_become_one(
    forgetful: Office, other: Office, ledger: Ledger, province: Served
) -> None:
    for each in (forgetful, other):
        each.take(accounts("2020-05", P1, P2, P3, P4))
    province.script({"match": "POST /api/v1/batches$", "nth": 2, "action": "answer", "status": 403,
                     "body": '{"code": "FORBIDDEN", "message": "稍后"}'})
    with pytest.raises(TerminalError, match="403"):
        other.push(*other.publish())
    forgetful.follow()
    assert forgetful.rows("SELECT state, row_count FROM ops.publication") == [("settled", 2)]
    other.push()
    other.follow()
    forgetful.follow()
    assert forgetful.rows("SELECT state, row_count FROM ops.publication") == [("settled", 4)]
    assert forgetful.told() == other.told()
    assert forgetful.publish() == ()


def test_a_batch_that_was_declared_and_never_uploaded_is_taken_back_and_its_rows_go_out_anew(
    forgetful: Office, other: Office, ledger: Ledger, province: Served
) -> None:
    for each in (forgetful, other):
        each.take(accounts("2020-05", P1))
    province.script({"match": "PUT", "times": 99, "action": "answer", "status": 403,
                     "body": '{"code": "FORBIDDEN", "message": "稍后"}'})
    with pytest.raises(TerminalError, match="403"):
        other.push(*other.publish())
    province.script()
    forgetful.sync()
    assert forgetful.rows(BATCHES) == [("month-app_account-2020-05-r1-1", "withdrawn", "adopted"),
                                       ("month-app_account-2020-05-r2-1", "closed", "made")]
    assert ledger.applied() == [key for (key,) in forgetful.rows("SELECT row_key FROM ops.told_row")]


def test_p18_rows_of_a_voided_batch_go_out_anew_and_the_old_files_stay(
    office: Office, ledger: Ledger, province: Served
) -> None:
    office.take(accounts("2020-05", P1, P2, P3))
    office.sync()
    [path] = [path for (path,) in office.rows("SELECT path FROM ops.publication")]
    before = (office.settings.folder("published") / path).read_bytes()
    province.operate("void", batch_id="HN00000001", reason="口径有误")
    assert office.follow().heard.with_effect("voided") == ("month-app_account-2020-05-r1-1",)
    assert len(ledger.applied()) == 1
    office.sync()
    ledger.assert_holds(3)
    assert office.rows(BATCHES) == [
        ("month-app_account-2020-05-r1-1", "voided", "made"), ("month-app_account-2020-05-r1-2", "closed", "made"),
        ("month-app_account-2020-05-r2-1", "closed", "made")]
    assert (office.settings.folder("published") / path).read_bytes() == before
    assert office.rows("SELECT details ->> 'note' FROM ops.audit WHERE action = 'batch_voided'") == [("口径有误",)]


def test_p18_a_void_brings_back_what_the_platform_had_before(office: Office, ledger: Ledger, province: Served) -> None:
    office.take(accounts("2020-05", P1))
    office.sync()
    office.take(accounts("2020-06", P1, role="2"))
    office.sync("2020-06")
    province.operate("void", batch_id="HN00000002", reason="口径有误")
    office.sync("2020-06")
    actions = "SELECT action, status FROM ops.publication_row ORDER BY publication_id"
    assert office.rows(actions) == [("new", "accepted"), ("changed", "accepted"), ("changed", "accepted")]


def test_a_closed_batch_is_changed_by_nothing_but_a_void(office: Office, province: Served) -> None:
    office.take(accounts("2020-05", P1))
    office.sync()
    before = office.rows("SELECT * FROM ops.batch")
    hear_first(office.connection, office.settings, NOW)
    office.connection.execute("UPDATE ops.platform_feed SET cursor = ''")
    hear_first(office.connection, office.settings, NOW)
    assert office.rows("SELECT * FROM ops.batch") == before


def test_hearing_the_whole_feed_again_changes_nothing(forgetful: Office, other: Office) -> None:
    for each in (forgetful, other):
        each.take(accounts("2020-05", P1, P2, P3))
    other.sync()
    forgetful.follow()
    shown = "SELECT * FROM ops.publication, ops.batch, ops.publication_row"
    before = forgetful.rows(shown)
    forgetful.connection.execute("UPDATE ops.platform_feed SET cursor = ''")
    assert forgetful.follow().heard.effects == ()
    assert forgetful.rows(shown) == before


def _feed_tells_of_a_dataset_of_somebody_else(province: Served, other: Office) -> None:
    other.take(accounts("2020-05", P1))
    other.sync()
    province.script({"match": "GET /api/v1/changes", "action": "reshape", "path": "items/*/dataset", "op": "set",
                     "value": "somebody_elses"})


def test_p11_a_batch_of_a_dataset_that_is_not_ours_is_set_aside_and_told(
    office: Office, province: Served, forgetful: Office, other: Office
) -> None:
    _feed_tells_of_a_dataset_of_somebody_else(province, other)
    heard = forgetful.follow().heard
    assert {effect.because for effect in heard.effects} == {"no contract of ours has its dataset"}
    assert forgetful.rows("SELECT * FROM ops.batch") == []
    assert forgetful.rows("SELECT count(*) > 0 FROM ops.audit WHERE action = 'change_set_aside'") == [(True,)]


def test_p11_what_is_set_aside_while_something_is_published_is_told_by_whoever_follows(
    office: Office, province: Served, forgetful: Office, other: Office
) -> None:
    _feed_tells_of_a_dataset_of_somebody_else(province, other)
    forgetful.publish()
    for _ in range(2):
        with pytest.raises(TerminalError, match=r"month-app_account-2020-05-r1-1 is set aside \(no contract of ours"):
            month.refuse_stuck_batches(forgetful.connection, forgetful.follow())
    a_day_later = follow_receipts(forgetful.connection, forgetful.settings, NOW + timedelta(hours=25))
    month.refuse_stuck_batches(forgetful.connection, a_day_later)


def test_p11_a_batch_of_another_county_is_set_aside_and_keeps_nothing_else_from_being_heard(
    forgetful: Office, other: Office, province: Served
) -> None:
    for each in (forgetful, other):
        each.take(accounts("2020-05", P1, P2, P3))
    other.sync()
    province.script({"match": "GET /api/v1/changes", "times": 9, "action": "reshape", "path": "items/0/county_code",
                     "op": "set", "value": "430982"})
    heard = forgetful.follow().heard
    assert {effect.because for effect in heard.effects if effect.what == "set_aside"} == {"it is of county 430982"}
    assert {name for name, _, _ in forgetful.rows(BATCHES)} == {f"month-app_account-2020-05-r1-{n}" for n in (1, 2)}


def test_a_platform_that_does_not_answer_keeps_no_file_from_being_made(office: Office, province: Served) -> None:
    office.take(accounts("2020-05", P1))
    province.operate("state", state="maintenance", until=None)
    assert len(office.publish()) == 1
