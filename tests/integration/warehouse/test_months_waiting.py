"""A month that was held against rows which changed since is judged again, and only then."""

from dataclasses import replace

from integration.warehouse.months import A, Sent, merge_month, person, send, take
from township_sync.settings import Settings
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.waiting import months_waiting

P1, P2 = "439999197505141239", "439999197505141247"
APRIL = Sent(A, "2020-04", "app_account", [person(P1), person(P2)])
MAY = replace(APRIL, period="2020-05")
JUNE = replace(APRIL, period="2020-06")


def test_months_loaded_in_order_are_not_judged_twice(connection: Connection, postgres_settings: Settings) -> None:
    take(connection, postgres_settings, [APRIL, MAY, JUNE])
    assert months_waiting(connection) == []


def test_a_month_that_comes_late_has_the_next_one_judged_again_once(
    connection: Connection, postgres_settings: Settings
) -> None:
    take(connection, postgres_settings, [MAY, JUNE])
    take(connection, postgres_settings, [APRIL])
    assert months_waiting(connection) == ["2020-05"]
    merge_month(connection, "2020-05", [MAY])
    assert months_waiting(connection) == []


def test_judging_the_same_again_has_nothing_else_judged(connection: Connection, postgres_settings: Settings) -> None:
    take(connection, postgres_settings, [APRIL, MAY])
    merge_month(connection, "2020-04", [APRIL])
    assert months_waiting(connection) == []


def test_a_row_that_no_longer_counts_goes_on_from_month_to_month(
    connection: Connection, postgres_settings: Settings
) -> None:
    take(connection, postgres_settings, [APRIL, MAY, JUNE])
    merge_month(connection, "2020-04", [replace(APRIL, fates={4: "rejected"})])
    assert months_waiting(connection) == ["2020-05"]
    merge_month(connection, "2020-05", [replace(MAY, fates={5: "held_aside"})])
    assert months_waiting(connection) == ["2020-06"]


def test_a_month_that_waits_to_be_read_waits(connection: Connection, postgres_settings: Settings) -> None:
    send(connection, postgres_settings, APRIL)
    assert months_waiting(connection) == ["2020-04"]
