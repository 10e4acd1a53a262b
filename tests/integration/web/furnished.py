"""A warehouse with something on every page of the board: two months of accounts, one sent and one that waits, a row that
the platform refused, a reconciliation, pairs that may be one person, a quarter of posts, figures, an alert."""

from datetime import UTC, datetime, timedelta

from integration.exchange.office import REFUSED, Office, accounts, ids
from integration.identity.queue import id_no, load_again
from integration.warehouse.months import Sent, merge_month, person, send
from integration.warehouse.quarters import post, posts
from township_sync.domain.period import Month
from township_sync.settings import Settings
from township_sync.steps.compare import compare_all, platform_of
from township_sync.steps.compute import compute
from township_sync.warehouse.connect import Connection

A, B = "430981105", "430981106"
NOW = datetime(2020, 6, 5, 1, tzinfo=UTC)
APRIL = accounts("2020-04", *ids(1, 2, 3), unit=A)
BLACK = accounts("2020-04", *ids(4), unit=B, person_name=REFUSED)
MAY = accounts("2020-05", *ids(1, 2), unit=A)
TWINS = [id_no("19900101123"), "439999199001011232"]
WORKERS = Sent(A, "2020-05", "worker_employment", [
    {"id_no": number, "person_name": "王小明", "village_name": "双阜村", "mobile": "13812345678", "unit_code": A}
    for number in TWINS])


def furnish(connection: Connection, settings: Settings) -> None:
    """Fill an empty warehouse; `settings` lead to a platform that answers at once."""
    office = Office(connection, settings)
    office.take(APRIL, BLACK)
    office.sync("2020-04")
    compare_all(connection, settings, platform_of(connection, settings, NOW), NOW)
    _pairs_and_posts(connection, settings)
    office.publish("2020-05")
    compute(connection, Month(2020, 5), NOW)
    _alert(connection)


def _pairs_and_posts(connection: Connection, settings: Settings) -> None:
    first, second, third = ids(11, 12, 13)
    sent = [
        MAY, WORKERS, posts(A, "2020-04", post(first, A), post(second, A)), posts(A, "2020-05", post(first, A), post(third, A)),
        posts(B, "2020-05", post(ids(14)[0], B)),
    ]
    for each in sent:
        send(connection, settings, each)
    known = [APRIL, BLACK, *sent]
    merge_month(connection, "2020-04", known, NOW)
    load_again(connection, settings, known, "2020-05", NOW)


def _alert(connection: Connection) -> None:
    connection.execute(
        "INSERT INTO ops.alert (kind, subject, severity, details, opened_at, seen_at) "
        "VALUES ('batch_overdue', '2020-04', 'critical', '{}', %s, %s)", (NOW - timedelta(hours=2), NOW))


__all__ = ["A", "APRIL", "B", "MAY", "NOW", "TWINS", "WORKERS", "furnish", "person"]
