"""What was good stays in force while the newer word on it is refused or disputed."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest

from integration.warehouse.months import NOW, A, B, Row, Sent, merge_month, person, send, take, timeline
from township_sync.domain.judgement import Fate
from township_sync.settings import Settings
from township_sync.warehouse.connect import Connection

P1, P2, P3 = "439999197505141239", "439999197505141247", "439999197505141255"
LATER = NOW + timedelta(days=1)


def worker(id_no: str, **more: str | None) -> Row:
    return {"id_no": id_no, "person_name": "张三", "unit_code": A, **more}


def all_superseded(sent: Sent) -> Sent:
    fates: Mapping[int, Fate] = dict.fromkeys(range(4, 4 + len(sent.rows)), "superseded")
    return replace(sent, fates=fates)


def later_file(sent: Sent, *rows: Row, **more: Mapping[int, Fate]) -> Sent:
    return replace(sent, rows=rows, name=f"{sent.unit}/later.xlsx", **more)  # type: ignore[arg-type]  # only fates


def test_a_row_refused_in_the_corrected_file_leaves_the_accepted_one_in_force(
    connection: Connection, postgres_settings: Settings
) -> None:
    april = Sent(A, "2020-04", "app_account", [person(P1, role="1"), person(P2, role="1"), person(P3, role="1")])
    may = replace(april, period="2020-05", rows=[person(P1, role="2"), person(P2, role="2"), person(P3, role="2")])
    take(connection, postgres_settings, [april, may])
    corrected = later_file(may, person(P1, role="3"), person(P2, role="3"), fates={5: "rejected"})
    send(connection, postgres_settings, corrected)
    merge_month(connection, "2020-05", [all_superseded(may), corrected], LATER)
    # P2 keeps what May's first file said of it; P3 was left out of the file that counts.
    assert timeline(connection, "app_account", "concat_ws(' ', id_no, role)") == [
        (f"{P1} 1", "2020-04-01", "2020-05-01"), (f"{P1} 3", "2020-05-01", None),
        (f"{P2} 1", "2020-04-01", "2020-05-01"), (f"{P2} 2", "2020-05-01", None),
        (f"{P3} 1", "2020-04-01", "2020-05-01"),
    ]


def test_the_newest_of_several_accepted_rows_stays(connection: Connection, postgres_settings: Settings) -> None:
    one = Sent(A, "2020-05", "app_account", [person(P1, role="1")])
    two = replace(one, rows=[person(P1, role="2")], name=f"{A}/two.xlsx")
    three = replace(one, rows=[person(P1, role="3")], name=f"{A}/a.xlsx", fates={4: "rejected"})
    take(connection, postgres_settings, [one])
    send(connection, postgres_settings, two)
    merge_month(connection, "2020-05", [all_superseded(one), two], LATER)
    send(connection, postgres_settings, three)
    merge_month(connection, "2020-05", [all_superseded(one), all_superseded(two), three], LATER)
    assert timeline(connection, "app_account", "role") == [("2", "2020-05-01", None)]


def test_a_good_and_a_refused_row_end_in_the_same_state_in_both_orders(
    connection: Connection, postgres_settings: Settings
) -> None:
    good = Sent(A, "2020-05", "app_account", [person(P1, role="1")])
    refused = replace(good, name=f"{A}/refused.xlsx", rows=[person(P1, role="2")])
    states = []
    for first, second in ((good, refused), (refused, good)):
        connection.execute("TRUNCATE ops.submission, core.app_account_version CASCADE")
        in_turn = [replace(each, fates={4: "rejected"} if each is refused else {}) for each in (first, second)]
        take(connection, postgres_settings, in_turn[:1])
        send(connection, postgres_settings, in_turn[1])
        merge_month(connection, "2020-05", [all_superseded(in_turn[0]), in_turn[1]], LATER)
        states.append(timeline(connection, "app_account", "role"))
    assert states == [[("1", "2020-05-01", None)]] * 2


@pytest.mark.parametrize("first, second", [(A, B), (B, A)])
def test_a_second_claim_takes_the_first_out_of_force_whoever_came_first(
    connection: Connection, postgres_settings: Settings, first: str, second: str
) -> None:
    there = Sent(first, "2020-04", "worker_employment", [worker(P1), worker(P2)])
    claim = Sent(second, "2020-04", "worker_employment", [worker(P1), worker(P3)], fates={4: "held_aside"})
    take(connection, postgres_settings, [there])
    send(connection, postgres_settings, claim)
    disputed = [replace(there, fates={4: "held_aside"}), claim]
    merge_month(connection, "2020-04", disputed, LATER)
    expected = [(f"{P2} {first}", "2020-04-01", None), (f"{P3} {second}", "2020-04-01", None)]
    assert timeline(connection, "worker_employment", "concat_ws(' ', id_no, sender)") == expected
    assert merge_month(connection, "2020-04", disputed, LATER).changes == {}


def test_what_was_in_force_before_stands_while_two_claim_a_person(
    connection: Connection, postgres_settings: Settings
) -> None:
    april = Sent(A, "2020-04", "worker_employment", [worker(P1, monthly_wage="1")])
    may = [Sent(unit, "2020-05", "worker_employment", [worker(P1, monthly_wage="2")], fates={4: "held_aside"})
           for unit in (A, B)]
    take(connection, postgres_settings, [april, *may])
    assert timeline(connection, "worker_employment", "monthly_wage") == [("1", "2020-04-01", None)]


def test_a_person_claimed_by_two_at_once_is_loaded_for_neither(
    connection: Connection, postgres_settings: Settings
) -> None:
    take(connection, postgres_settings, [
        Sent(unit, "2020-04", "worker_employment", [worker(P1)], fates={4: "held_aside"}) for unit in (A, B)
    ])
    assert timeline(connection, "worker_employment", "id_no") == []


def test_a_claim_that_is_not_disputed_comes_before_one_that_was_only_kept(
    connection: Connection, postgres_settings: Settings
) -> None:
    there = Sent(A, "2020-04", "worker_employment", [worker(P1), worker(P2)])
    take(connection, postgres_settings, [there])
    other = Sent(B, "2020-04", "worker_employment", [worker(P1)])
    corrected = later_file(there, worker(P1), worker(P2), fates={4: "rejected"})
    for each in (other, corrected):
        send(connection, postgres_settings, each)
    merge_month(connection, "2020-04", [all_superseded(there), other, corrected], LATER)
    assert timeline(connection, "worker_employment", "sender") == [(A, "2020-04-01", None), (B, "2020-04-01", None)]


def test_an_equal_title_keeps_no_post_in_force(connection: Connection, postgres_settings: Settings) -> None:
    def post(number: str) -> Row:
        return {"post_no": number, "uscc": "91439999MA0001X1", "job_title": "普工", "headcount": "5"}

    take(connection, postgres_settings, [
        Sent(A, "2020-04", "job_post", [post("1"), post("2")]),
        Sent(A, "2020-05", "job_post", [post("1"), post("9")], fates={5: "rejected"}),
    ])
    assert timeline(connection, "job_post", "post_no") == [("1", "2020-04-01", None), ("2", "2020-04-01", "2020-05-01")]


def test_a_mistyped_number_keeps_nobody_when_two_of_the_name_are_missing(
    connection: Connection, postgres_settings: Settings
) -> None:
    wrong = "439999197505141230"
    take(connection, postgres_settings, [
        Sent(A, "2020-04", "app_account", [person(P1), person(P2), person(P3, person_name="李四")]),
        Sent(A, "2020-05", "app_account", [person(wrong), person(P3, person_name="李四")], fates={4: "rejected"}),
    ])
    assert timeline(connection, "app_account", "id_no") == [
        (P1, "2020-04-01", "2020-05-01"), (P2, "2020-04-01", "2020-05-01"), (P3, "2020-04-01", None),
    ]


def test_somebody_who_had_left_before_is_not_who_was_mistyped(
    connection: Connection, postgres_settings: Settings
) -> None:
    wrong = "439999197505141230"
    take(connection, postgres_settings, [
        Sent(A, "2020-03", "app_account", [person(P1), person(P2), person(P3, person_name="李四")]),
        Sent(A, "2020-04", "app_account", [person(P2), person(P3, person_name="李四")]),
        Sent(A, "2020-05", "app_account", [person(wrong), person(P3, person_name="李四")], fates={4: "rejected"}),
    ])
    assert timeline(connection, "app_account", "id_no") == [
        (P1, "2020-03-01", "2020-04-01"), (P2, "2020-03-01", None), (P3, "2020-03-01", None),
    ]
