"""A subsidy for a time after its person left the register keeps its unit's subsidies at home, from when it is known."""

import csv
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest

from integration.indicators.cases import number_of
from integration.indicators.loading import mirror_register
from integration.warehouse.months import A, B, Sent, merge_month, send, take
from township_sync.domain.contract import contract
from township_sync.domain.period import Month
from township_sync.settings import Settings
from township_sync.steps.drill_down import members_of, rows_of_list
from township_sync.steps.judge import judge
from township_sync.steps.merge import merge
from township_sync.steps.publish import publish_month
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.publications import Publication
from township_sync.warehouse.row_keys import row_key
from township_sync.warehouse.staging import read_files

P1, P2, P3 = (number_of(date(1975, 5, 14), 1, sequence) for sequence in (1, 2, 3))
Row = dict[str, str | None]


def payment(id_no: str, month: str, unit: str = A) -> Row:
    """A monthly post subsidy for a month."""
    last = Month.parse(month).last_day
    told = {"person_name": "张三", "id_no": id_no, "unit_code": unit, "village_name": "乐园村", "subsidy_kind": "09",
            "period_from": f"{month}-01", "period_to": str(last), "amount": "800", "applied_on": f"{month}-02",
            "review_result": "1", "paid_on": f"{month}-20"}
    return {column.field: told.get(column.field) for column in contract("subsidy").columns}


def person(id_no: str) -> Row:
    return {"id_no": id_no, "person_name": "张三", "unit_code": A, "household_no": None, "village_name": "乐园村",
            "sex": "1", "poverty_status": "1", "entered_on": None}


def worker(id_no: str, **more: str) -> Row:
    """A row of worker_employment."""
    said = {**person(id_no), "relocated": "0", "labour_capability": "2", "employment_intent": "1",
            "training_intent": "0", "employment_status": "2", "collect_mode": "1", "collected_on": "2020-06-20", **more}
    return {column.field: said.get(column.field) for column in contract("worker_employment").columns}


def register(connection: Connection, settings: Settings, day: date, numbers: Sequence[str]) -> None:
    with connection.transaction():
        mirror_register(connection, settings, day, [(A, person(id_no)) for id_no in numbers])


def noon(day: str) -> datetime:
    return datetime.combine(date.fromisoformat(day), time(12), UTC)


def sent_rows(settings: Settings, made: Sequence[Publication]) -> list[tuple[str, str, str]]:
    folder = settings.folder("published")
    return sorted((row["action"], row["公民身份号码"], row["所属期起"]) for each in made if each.dataset == "subsidy"
                  for row in csv.DictReader((folder / each.path).read_text(encoding="utf-8").splitlines()))


def listed(settings: Settings, name: str) -> list[tuple[str, str, str]]:
    """What stays at home and why: unit, reason, row."""
    text = (settings.folder("published") / name).read_text(encoding="utf-8")
    return sorted((row["unit_code"], row["reason"], row["row"]) for row in csv.DictReader(text.splitlines()))


def acknowledge(connection: Connection) -> None:
    connection.execute("UPDATE ops.publication_row SET status = 'accepted' WHERE status = 'pending'")
    connection.execute("UPDATE ops.publication SET state = 'settled' WHERE state = 'ready'")


def read_as(connection: Connection, settings: Settings, entity: str, mistyped: str, id_no: str) -> None:
    """It was decided that the staged rows under a mistyped number are this person's."""
    asked = contract(entity)
    for row in connection.execute(f"SELECT * FROM stage.{entity} WHERE id_no = %s", [mistyped]).fetchall():  # type: ignore[arg-type]
        key = row_key(settings.secret, asked, {**{name: row[name] for name in asked.key}, "id_no": id_no})
        connection.execute("INSERT INTO stage.linked_row (stage_row_id, entity, row_key, id_no) "
                           "VALUES (%s, %s, %s, %s)", [row["stage_row_id"], entity, key, id_no])


@pytest.fixture
def june(connection: Connection, postgres_settings: Settings) -> list[Sent]:
    """Everybody is in the register of May; both units tell of June's subsidies."""
    register(connection, postgres_settings, date(2020, 5, 31), [P1, P2, P3])
    told = [Sent(A, "2020-06", "subsidy", [payment(P1, "2020-06"), payment(P2, "2020-06")]),
            Sent(B, "2020-06", "subsidy", [payment(P3, "2020-06", B)])]
    take(connection, postgres_settings, told, noon("2020-07-05"))
    return told


