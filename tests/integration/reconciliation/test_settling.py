"""What does not agree stops the next sync of its dataset, until a named person believes the platform."""

import csv
import json
from dataclasses import replace

import pytest

from integration.reconciliation.conftest import DATASET, NOW, Holdings, Office, accept, row, version_of
from integration.warehouse.months import A, Sent, person, take
from township_sync.errors import UsageError
from township_sync.steps.compare import compare, compare_all, look
from township_sync.steps.publish import publish_month
from township_sync.steps.settle import settle
from township_sync.warehouse import comparing, reconciliations

P1, P2, P3 = "439999197505141239", "439999197505141247", "439999197505141255"
ACCOUNTS = "app_account"
APRIL = Sent(A, "2020-04", ACCOUNTS, [person(P1, role="1"), person(P2, role="1"), person(P3, role="1")])
BECAUSE = "电话核实"


def next_month(office: Office) -> list[tuple[str, str]]:
    """What is published of May: number and action of each row."""
    made = [each for each in publish_month(office.connection, office.settings, "2020-05", NOW) if each.state == "ready"]
    rows = []
    for each in made:
        with (office.settings.folder("published") / each.path).open(encoding="utf-8", newline="") as lines:
            rows += [(row["公民身份号码"], row["action"]) for row in csv.DictReader(lines)]
    return sorted(rows)


def place_of(holdings: Holdings, id_no: str) -> int:
    return next(place for place, each in enumerate(holdings.of(ACCOUNTS)) if id_no in each.values)


def settled(office: Office, holdings: Holdings) -> int:
    [done] = settle(office.connection, office.settings, holdings, ACCOUNTS, None, "王五", BECAUSE, NOW)
    assert done.after.found.state == "balanced"
    return done.rows


def test_an_unbalanced_dataset_is_held_whole_with_the_exact_difference_and_others_go_on(
    office: Office, holdings: Holdings
) -> None:
    accept(office, holdings, APRIL)
    holdings.of(ACCOUNTS).pop()
    compare_all(office.connection, office.settings, holdings, NOW, ACCOUNTS)
    recruiter = {"company_name": "甲公司", "uscc": "914399990000000011", "area": "沅江", "contact_name": "张三",
                 "contact_phone": "0737-1", "verified_on": "2020-05-02", "verify_result": "1"}
    take(office.connection, office.settings, [
        Sent(A, "2020-05", ACCOUNTS, [person(P1, role="2"), person(P2, role="1")]),
        Sent(A, "2020-05", "recruiter", [recruiter])])
    made = publish_month(office.connection, office.settings, "2020-05", NOW)
    assert [(each.dataset, each.row_count) for each in made if each.state == "ready"] == [("recruiting_company", 1)]
    held = office.connection.execute("SELECT action, reason FROM ops.publication_held ORDER BY action").fetchall()
    assert [tuple(each.values()) for each in held] == [("changed", "out_of_balance"), ("ended", "out_of_balance")]
    manifest = json.loads((office.settings.folder("published") / "2020-05" / "manifest.json").read_text("utf-8"))
    assert manifest["held"] == [{
        "dataset": ACCOUNTS, "reason": "out_of_balance", "rows": 2, "only_here": 1, "only_there": 0, "field_differs": 0,
        "stray_batches": 0, "periods": ["2020-04"]}]


def test_a_batch_out_of_balance_stops_its_dataset_too(office: Office, holdings: Holdings) -> None:
    accept(office, holdings, APRIL)
    assert reconciliations.unbalanced(office.connection, ACCOUNTS) is None
    office.publish([1], dataset=ACCOUNTS, state="out_of_balance", statuses={1: "pending"})
    stopped = reconciliations.unbalanced(office.connection, ACCOUNTS)
    assert stopped is not None and (stopped["stray_batches"], stopped["periods"]) == (1, [])


