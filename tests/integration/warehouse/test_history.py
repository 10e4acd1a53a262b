"""History is a pure function of the loaded rows of all months."""

from datetime import timedelta
from itertools import permutations
from random import Random
from typing import Any

from integration.warehouse.months import NOW, A, B, Row, Sent, merge_month, person, send, take, timeline
from township_sync.settings import Settings
from township_sync.warehouse.connect import Connection

P1, P2 = "439999197505141239", "439999197505141247"


def accounts(unit: str, period: str, *rows: Row, **more: Any) -> Sent:
    return Sent(unit, period, "app_account", rows, **more)


def recruiters(unit: str, period: str, *rows: Row) -> Sent:
    return Sent(unit, period, "recruiter", rows)


def test_equal_months_are_one_version_and_a_changed_cell_begins_the_next(
    connection: Connection, postgres_settings: Settings
) -> None:
    take(connection, postgres_settings, [
        accounts(A, "2020-04", person(P1, role="1", row_no="1")),
        accounts(A, "2020-05", person(P1, role="1", row_no="9")),
        accounts(A, "2020-06", person(P1, role="2")),
    ])
    assert timeline(connection, "app_account", "role") == [("1", "2020-04-01", "2020-06-01"), ("2", "2020-06-01", None)]


def test_a_row_left_out_of_a_reported_month_ends_and_may_come_back(
    connection: Connection, postgres_settings: Settings
) -> None:
    take(connection, postgres_settings, [
        accounts(A, "2020-03", person(P1), person(P2)),
        accounts(A, "2020-05", person(P2)),
        accounts(A, "2020-06", person(P1), person(P2)),
    ])
    assert timeline(connection, "app_account", "id_no") == [
        (P1, "2020-03-01", "2020-05-01"), (P1, "2020-06-01", None), (P2, "2020-03-01", None),
    ]


def test_nothing_ends_in_a_month_that_was_not_reported_was_empty_or_was_rejected(
    connection: Connection, postgres_settings: Settings
) -> None:
    take(connection, postgres_settings, [
        accounts(A, "2020-03", person(P1)),
        accounts(B, "2020-04", person(P2)),
        accounts(A, "2020-05"),
        accounts(A, "2020-06", person(P2), is_rejected=True),
    ])
    assert timeline(connection, "app_account", "id_no") == [(P1, "2020-03-01", None), (P2, "2020-04-01", None)]


def test_a_rejected_or_doubted_row_keeps_the_last_good_version_in_force(
    connection: Connection, postgres_settings: Settings
) -> None:
    take(connection, postgres_settings, [
        accounts(A, "2020-04", person(P1, role="1"), person(P2, role="1")),
        accounts(A, "2020-05", person(P1, role="2"), person(P2, role="2"), fates={4: "rejected", 5: "held_aside"}),
    ])
    assert timeline(connection, "app_account", "role") == [("1", "2020-04-01", None)] * 2


def test_a_person_whose_number_was_mistyped_does_not_end(connection: Connection, postgres_settings: Settings) -> None:
    bad, other = "439999197505141230", "439999197505141263"
    take(connection, postgres_settings, [
        accounts(A, "2020-04", person(P1, person_name="张三"), person(P2, person_name="李四"),
                 person(other, person_name="王五")),
        accounts(A, "2020-05", person(bad, person_name="张三"), {**person(P2, person_name="李四"), "id_no": None},
                 fates={4: "rejected", 5: "rejected"}),
        accounts(A, "2020-06", person(P2, person_name="李四"), person(other, person_name="张三"),
                 fates={5: "rejected"}),
    ])
    # In June the rejected 张三 is somebody who is known by his own number, so the other 张三 is missed.
    assert timeline(connection, "app_account", "id_no") == [
        (P1, "2020-04-01", "2020-06-01"), (P2, "2020-04-01", None), (other, "2020-04-01", "2020-05-01"),
    ]


def test_a_superseded_file_says_nothing(connection: Connection, postgres_settings: Settings) -> None:
    take(connection, postgres_settings, [
        accounts(A, "2020-05", person(P1), person(P2), fates={4: "superseded", 5: "superseded"}, name=f"{A}/1.xlsx"),
        accounts(A, "2020-05", person(P2), name=f"{A}/2.xlsx"),
    ])
    assert timeline(connection, "app_account", "id_no") == [(P2, "2020-05-01", None)]


def test_a_person_who_moves_is_one_thing_with_a_new_sender(
    connection: Connection, postgres_settings: Settings
) -> None:
    take(connection, postgres_settings, [
        accounts(A, "2020-04", person(P1, unit_code=A)),
        accounts(B, "2020-05", person(P1, unit_code=B)),
        accounts(A, "2020-06", person(P2)),
        accounts(B, "2020-06", person(P1, unit_code=B)),
    ])
    assert timeline(connection, "app_account", "sender") == [
        (A, "2020-04-01", "2020-05-01"), (A, "2020-06-01", None), (B, "2020-05-01", None),
    ]