def test_a_subsidy_that_left_is_not_ended_by_a_month_that_does_not_tell_of_it_again(
    connection: Connection, postgres_settings: Settings, june: list[Sent]
) -> None:
    made = publish_month(connection, postgres_settings, "2020-06", noon("2020-07-06"))
    assert [each[0] for each in sent_rows(postgres_settings, made)] == ["new"] * 3
    acknowledge(connection)
    take(connection, postgres_settings, [Sent(A, "2020-07", "subsidy", [payment(P2, "2020-07")])], noon("2020-08-05"))
    made = publish_month(connection, postgres_settings, "2020-07", noon("2020-08-06"))
    assert sent_rows(postgres_settings, made) == [("new", P2, "2020-07-01")]


def test_a_payment_after_the_stop_keeps_its_unit_at_home_and_is_named(
    connection: Connection, postgres_settings: Settings, june: list[Sent]
) -> None:
    register(connection, postgres_settings, date(2020, 6, 30), [P2, P3])
    july = [Sent(A, "2020-07", "subsidy", [payment(P1, "2020-07"), payment(P2, "2020-07")]),
            Sent(B, "2020-07", "subsidy", [payment(P3, "2020-07", B)])]
    take(connection, postgres_settings, july, noon("2020-08-05"))
    made = publish_month(connection, postgres_settings, "2020-07", noon("2020-08-06"))
    assert [row for row in sent_rows(postgres_settings, made) if row[1] != P3] == []
    assert {row[1] for row in sent_rows(postgres_settings, made)} == {P3}
    assert listed(postgres_settings, "2020-07/subsidy.held.csv") == [
        (A, "block_sync", "4"), (A, "block_sync", "5"), (A, "block_sync", "5"), (A, "payments_after_stop", "4")]
    assert listed(postgres_settings, "2020-07/subsidy_blocking.held.csv") == [(A, "payments_after_stop", "4")]


def test_an_exit_that_becomes_known_later_blocks_from_then_on_until_the_payment_is_withdrawn(
    connection: Connection, postgres_settings: Settings, june: list[Sent]
) -> None:
    july = Sent(A, "2020-07", "subsidy", [payment(P1, "2020-07"), payment(P2, "2020-07")])
    take(connection, postgres_settings, [july], noon("2020-08-05"))
    made = publish_month(connection, postgres_settings, "2020-07", noon("2020-08-06"))
    assert ("new", P1, "2020-07-01") in sent_rows(postgres_settings, made)
    acknowledge(connection)
    register(connection, postgres_settings, date(2020, 6, 30), [P2, P3])
    august = Sent(A, "2020-08", "subsidy", [payment(P2, "2020-08")])
    take(connection, postgres_settings, [august], noon("2020-09-05"))
    made = publish_month(connection, postgres_settings, "2020-08", noon("2020-09-06"))
    assert sent_rows(postgres_settings, made) == []
    assert listed(postgres_settings, "2020-08/subsidy.held.csv") == [(A, "block_sync", "4")]
    assert listed(postgres_settings, "2020-08/subsidy_blocking.held.csv") == [(A, "payments_after_stop", "4")]
    mended = replace(july, rows=[payment(P2, "2020-07")], name=f"{A}/mended.xlsx")
    send(connection, postgres_settings, mended)
    superseded = replace(july, fates={4: "superseded", 5: "superseded"})
    merge_month(connection, "2020-07", [superseded, mended], noon("2020-09-07"))
    made = publish_month(connection, postgres_settings, "2020-08", noon("2020-09-08"))
    assert sent_rows(postgres_settings, made) == [("ended", P1, "2020-07-01"), ("new", P2, "2020-08-01")]
    assert listed(postgres_settings, "2020-08/subsidy_blocking.held.csv") == []