def test_what_agrees_again_goes_on(office: Office, holdings: Holdings) -> None:
    accept(office, holdings, APRIL)
    lost = holdings.of(ACCOUNTS).pop()
    compare_all(office.connection, office.settings, holdings, NOW, ACCOUNTS)
    assert reconciliations.unbalanced(office.connection, ACCOUNTS)
    holdings.of(ACCOUNTS).append(lost)
    compare_all(office.connection, office.settings, holdings, NOW, ACCOUNTS)
    assert reconciliations.unbalanced(office.connection, ACCOUNTS) is None


def test_a_later_month_that_agrees_releases_what_an_earlier_one_stopped(office: Office, holdings: Holdings) -> None:
    office.publish([1])
    office.compare(holdings)
    assert reconciliations.unbalanced(office.connection, DATASET)
    office.publish([2], period="2020-06")
    holdings.of().extend([row(1), row(2)])
    office.compare(holdings, period="2020-06")
    assert reconciliations.unbalanced(office.connection, DATASET) is None


def test_a_quarter_that_does_not_agree_is_not_released_by_another(office: Office, holdings: Holdings) -> None:
    for period in ("2020Q1", "2020Q2"):
        office.publish([1], kind="quarter", period=period)
        holdings.of(DATASET, period).append(row(1))
    holdings.of(DATASET, "2020Q1").clear()
    for period in ("2020Q1", "2020Q2"):
        office.compare(holdings, period=period)
    stopped = reconciliations.unbalanced(office.connection, DATASET)
    assert stopped and (stopped["only_here"], stopped["periods"]) == (1, ["2020Q1"])


def test_after_settling_the_next_publishing_sends_what_is_missing_there(office: Office, holdings: Holdings) -> None:
    accept(office, holdings, APRIL)
    gone, changed = place_of(holdings, P1), place_of(holdings, P2)
    held = holdings.of(ACCOUNTS)
    held[changed] = replace(held[changed], row_version=version_of("an older one"))
    held.append(replace(held[gone], row_key=version_of("nobody's"), row_version=version_of("a stranger")))
    del held[gone]
    compare_all(office.connection, office.settings, holdings, NOW, ACCOUNTS)
    assert settled(office, holdings) == 3
    assert next_month(office) == [("", "ended"), (P1, "new"), (P2, "changed")]


def test_a_value_changed_under_our_own_version_is_sent_again_once(office: Office, holdings: Holdings) -> None:
    accept(office, holdings, APRIL)
    held, place = holdings.of(ACCOUNTS), place_of(holdings, P2)
    held[place] = replace(held[place], values=("改名", *held[place].values[1:]))
    compare_all(office.connection, office.settings, holdings, NOW, ACCOUNTS)
    assert settled(office, holdings) == 1
    accept(office, holdings, Sent(A, "2020-05", ACCOUNTS, APRIL.rows))
    [after] = compare_all(office.connection, office.settings, holdings, NOW, ACCOUNTS)
    assert (after.found.state, after.found.counts["agreed"]) == ("balanced", 3)
    assert next_month(office) == []


def test_rows_of_a_batch_that_never_adds_up_are_settled_by_what_the_platform_holds(
    office: Office, holdings: Holdings
) -> None:
    accept(office, holdings, APRIL)
    office.connection.execute("UPDATE ops.publication_row SET status = 'pending'")
    office.connection.execute("ALTER TABLE ops.batch DISABLE TRIGGER closed_is_closed")
    office.connection.execute("UPDATE ops.batch SET state = 'out_of_balance', accepted = 0")
    del holdings.of(ACCOUNTS)[place_of(holdings, P1)]
    [found] = compare_all(office.connection, office.settings, holdings, NOW, ACCOUNTS)
    assert (found.found.counts["only_there"], found.found.counts["stray_batches"]) == (2, 1)
    assert settled(office, holdings) == 3
    assert reconciliations.unbalanced(office.connection, ACCOUNTS) is None
    assert next_month(office) == [(P1, "new")]


