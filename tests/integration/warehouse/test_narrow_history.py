"""The history repeats nothing that its staged rows say, and yet says it whatever becomes of them."""

from datetime import timedelta
from random import Random

import pytest

from integration.warehouse.months import NOW, A, B, Row, Sent, judged, merge_month, person, send, take, timeline
from township_sync.domain.contract import contract
from township_sync.domain.judgement import Fate
from township_sync.settings import Settings
from township_sync.steps.merge import merge
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.history import fold, make_claims
from township_sync.warehouse.staging import read_files, stage
from township_sync.warehouse.statements import statement

P1, P2, P3 = "439999197505141239", "439999197505141247", "439999197505141255"
ACCOUNT = contract("app_account")
MONTHS = ("2020-03", "2020-04", "2020-05", "2020-06", "2020-07")


def accounts(period: str, *rows: Row, unit: str = A, **more: object) -> Sent:
    return Sent(unit, period, "app_account", rows, **more)  # type: ignore[arg-type]


def kept(connection: Connection) -> list[object]:
    """What versions keep of their fields."""
    rows = connection.execute("SELECT told ->> 'role' AS role FROM core.app_account_version ORDER BY recorded_from, 1")
    return [row["role"] for row in rows]


def months_by_chance(seed: int) -> list[Sent]:
    """Five months of two units and four people with absences, moves, second claims, refusals and changes."""
    chance, fates = Random(seed), list[Fate](["loaded"] * 6 + ["rejected", "duplicate", "held_aside"])
    return [
        accounts(period, *rows, unit=unit, fates={number: chance.choice(fates) for number in range(4, 4 + len(rows))})
        for period in MONTHS for unit in (A, B) if chance.random() < 0.8
        for rows in [[person(f"43999919750514124{n}", role=chance.choice("112"), person_name=chance.choice("甲乙"))
                      for n in range(4) if chance.random() < 0.6]]
    ]


@pytest.mark.parametrize("seed", range(4))
def test_versions_told_by_rows_as_they_come_are_those_that_the_claims_tell(
    connection: Connection, postgres_settings: Settings, seed: int
) -> None:
    take(connection, postgres_settings, months_by_chance(seed))
    told = statement("merge/desired_versions", states=statement("merge/unit_states"))
    columns = ("row_key", "row_hash", "sender", "valid_from", "valid_to")
    with connection.transaction():
        make_claims(connection, ACCOUNT)
        claimed = connection.execute(told).fetchall()
    believed = connection.execute("SELECT * FROM core.app_account WHERE recorded_to IS NULL").fetchall()
    assert claimed
    assert {tuple(row[name] for name in columns) for row in believed} == {
        tuple(row[name] for name in columns) for row in claimed}


def test_a_version_keeps_its_fields_when_its_row_is_read_anew(
    connection: Connection, postgres_settings: Settings
) -> None:
    may = accounts("2020-05", person(P1, role="1"))
    take(connection, postgres_settings, [may])
    assert kept(connection) == [None]
    changed = accounts("2020-05", person(P1, role="2")).read()
    stage(connection, postgres_settings, 1, [changed])
    assert timeline(connection, "app_account", "role") == [("1", "2020-05-01", None)]
    files, judgement = judged(connection, "2020-05", [may])
    merge(connection, files, judgement, NOW + timedelta(days=1))
    assert timeline(connection, "app_account", "role") == [("2", "2020-05-01", None)]
    assert kept(connection) == ["1", None]


def test_the_same_rows_read_anew_change_nothing(connection: Connection, postgres_settings: Settings) -> None:
    may = accounts("2020-05", person(P1, role="1"), person(P2))
    take(connection, postgres_settings, [may])
    stage(connection, postgres_settings, 1, [may.read()])
    assert merge_month(connection, "2020-05", [may], NOW + timedelta(days=1)).changes == {}


def test_what_was_believed_under_another_number_stays_on_record(
    connection: Connection, postgres_settings: Settings
) -> None:
    take(connection, postgres_settings, [accounts("2020-05", person(P1, role="1"))])
    link = ("INSERT INTO stage.linked_row (stage_row_id, entity, row_key, id_no) "
            "SELECT stage_row_id, 'app_account', 'right', %s FROM stage.app_account")
    for day, change, values in ((1, link, [P2]), (2, "DELETE FROM stage.linked_row", [])):
        connection.execute(change, values)  # type: ignore[arg-type]  # texts of ours
        with connection.transaction():
            fold(connection, ACCOUNT, NOW + timedelta(days=day))
    asked = "SELECT id_no, role, recorded_to IS NULL AS is_believed FROM core.app_account ORDER BY recorded_from"
    assert [tuple(row.values()) for row in connection.execute(asked)] == [
        (P1, "1", False), (P2, "1", False), (P1, "1", True)]


def test_rows_that_share_a_fate_are_one_stretch_and_keep_the_judgement_that_said_so(
    connection: Connection, postgres_settings: Settings
) -> None:
    may = accounts("2020-05", person(P1), person(P2), person(P3))
    take(connection, postgres_settings, [may])
    stretches = "SELECT last_row_id - first_row_id + 1 AS rows, fate, judgement_id FROM ops.fate ORDER BY first_row_id"
    assert [tuple(row.values()) for row in connection.execute(stretches)] == [(3, "loaded", 1)]
    may.fates = {5: "rejected"}
    files, judgement = judged(connection, "2020-05", [may])
    merge(connection, files, judgement, NOW + timedelta(days=1))
    again = [(1, "loaded", 1), (1, "rejected", 2), (1, "loaded", 1)]
    assert [tuple(row.values()) for row in connection.execute(stretches)] == again
    merge_month(connection, "2020-05", [may], NOW + timedelta(days=2))
    assert [tuple(row.values()) for row in connection.execute(stretches)] == again
    by_row = "SELECT fate FROM ops.disposition JOIN stage.app_account USING (stage_row_id) ORDER BY id_no"
    assert [row["fate"] for row in connection.execute(by_row)] == ["loaded", "rejected", "loaded"]
    assert len(read_files(connection, "2020-05")[0].sheets[0].rows) == 3


def test_a_second_file_of_a_month_does_not_touch_the_fates_of_the_first(
    connection: Connection, postgres_settings: Settings
) -> None:
    may = accounts("2020-05", person(P1))
    take(connection, postgres_settings, [may])
    theirs = accounts("2020-05", person(P2, unit_code=B), unit=B)
    send(connection, postgres_settings, theirs)
    merge_month(connection, "2020-05", [may, theirs], NOW + timedelta(days=1))
    assert [row["judgement_id"] for row in connection.execute("SELECT judgement_id FROM ops.fate ORDER BY 1")] == [1, 2]
