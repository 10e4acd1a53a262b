"""A warehouse with something on every page of the board: a month that was sent, with a row that the platform refused,
and one that waits; a reconciliation, pairs that may be one person, a quarter of posts, figures, alerts, runs."""

from datetime import UTC, date, datetime, timedelta

from integration.exchange.office import REFUSED, Office, accounts, ids
from integration.identity.queue import id_no, load_again
from integration.indicators.loading import mirror_register
from integration.warehouse.months import Sent, merge_month, person, send
from integration.warehouse.quarters import post, posts
from township_sync.domain.period import Month
from township_sync.settings import Settings
from township_sync.steps.compare import compare_all, platform_of
from township_sync.steps.compute import compute
from township_sync.warehouse.connect import Connection

A, B = "430981105", "430981114"
NOW = datetime(2020, 6, 5, 1, tzinfo=UTC)
KNOWN_ON = date(2020, 7, 1)
APRIL = accounts("2020-04", *ids(1, 2, 3), unit=A)
BLACK = Sent(B, "2020-04", "app_account", [person(ids(4)[0], unit_code=B, person_name=REFUSED)], name=f"{B}/四月.xlsx")
MAY = accounts("2020-05", *ids(1, 2), unit=A)
TWINS = [id_no("19900101123"), "439999199001011232"]
_AT = {"now": NOW, "before": NOW - timedelta(hours=2)}
WORKERS = Sent(A, "2020-05", "worker_employment", [
    {"id_no": number, "person_name": "王小明", "village_name": "双阜村", "mobile": "13812345678", "unit_code": A,
     "employment_status": "1"}
    for number in TWINS])


def furnish(connection: Connection, settings: Settings) -> None:
    """Fill an empty warehouse; `settings` lead to a platform that answers at once."""
    office = Office(connection, settings)
    office.take(APRIL, BLACK)
    office.sync("2020-04")
    compare_all(connection, settings, platform_of(connection, settings, NOW), NOW)
    _pairs_and_posts(connection, settings)
    office.publish("2020-05")
    mirror_register(connection, settings, date(2020, 5, 1), [
        (A, {"id_no": TWINS[0], "person_name": "王小明", "poverty_status": "2", "unit_code": A})])
    compute(connection, Month(2020, 5), NOW, KNOWN_ON)
    _watched(connection)


def _pairs_and_posts(connection: Connection, settings: Settings) -> None:
    first, second, third = ids(11, 12, 13)
    sent = [
        MAY, WORKERS, posts(A, "2020-04", post(first, A), post(second, A)),
        posts(A, "2020-05", post(first, A), post(third, A)), posts(B, "2020-05", post(ids(14)[0], B)),
    ]
    for each in sent:
        send(connection, settings, each)
    known = [APRIL, BLACK, *sent]
    merge_month(connection, "2020-04", known, NOW)
    load_again(connection, settings, known, "2020-05", NOW)


def _watched(connection: Connection) -> None:
    """An alert that the engineers were told of by a message that waits, one that is over, and two runs of a DAG."""
    before, told = NOW - timedelta(hours=2), "watch-7"
    connection.execute(
        "INSERT INTO ops.alert (kind, subject, severity, details, opened_at, seen_at, cleared_at) VALUES "
        "('batch_without_receipt', 'ts-2020-04', 'critical', '{\"rows\": 40}', %(before)s, %(now)s, NULL), "
        "('month_empty', '2020-03', 'warning', '{\"rows_before\": 40}', %(before)s, %(before)s, %(now)s)", _AT)
    connection.execute(
        "INSERT INTO ops.digest (number, unit_code, kind, day, subject, body, brief, made_at) "
        "VALUES (%s, '430981', 'engineer', %s, '数据同步告警', 'x', 'x', %s)", (told, NOW.date(), before))
    connection.execute(
        "INSERT INTO ops.message (digest_id, contact, role, channel, tries, tried_at, trouble) "
        "VALUES (1, 'engineer', 'engineer', 'dingtalk', 3, %s, 'The channel does not answer.')", (before,))
    connection.execute("INSERT INTO ops.alert_telling (alert_id, what, number, told_at) VALUES (1, 'opened', %s, %s)",
                       (told, before))
    connection.execute(
        "INSERT INTO ops.airflow_run (dag_id, run_id, partition_key, run_type, state, run_after, started_at, ended_at, "
        "asked_at) VALUES "
        "('sync_monthly', 'run/1', '2020-04', 'scheduled', 'success', %(before)s, %(before)s, %(now)s, %(now)s), "
        "('sync_monthly', 'run/2', '2020-05', 'scheduled', 'failed', %(now)s, %(now)s, %(now)s, %(now)s)", _AT)
    connection.execute(
        "INSERT INTO ops.watched (what, asked_at, answered_at, details) VALUES ('warehouse', %(now)s, %(now)s, '{}'), "
        "('airflow', %(now)s, %(now)s, '{\"health\": {\"scheduler\": \"unhealthy\"}, \"dags\": {\"sync_monthly\": "
        "{\"title\": \"月度上报\", \"paused\": true, \"next_run\": \"2020-07-05T00:00:00+00:00\"}}}')", _AT)

