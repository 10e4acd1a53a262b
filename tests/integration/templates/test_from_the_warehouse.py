"""What the warehouse knows at the end of a month is what the next workbook begins with."""

from typing import Any

from integration.warehouse.months import NOW, A, B, Row, Sent, merge_month, person, send, take
from township_sync.domain.finding import Finding
from township_sync.domain.known_row import Knowledge
from township_sync.domain.period import Month
from township_sync.settings import Settings
from township_sync.steps.fill_template import known_from_warehouse
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.last_month import known_of_units

P1, P2, P3 = "439999197505141239", "439999197505141247", "439999197505141255"
MAY = Month(2020, 5)


def accounts(unit: str, period: str, *rows: Row, **more: Any) -> Sent:
    return Sent(unit, period, "app_account", rows, **more)


def ids(known: Knowledge) -> list[str | None]:
    return [row.values["id_no"] for row in known.rows]


def of(connection: Connection, unit: str, month: Month = MAY) -> Knowledge:
    return known_of_units(connection, [unit], month)[unit]


def test_last_months_rows_are_known_with_their_values(connection: Connection, postgres_settings: Settings) -> None:
    take(connection, postgres_settings, [accounts(A, "2020-05", person(P1, role="1"), person(P2, role="2"))])
    known = of(connection, A)
    assert [(row.entity, row.values["id_no"], row.values["role"]) for row in known.rows] == [
        ("app_account", P1, "1"), ("app_account", P2, "2"),
    ]
    assert (known.reported, known.source) == (frozenset({"app_account"}), "warehouse 2020-05")


def test_a_township_gets_only_its_own_rows(connection: Connection, postgres_settings: Settings) -> None:
    take(connection, postgres_settings, [accounts(A, "2020-05", person(P1)), accounts(B, "2020-05", person(P2))])
    assert [ids(of(connection, unit)) for unit in (A, B)] == [[P1], [P2]]


def test_what_a_later_month_says_is_not_known_yet(connection: Connection, postgres_settings: Settings) -> None:
    take(connection, postgres_settings, [
        accounts(A, "2020-04", person(P1)), accounts(A, "2020-05", person(P2)), accounts(A, "2020-06", person(P3)),
    ])
    assert [ids(of(connection, A, Month(2020, number))) for number in (3, 4, 5, 6)] == [[], [P1], [P2], [P3]]


def test_a_silent_month_leaves_what_was_known(connection: Connection, postgres_settings: Settings) -> None:
    take(connection, postgres_settings, [accounts(A, "2020-04", person(P1)), accounts(B, "2020-05", person(P2))])
    assert ids(of(connection, A)) == [P1]


def test_a_row_rejected_last_month_is_filled_in_as_it_was_before(
    connection: Connection, postgres_settings: Settings
) -> None:
    take(connection, postgres_settings, [
        accounts(A, "2020-04", person(P1, role="1"), person(P2)),
        accounts(A, "2020-05", person(P1, role=None), person(P2), fates={4: "rejected"}),
    ])
    assert {row.values["id_no"]: row.values.get("role") for row in of(connection, A).rows} == {P1: "1", P2: None}


def test_who_moved_is_only_in_the_workbook_of_the_new_township(
    connection: Connection, postgres_settings: Settings
) -> None:
    take(connection, postgres_settings, [
        accounts(A, "2020-04", person(P1), person(P2)), accounts(B, "2020-05", person(P1, unit_code=B)),
    ])
    assert [ids(of(connection, unit)) for unit in (A, B)] == [[P2], [P1]]


def test_a_company_of_two_townships_is_in_both_workbooks(connection: Connection, postgres_settings: Settings) -> None:
    company = {"uscc": "91439999XPM0Q3M259", "company_name": "甲公司"}
    take(connection, postgres_settings, [Sent(unit, "2020-05", "recruiter", [dict(company)]) for unit in (A, B)])
    assert [[row.values["company_name"] for row in of(connection, unit).rows] for unit in (A, B)] == [["甲公司"]] * 2


def test_rows_that_do_not_carry_over_only_name_their_sheet(
    connection: Connection, postgres_settings: Settings
) -> None:
    training: Row = {"id_no": P1, "class_no": "1", "person_name": "张三"}
    take(connection, postgres_settings, [Sent(A, "2020-05", "training", [training])])
    assert (of(connection, A).rows, of(connection, A).reported) == ((), frozenset({"training"}))


def test_a_cell_with_a_finding_is_doubted(connection: Connection, postgres_settings: Settings) -> None:
    sent = accounts(A, "2020-05", person(P1), person(P2))
    found = Finding("id_no_ends_000", sent.file, "表", 5, "身份证号")
    send(connection, postgres_settings, sent)
    merge_month(connection, "2020-05", [sent], findings=[found])
    assert [row.doubted for row in of(connection, A).rows] == [frozenset(), {"id_no"}]


def test_of_a_unit_that_never_sent_anything_nothing_is_known(
    connection: Connection, postgres_settings: Settings
) -> None:
    assert of(connection, A) == Knowledge()


def test_asking_leaves_no_table_behind(connection: Connection, postgres_settings: Settings) -> None:
    take(connection, postgres_settings, [accounts(A, "2020-05", person(P1))])
    first, second = (known_from_warehouse(postgres_settings, [A], Month(2020, 6), NOW) for _ in range(2))
    assert first == second and ids(first[A]) == [P1]
    assert connection.execute("SELECT to_regclass('pg_temp.claims') AS left_over").fetchone() == {"left_over": None}
