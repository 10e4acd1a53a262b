"""What was true on a day, and what was known of it: two questions, and the second never changes its answer."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from integration.warehouse.months import A, B, Sent, merge_month, person, send, take
from township_sync.domain.contract import contract
from township_sync.settings import Settings
from township_sync.warehouse.as_of import COUNTY_TIME, as_of
from township_sync.warehouse.connect import Connection

P1, P2 = "439999197505141239", "439999197505141247"
FIRST = datetime(2020, 7, 1, 23, 59, tzinfo=COUNTY_TIME)
SECOND = FIRST + timedelta(minutes=1)  # the next day has begun
APRIL = Sent(A, "2020-04", "app_account", [person(P1, role="1"), person(P2, role="1")])
MAY = replace(APRIL, period="2020-05", rows=[person(P1, role="2")])


@pytest.fixture
def history(connection: Connection, postgres_settings: Settings) -> Connection:
    """April was known on 1 July, May, in which P1 changed and P2 is gone, a minute after midnight."""
    take(connection, postgres_settings, [APRIL], now=FIRST)
    take(connection, postgres_settings, [MAY], now=SECOND)
    return connection


def roles(connection: Connection, day: str, known_on: str, unit: str | None = None) -> list[tuple[str, str]]:
    records = as_of(connection, contract("app_account"), date.fromisoformat(day), date.fromisoformat(known_on), unit)
    return sorted((record["id_no"], record["role"]) for record in records)


def test_a_day_shows_what_was_true_then(history: Connection) -> None:
    assert roles(history, "2020-04-30", "2020-07-02") == [(P1, "1"), (P2, "1")]
    assert roles(history, "2020-05-01", "2020-07-02") == [(P1, "2")]
    assert roles(history, "2020-03-31", "2020-07-02") == []


def test_what_was_known_on_a_day_ends_with_its_midnight_in_the_county(history: Connection) -> None:
    assert roles(history, "2020-05-01", "2020-07-01") == [(P1, "1"), (P2, "1")]
    assert roles(history, "2020-05-01", "2020-06-30") == []


def test_a_late_correction_leaves_the_old_answer_alone(history: Connection, postgres_settings: Settings) -> None:
    before = roles(history, "2020-04-30", "2020-07-02")
    corrected = replace(APRIL, rows=[person(P1, role="3"), person(P2, role="1")], name=f"{A}/corrected.xlsx")
    send(history, postgres_settings, corrected)
    superseded = replace(APRIL, fates={4: "superseded", 5: "superseded"})
    merge_month(history, "2020-04", [superseded, corrected], SECOND + timedelta(days=2))
    assert roles(history, "2020-04-30", "2020-07-02") == before
    assert roles(history, "2020-04-30", "2020-07-04") == [(P1, "3"), (P2, "1")]


def test_one_unit_can_be_asked_for(history: Connection) -> None:
    assert roles(history, "2020-05-01", "2020-07-02", A) == [(P1, "2")]
    assert roles(history, "2020-05-01", "2020-07-02", B) == []
