"""What was made and never left: rejected at the approval, left over from an earlier month, or refused in part."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from integration.warehouse.months import NOW, A, B, Row, Sent, merge_month, person, send, take
from integration.warehouse.test_publish_month import APRIL, MAY, P1, P2, P3, actions, answer, held
from township_sync.domain.outgoing import OutgoingBatch
from township_sync.errors import TerminalError
from township_sync.outbound.province import Province
from township_sync.settings import Settings
from township_sync.steps import submit
from township_sync.steps.month import push
from township_sync.steps.publish import publish_month, publish_quarter
from township_sync.transport.peer import Refused
from township_sync.warehouse import approvals, exchange
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.publications import unsent

EMPLOYED = "worker_employment"


def worker(id_no: str, unit: str = A) -> Row:
    return {"id_no": id_no, "person_name": "张三", "unit_code": unit}


def test_what_was_not_sent_leaves_with_the_next_month(connection: Connection, postgres_settings: Settings) -> None:
    take(connection, postgres_settings, [APRIL])
    first = publish_month(connection, postgres_settings, "2020-04", NOW)
    other = Sent(B, "2020-05", "app_account", [person("439999197505141263", unit_code=B)])
    take(connection, postgres_settings, [MAY, other])
    waiting = publish_month(connection, postgres_settings, "2020-05", NOW)
    assert [(each.period, each.row_count) for each in waiting] == [("2020-04", 3), ("2020-05", 1)]
    assert waiting[0] == first[0]


def test_a_quarter_that_was_not_sent_leaves_with_the_next_one(
    connection: Connection, postgres_settings: Settings
) -> None:
    post = {"id_no": P1, "post_no": "1", "person_name": "张三", "unit_code": A, "post_type": "02", "on_post": "1",
            "on_date": "2020-01-05", "off_date": None}
    take(connection, postgres_settings, [Sent(A, "2020-04", "public_welfare_post", [post])])
    publish_quarter(connection, postgres_settings, "2020Q2", NOW)
    waiting = publish_quarter(connection, postgres_settings, "2020Q3", NOW)
    assert {each.period for each in waiting} == {"2020Q2", "2020Q3"}


def test_rows_rejected_at_the_approval_are_made_anew_from_what_is_true_then(
    connection: Connection, postgres_settings: Settings
) -> None:
    take(connection, postgres_settings, [APRIL])
    first = publish_month(connection, postgres_settings, "2020-04", NOW)
    assert exchange.withdraw(connection, [each.publication_id for each in first], NOW) == 1
    take(connection, postgres_settings, [MAY])
    again = publish_month(connection, postgres_settings, "2020-05", NOW)
    assert [each.period for each in again] == ["2020-05"]
    assert sorted(actions(postgres_settings, again)) == [(P1, "new"), (P2, "new")]
    assert publish_month(connection, postgres_settings, "2020-05", NOW) == again


def test_what_may_have_reached_the_platform_is_not_withdrawn(
    connection: Connection, postgres_settings: Settings
) -> None:
    take(connection, postgres_settings, [APRIL])
    made = publish_month(connection, postgres_settings, "2020-04", NOW)
    connection.execute("INSERT INTO ops.batch_attempt (batch_id, started_at) SELECT batch_id, now() FROM ops.batch")
    assert exchange.withdraw(connection, [made[0].publication_id], NOW) == 0
    assert publish_month(connection, postgres_settings, "2020-04", NOW) == made


@pytest.fixture
def refusing(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[str]]:
    """A platform that refuses the batches named; gives the list of what it was sent."""
    def make(*refused: str) -> list[str]:
        asked: list[str] = []

        def take_or_refuse(_: object, batch: OutgoingBatch, *more: object) -> str:
            asked.append(batch.client_ref)
            if batch.client_ref in refused:
                raise Refused("platform", "POST /api/v1/batches", 422, "")
            return f"HN-{batch.client_ref}"

        monkeypatch.setattr(Province, "deliver", take_or_refuse)
        monkeypatch.setattr(submit, "is_heard", lambda settings: False)
        return asked
    return make


def _push(connection: Connection, settings: Settings) -> int:
    """A person approves all that waits, and it is pushed."""
    waiting = [each.publication_id for each in unsent(connection, states=("ready",))]
    approvals.approve(connection, waiting, NOW, "王股长", None)
    return push(settings, connection, "month", NOW)


def test_a_publication_refused_in_part_stops_no_other_and_its_untaken_rows_go_again(
    connection: Connection, postgres_settings: Settings, refusing: Callable[..., list[str]]
) -> None:
    asked = refusing("month-app_account-2020-04-r1-2")
    postgres_settings = Settings(postgres_settings.workspace, postgres_settings.environment | {
        "TOWNSHIP_SYNC_BATCH_ROWS": "1", "TOWNSHIP_SYNC_PLATFORM_URL": "http://127.0.0.1:9"})
    take(connection, postgres_settings, [APRIL, Sent(A, "2020-04", EMPLOYED, [worker(P1)])])
    made = publish_month(connection, postgres_settings, "2020-04", NOW)
    with pytest.raises(TerminalError, match="422"):
        _push(connection, postgres_settings)
    assert len(asked) == 3 and not asked[-1].startswith("month-app_account")
    taken = actions(postgres_settings, made[:1])[0]
    again = publish_month(connection, postgres_settings, "2020-04", NOW)
    assert [(each.dataset, each.revision) for each in again] == [("app_account", 2)]
    assert sorted([taken, *actions(postgres_settings, again)]) == [(P1, "new"), (P2, "new"), (P3, "new")]
    assert _push(connection, postgres_settings) == 2
    assert len(asked) == len(set(asked)) == 5
    assert publish_month(connection, postgres_settings, "2020-04", NOW) == []


def test_a_person_claimed_twice_is_neither_ended_nor_changed_while_the_townships_differ(
    connection: Connection, postgres_settings: Settings
) -> None:
    mine = Sent(A, "2020-04", EMPLOYED, [worker(P1), worker(P2)])
    take(connection, postgres_settings, [mine])
    publish_month(connection, postgres_settings, "2020-04", NOW)
    answer(connection)
    theirs = Sent(B, "2020-04", EMPLOYED, [worker(P1, B), worker(P3, B)], fates={4: "held_aside"})
    send(connection, postgres_settings, theirs)
    merge_month(connection, "2020-04", [replace(mine, fates={4: "held_aside"}), theirs], NOW + timedelta(days=1))
    again = publish_month(connection, postgres_settings, "2020-04", NOW)
    assert actions(postgres_settings, again) == [(P3, "new")]
    assert {reason for _, reason in held(connection)} <= {"claimed_by_two_townships"}
    # Whatever history makes of it, a difference of such a row stays at home.
    his = "WHERE row_key = (SELECT DISTINCT row_key FROM core.worker_employment WHERE id_no = %s)"
    connection.execute(f"UPDATE core.worker_employment_version SET row_hash = 'x', recorded_to = NULL {his}", [P1])
    assert publish_month(connection, postgres_settings, "2020-04", NOW) == again
    assert ("changed", "claimed_by_two_townships") in held(connection)
    connection.execute(f"DELETE FROM core.worker_employment_version {his}", [P1])
    assert publish_month(connection, postgres_settings, "2020-04", NOW) == again
    assert ("ended", "claimed_by_two_townships") in held(connection)


def test_a_block_lasts_until_the_unit_reports_again(connection: Connection, postgres_settings: Settings) -> None:
    take(connection, postgres_settings, [APRIL])
    publish_month(connection, postgres_settings, "2020-04", NOW)
    answer(connection)
    take(connection, postgres_settings, [MAY], blocked=frozenset({(A, "app_account", "block_sync")}))
    assert publish_month(connection, postgres_settings, "2020-05", NOW) == []
    other = Sent(B, "2020-06", "app_account", [person("439999197505141263")])
    take(connection, postgres_settings, [other])
    made = publish_month(connection, postgres_settings, "2020-06", NOW)
    assert [action for _, action in actions(postgres_settings, made)] == ["new"]
    assert sorted(held(connection)) == [("changed", "block_sync")] * 2 + [("ended", "block_sync")] * 2
    again = replace(MAY, period="2020-06")
    send(connection, postgres_settings, again)
    merge_month(connection, "2020-06", [other, again])
    made = publish_month(connection, postgres_settings, "2020-06", NOW)
    assert sorted(actions(postgres_settings, made[1:])) == [(P2, "changed"), (P3, "ended")]