def test_recruiters_of_several_townships_become_one_by_survivorship(
    connection: Connection, postgres_settings: Settings
) -> None:
    old: Row = {"uscc": "91439999MA00000001", "company_name": "沅江市服饰有限公司", "area": None, "contact_name": "李",
                "industry": "制造", "verified_on": "2020-04-02"}
    new: Row = {**old, "company_name": "服饰公司", "area": "沅江", "contact_name": "王", "industry": None,
                "verified_on": "2020-05-02"}
    take(connection, postgres_settings, [recruiters(A, "2020-05", old), recruiters(B, "2020-05", new)])
    shown = "concat_ws('|', company_name, area, contact_name, industry, verified_on, sender)"
    assert timeline(connection, "recruiter", shown) == [
        (f"沅江市服饰有限公司|沅江|王|制造|2020-05-02|{B}", "2020-05-01", None),
    ]


def test_a_thing_of_several_townships_ends_when_the_last_leaves_it_out(
    connection: Connection, postgres_settings: Settings
) -> None:
    one: Row = {"uscc": "91439999MA00000001", "company_name": "一", "verified_on": "2020-04-02"}
    two: Row = {**one, "uscc": "91439999MA00000002"}
    take(connection, postgres_settings, [
        recruiters(A, "2020-04", one, two), recruiters(B, "2020-04", one, two),
        recruiters(A, "2020-05", two), recruiters(B, "2020-06", two),
    ])
    assert timeline(connection, "recruiter", "uscc") == [
        (one["uscc"], "2020-04-01", "2020-06-01"), (two["uscc"], "2020-04-01", None),
    ]


def test_what_only_a_second_township_says_is_taken_over_also_where_it_is_not_tracked(
    connection: Connection, postgres_settings: Settings
) -> None:
    one: Row = {"uscc": "91439999MA00000001", "company_name": "一", "verified_on": "2020-04-02", "completeness": None}
    sent = [recruiters(A, "2020-05", one),
            recruiters(B, "2020-05", {**one, "verified_on": "2020-04-01", "completeness": "90%"})]
    take(connection, postgres_settings, sent[:1])
    send(connection, postgres_settings, sent[1])
    merge_month(connection, "2020-05", sent, NOW + timedelta(days=1))
    assert timeline(connection, "recruiter", "completeness") == [("90%", "2020-05-01", None)]


def test_merging_twice_changes_nothing(connection: Connection, postgres_settings: Settings) -> None:
    sent = [accounts(A, "2020-05", person(P1), person(P2))]
    send(connection, postgres_settings, sent[0])
    assert merge_month(connection, "2020-05", sent).changes == {"app_account": 2}
    assert merge_month(connection, "2020-05", sent, NOW + timedelta(days=1)).changes == {}
    assert connection.execute("SELECT count(*) AS rows FROM core.app_account").fetchone() == {"rows": 2}


def test_a_contract_may_use_the_names_of_the_history(connection: Connection, postgres_settings: Settings) -> None:
    agreement: Row = {"agreement_no": "X-1", "valid_to": "2021-01-01"}
    take(connection, postgres_settings, [Sent(A, "2020-05", "cooperation_agreement", [agreement])])
    assert timeline(connection, "cooperation_agreement", "valid_to_") == [("2021-01-01", "2020-05-01", None)]


def test_what_was_believed_before_stays_on_record(connection: Connection, postgres_settings: Settings) -> None:
    take(connection, postgres_settings, [accounts(A, "2020-04", person(P1, role="1"))])
    take(connection, postgres_settings, [accounts(A, "2020-05", person(P1, role="2"))], NOW + timedelta(days=1))
    asked = "SELECT role, valid_to, recorded_to FROM core.app_account ORDER BY recorded_from, valid_from"
    found = connection.execute(asked)
    assert [(row["role"], row["valid_to"] is None, row["recorded_to"] is None) for row in found] == [
        ("1", True, False), ("1", False, True), ("2", True, True),
    ]


def months_by_chance(seed: int) -> list[Sent]:
    """Four months of two units and three people with chance absences, moves, refusals and changes."""
    chance = Random(seed)
    sent = []
    for period in ("2020-03", "2020-04", "2020-05", "2020-06"):
        for unit in (A, B):
            if chance.random() < 0.8:
                rows = [person(f"43999919750514124{n}", role=str(chance.randint(1, 2)), unit_code=unit)
                        for n in range(3) if chance.random() < 0.6]
                fates = {number: "rejected" for number in range(4, 4 + len(rows)) if chance.random() < 0.2}
                sent.append(accounts(unit, period, *rows, fates=fates))
    return sent


def test_every_order_of_arrival_ends_in_the_same_state(connection: Connection, postgres_settings: Settings) -> None:
    shown = "concat_ws('|', row_key, role, unit_code, sender, row_hash)"
    for seed in range(3):
        sent = months_by_chance(seed)
        states = set()
        for order in list(permutations(dict.fromkeys(each.period for each in sent)))[::5]:
            connection.execute("TRUNCATE ops.submission, core.app_account_version CASCADE")
            for period in order:
                take(connection, postgres_settings, [each for each in sent if each.period == period])
            states.add(tuple(timeline(connection, "app_account", shown)))
        assert len(states) == 1
        assert all(start < (end or "9999") for _, start, end in states.pop())