def test_a_payment_that_judging_refuses_for_it_keeps_its_unit_at_home_for_the_month(
    connection: Connection, postgres_settings: Settings
) -> None:
    gone = worker(P1, change_type="3", change_date="2020-06-10")
    for each in (Sent(A, "2020-07", "worker_employment", [gone]),
                 Sent(A, "2020-07", "subsidy", [payment(P1, "2020-07"), payment(P2, "2020-07")])):
        send(connection, postgres_settings, each)
    files = read_files(connection, "2020-07")
    judgement = judge(files, Month.parse("2020-07"), run_id="run-1")
    assert (A, "subsidy", "block_sync") in judgement.blocked
    merge(connection, files, judgement, noon("2020-08-05"))
    made = publish_month(connection, postgres_settings, "2020-07", noon("2020-08-06"))
    assert sent_rows(postgres_settings, made) == []
    assert listed(postgres_settings, "2020-07/subsidy.held.csv") == [(A, "block_sync", "5")]
    told = rows_of_list(connection, Month.parse("2020-07"), "payments_after_stop", date(2020, 8, 6))
    assert [(row["sheet_row"], row["row_key"], row["stop_from"]) for row in told] == [(4, None, date(2020, 7, 1))]


def test_a_reduction_that_its_township_takes_back_stops_nothing(
    connection: Connection, postgres_settings: Settings
) -> None:
    june = Sent(A, "2020-06", "worker_employment", [worker(P1, change_type="3", change_date="2020-06-10"), worker(P2)])
    july = Sent(A, "2020-07", "subsidy", [payment(P1, "2020-07")])
    take(connection, postgres_settings, [june, july], noon("2020-08-05"))
    made = publish_month(connection, postgres_settings, "2020-07", noon("2020-08-06"))
    assert sent_rows(postgres_settings, made) == []
    mended = replace(june, rows=[worker(P2)], name=f"{A}/mended.xlsx")
    send(connection, postgres_settings, mended)
    superseded = replace(june, fates={4: "superseded", 5: "superseded"})
    merge_month(connection, "2020-06", [superseded, mended], noon("2020-08-07"))
    made = publish_month(connection, postgres_settings, "2020-07", noon("2020-08-08"))
    assert sent_rows(postgres_settings, made) == [("new", P1, "2020-07-01")]


def test_an_exit_told_under_a_mistyped_number_stops_the_subsidies_of_whom_it_was_decided_to_be(
    connection: Connection, postgres_settings: Settings
) -> None:
    told = [Sent(A, "2020-06", "worker_employment", [worker(P2, employment_status="7", change_date="2020-06-10")]),
            Sent(A, "2020-07", "subsidy", [payment(P1, "2020-07")])]
    for each in told:
        send(connection, postgres_settings, each)
    read_as(connection, postgres_settings, "worker_employment", P2, P1)
    for period in ("2020-06", "2020-07"):
        merge_month(connection, period, told, noon("2020-08-05"))
    stopped = rows_of_list(connection, Month.parse("2020-07"), "payments_after_stop", date(2020, 8, 6))
    assert [(row["id_no"], row["exit_on"]) for row in stopped] == [(P1, date(2020, 6, 10))]


def test_a_refused_payment_under_a_mistyped_number_is_of_whom_it_was_decided_to_be(
    connection: Connection, postgres_settings: Settings
) -> None:
    for each in (Sent(A, "2020-07", "worker_employment", [worker(P2, change_type="3", change_date="2020-06-10")]),
                 Sent(A, "2020-07", "subsidy", [payment(P2, "2020-07")])):
        send(connection, postgres_settings, each)
    files = read_files(connection, "2020-07")
    judgement = judge(files, Month.parse("2020-07"), run_id="run-1")
    for entity in ("worker_employment", "subsidy"):
        read_as(connection, postgres_settings, entity, P2, P1)
    merge(connection, files, judgement, noon("2020-08-05"))
    told = rows_of_list(connection, Month.parse("2020-07"), "payments_after_stop", date(2020, 8, 6))
    assert [(row["sheet_row"], row["id_no"], row["stop_from"]) for row in told] == [(4, P1, date(2020, 7, 1))]


def test_a_subsidy_told_under_a_mistyped_number_counts_as_entered_for_whom_it_was_decided_to_be(
    connection: Connection, postgres_settings: Settings
) -> None:
    rows = [payment(id_no, "2020-06") | {"subsidy_kind": "03", "reviewed_on": "2020-06-25"} for id_no in (P2, P3)]
    told = Sent(A, "2020-06", "subsidy", rows)
    send(connection, postgres_settings, told)
    read_as(connection, postgres_settings, "subsidy", P2, P1)
    merge_month(connection, "2020-06", [told], noon("2020-07-05"))
    counted = members_of(connection, Month.parse("2020-06"), "subsidies_entered_in_time", date(2020, 7, 6))
    assert sorted(row["member"].split()[0] for row in counted) == sorted([P1, P3])