def test_who_settled_and_why_is_on_record_and_nothing_is_deleted(office: Office, holdings: Holdings) -> None:
    accept(office, holdings, APRIL)
    holdings.of(ACCOUNTS).pop()
    compare_all(office.connection, office.settings, holdings, NOW, ACCOUNTS)
    settled(office, holdings)
    told = "SELECT actor, details FROM ops.audit WHERE action = 'reconciliation_settled'"
    act = office.connection.execute(told).fetchone()
    assert act and (act["actor"], act["details"]["because"], act["details"]["rows"]) == ("王五", BECAUSE, 1)
    states = office.connection.execute("SELECT state, settled_by FROM ops.reconciliation ORDER BY reconciliation_id")
    assert [tuple(each.values()) for each in states] == [("unbalanced", "王五"), ("balanced", None)]
    assert office.connection.execute("SELECT FROM ops.publication_row").rowcount == 4


def test_only_what_was_looked_at_is_settled(office: Office, holdings: Holdings) -> None:
    accept(office, holdings, APRIL)
    holdings.of(ACCOUNTS).pop()
    compare_all(office.connection, office.settings, holdings, NOW, ACCOUNTS)
    holdings.of(ACCOUNTS).pop()
    with pytest.raises(UsageError, match="has changed since"):
        settle(office.connection, office.settings, holdings, ACCOUNTS, None, "王五", BECAUSE, NOW)
    assert office.connection.execute("SELECT FROM ops.publication WHERE origin = 'adopted'").fetchall() == []
    assert settled(office, holdings) == 2


def test_what_was_made_from_what_we_believed_before_is_given_up(office: Office, holdings: Holdings) -> None:
    accept(office, holdings, APRIL)
    take(office.connection, office.settings, [Sent(A, "2020-05", ACCOUNTS, [person(P1, role="2")])])
    [waiting] = publish_month(office.connection, office.settings, "2020-05", NOW)
    del holdings.of(ACCOUNTS)[place_of(holdings, P1)]
    compare_all(office.connection, office.settings, holdings, NOW, ACCOUNTS)
    assert settled(office, holdings) == 1
    state = "SELECT state FROM ops.publication WHERE publication_id = %s"
    found = office.connection.execute(state, [waiting.publication_id]).fetchone()
    assert found and found["state"] == "refused"
    assert next_month(office) == [(P1, "new"), (P2, "ended"), (P3, "ended")]


def test_nothing_is_settled_while_a_batch_is_on_its_way(office: Office, holdings: Holdings) -> None:
    accept(office, holdings, APRIL)
    office.publish([1], dataset=ACCOUNTS, period="2020-04", state="sent", statuses={1: "pending"})
    holdings.of(ACCOUNTS).pop()
    compare_all(office.connection, office.settings, holdings, NOW, ACCOUNTS)
    with pytest.raises(UsageError, match="1 batches of app_account are on their way"):
        settle(office.connection, office.settings, holdings, ACCOUNTS, None, "王五", BECAUSE, NOW)
    assert reconciliations.unbalanced(office.connection, ACCOUNTS)


def test_what_agrees_needs_no_settling(office: Office, holdings: Holdings) -> None:
    accept(office, holdings, APRIL)
    compare_all(office.connection, office.settings, holdings, NOW, ACCOUNTS)
    with pytest.raises(UsageError, match="is unbalanced"):
        settle(office.connection, office.settings, holdings, ACCOUNTS, None, "王五", BECAUSE, NOW)
    with pytest.raises(UsageError, match="Nothing of a dataset 'nothing'"):
        compare_all(office.connection, office.settings, holdings, NOW, "nothing")
    with pytest.raises(UsageError, match="without --period"):
        compare_all(office.connection, office.settings, holdings, NOW, ACCOUNTS, "2020Q2")


def test_what_could_not_be_compared_releases_nothing(office: Office, holdings: Holdings) -> None:
    accept(office, holdings, APRIL)
    holdings.of(ACCOUNTS).pop()
    compare_all(office.connection, office.settings, holdings, NOW, ACCOUNTS)
    [about] = comparing.told(office.connection)
    for path in (office.settings.folder("published") / "2020-04").glob("*.csv"):
        path.unlink()
    assert compare(office.connection, office.settings, holdings, about, NOW).found.state == "not_run"
    assert reconciliations.unbalanced(office.connection, ACCOUNTS)
    assert look(office.connection, office.settings, holdings, about).reason
