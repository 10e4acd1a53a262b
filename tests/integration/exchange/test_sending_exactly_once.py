"""The platform applies each row once, whatever the network does to the answers (reliability.md C16-C18, P2-P6)."""

import hashlib
from collections.abc import Callable
from typing import Any

import pytest

from integration.exchange.conftest import NOW, Served
from integration.exchange.oracle import Ledger
from township_sync.errors import TerminalError, TransientError, UsageError
from township_sync.settings import Settings
from township_sync.steps.submit import submit
from township_sync.transport.peer import Refused
from township_sync.warehouse.connect import Connection

POST, PUT = "POST /api/v1/batches", "PUT /api/v1/batches"
"""Each batch is declared by a POST, uploaded by a PUT, and committed by another POST below its own path."""


def _states(connection: Connection) -> list[str]:
    return [row["state"] for row in connection.execute("SELECT state FROM ops.batch ORDER BY number")]


def _publication_state(connection: Connection) -> str:
    row = connection.execute("SELECT state FROM ops.publication").fetchone()
    assert row is not None
    return str(row["state"])


def test_a_publication_is_sent_in_batches_and_every_row_applied_once(
    connection: Connection, sending: Settings, publish: Callable[..., int], ledger: Ledger
) -> None:
    done = submit(connection, sending, publish(25), NOW)
    assert (done.batches_sent, done.rows_sent, done.batches_already_sent) == (3, 25, 0)
    ledger.assert_each_applied_once(25)
    assert _states(connection) == ["sent"] * 3 and _publication_state(connection) == "sent"


def test_what_was_acknowledged_is_never_sent_again(
    connection: Connection, sending: Settings, publish: Callable[..., int], ledger: Ledger
) -> None:
    number = publish(25)
    submit(connection, sending, number, NOW)
    again = submit(connection, sending, number, NOW)
    assert (again.batches_sent, again.rows_sent, again.batches_already_sent) == (0, 0, 3)
    assert ledger.outcomes() == ["new"] * 3


def test_the_bytes_of_a_single_batch_are_the_published_file(
    connection: Connection, sending: Settings, publish: Callable[..., int], ledger: Ledger
) -> None:
    submit(connection, sending, publish(7), NOW)
    published = connection.execute("SELECT sha256 FROM ops.publication").fetchone()
    assert published is not None
    assert ledger.ask("SELECT body_sha256 FROM batch") == [(published["sha256"],)]


def test_what_nobody_approved_is_not_sent_and_the_remedy_is_named(
    connection: Connection, sending: Settings, publish: Callable[..., int], ledger: Ledger
) -> None:
    number = publish(5)
    connection.execute("UPDATE ops.publication SET state = 'ready'")
    with pytest.raises(TerminalError, match=f"not approved; approve it in Airflow .* `township-sync approve {number}`"):
        submit(connection, sending, number, NOW)
    assert ledger.outcomes() == [] and _publication_state(connection) == "ready"


FAULTS: dict[str, dict[str, Any]] = {
    "answer lost after applying": {"action": "lose"},
    "connection reset before it arrives": {"action": "drop"},
    "answer cut in the middle": {"action": "truncate", "bytes": 9},
    "answer is a page": {"action": "garble", "body": "<html>login</html>"},
    "answer comes too late": {"action": "slow_after", "seconds": 1.5},
    "answer drips": {"action": "drip", "seconds": 0.1},
    "503 with a page": {"action": "answer", "status": 503, "body": "<html>maintenance</html>",
                        "headers": {"Content-Type": "text/html"}},
    "502 after applying nothing": {"action": "answer", "status": 502, "body": "<html>bad gateway</html>"},
    "429 with Retry-After": {"action": "answer", "status": 429, "headers": {"Retry-After": "1"}},
    "token taken away": {"action": "revoke"},
    "huge answer": {"action": "answer", "status": 202, "body": "x" * 1024, "repeat": 20_000},
}


STEPS = {"declaring": (POST, lambda batch: 2 * batch - 1), "uploading": (PUT, lambda batch: batch),
         "committing": (POST, lambda batch: 2 * batch)}
LOST = list(FAULTS)[:2]
WHERE = [*((fault, step, 2) for fault in LOST for step in STEPS), *((fault, "committing", 2) for fault in FAULTS),
         *((fault, "committing", end) for fault in LOST for end in (1, 3)),
         *((fault, "uploading", 2) for fault in ("answer comes too late", "503 with a page", "token taken away"))]


@pytest.mark.parametrize(("fault", "step", "batch"), list(dict.fromkeys(WHERE)), ids=lambda value: str(value))
def test_one_fault_at_any_batch_changes_nothing_of_the_result(
    connection: Connection, sending: Settings, publish: Callable[..., int], ledger: Ledger, province: Served,
    fault: str, step: str, batch: int,
) -> None:
    number, (match, nth) = publish(25), STEPS[step]
    province.script({"match": match, "nth": nth(batch), **FAULTS[fault]})
    done = submit(connection, sending, number, NOW)
    assert province.faults_left() == []
    assert done.rows_sent == 25
    ledger.assert_each_applied_once(25)


def test_an_answer_lost_after_applying_is_settled_by_asking_not_by_sending_again(
    connection: Connection, sending: Settings, publish: Callable[..., int], ledger: Ledger, province: Served
) -> None:
    """P2: the platform had done it, and only its answer was lost."""
    number = publish(5)
    province.script({"match": POST, "nth": 2, "action": "lose"})
    submit(connection, sending, number, NOW)
    assert (ledger.outcomes(), ledger.pieces(), ledger.commits()) == (["new"], ["kept"], ["taken"])


def test_when_asking_is_impossible_the_next_run_learns_it_from_the_feed_and_sends_no_byte_again(
    connection: Connection, sending: Settings, publish: Callable[..., int], ledger: Ledger, province: Served
) -> None:
    number = publish(25)
    province.script({"match": POST, "nth": 2, "action": "lose", "times": 9},
                    {"match": "GET /api/v1/batches", "action": "drop", "times": 99})
    hasty = Settings(sending.workspace, sending.environment | {"TOWNSHIP_SYNC_PEER_DEADLINE": "1"})
    with pytest.raises(TransientError):
        submit(connection, hasty, number, NOW)
    assert _states(connection) == ["prepared"] * 3
    province.script()
    assert submit(connection, sending, number, NOW).rows_sent == 15, "of the first batch the platform's feed told"
    assert ledger.outcomes() == ["new"] * 3 and ledger.pieces() == ["kept"] * 3
    ledger.assert_each_applied_once(25)


@pytest.mark.parametrize("wait", ["1e9", "3600"])
def test_an_absurd_wait_is_left_to_a_later_run(
    connection: Connection, sending: Settings, publish: Callable[..., int], province: Served, wait: str
) -> None:
    number = publish(5)
    province.script({"match": POST, "action": "answer", "status": 429, "headers": {"Retry-After": wait}})
    with pytest.raises(TransientError, match="asks to wait"):
        submit(connection, sending, number, NOW)
    connection.execute("DELETE FROM ops.rate_bucket")
    assert submit(connection, sending, number, NOW).rows_sent == 5


def test_a_platform_that_stays_busy_ends_in_a_transient_error_and_a_note_of_the_attempt(
    connection: Connection, sending: Settings, publish: Callable[..., int], province: Served
) -> None:
    number = publish(5)
    province.script({"match": POST, "action": "answer", "status": 503, "times": 99})
    hasty = Settings(sending.workspace, sending.environment | {"TOWNSHIP_SYNC_PEER_DEADLINE": "1"})
    with pytest.raises(TransientError, match="answers 503"):
        submit(connection, hasty, number, NOW)
    tries = connection.execute("SELECT outcome FROM ops.batch_attempt").fetchall()
    assert [row["outcome"] for row in tries] == ["not_sent"]


def test_a_platform_that_is_down_is_a_transient_error_before_any_attempt(
    connection: Connection, sending: Settings, publish: Callable[..., int], province: Served
) -> None:
    number = publish(5)
    province.stop()
    hasty = Settings(sending.workspace, sending.environment | {"TOWNSHIP_SYNC_PEER_DEADLINE": "1"})
    with pytest.raises(TransientError, match="cannot be reached"):
        submit(connection, hasty, number, NOW)
    assert connection.execute("SELECT outcome FROM ops.batch_attempt").fetchall() == []


def test_a_key_that_the_platform_knows_with_other_bytes_stops_everything(
    connection: Connection, sending: Settings, publish: Callable[..., int], ledger: Ledger
) -> None:
    """P19: our bytes changed, which must not be; the platform is made to hold others under our key."""
    submit(connection, sending, publish(5), NOW)
    kept = connection.execute("SELECT idempotency_key FROM ops.batch").fetchone()
    assert kept is not None
    connection.execute("DELETE FROM ops.batch_attempt")
    connection.execute("DELETE FROM ops.batch")
    other = publish(7, revision=2)
    connection.execute(
        "INSERT INTO ops.batch (publication_id, number, first_row, row_count, idempotency_key, client_ref, "
        "body_sha256, prepared_at) VALUES (%s, 1, 1, 7, %s, 'month-recruiter-2020-05-r2-1', %s, now())",
        (other, kept["idempotency_key"], _body_sha256(sending)))
    with pytest.raises(Refused, match="409"):
        submit(connection, sending, other, NOW)
    states = connection.execute("SELECT state FROM ops.publication ORDER BY publication_id").fetchall()
    assert [row["state"] for row in states] == ["sent", "refused"]
    with pytest.raises(TerminalError, match="publish a new revision"):
        submit(connection, sending, other, NOW)
    assert ledger.outcomes() == ["new", "conflict"]
    ledger.assert_holds(5)


def _body_sha256(settings: Settings) -> str:
    return hashlib.sha256((settings.folder("published") / "recruiter-2.csv").read_bytes()).hexdigest()


def test_a_publication_refused_in_part_stops_and_what_was_taken_stays_sent(
    connection: Connection, sending: Settings, publish: Callable[..., int], province: Served, ledger: Ledger
) -> None:
    number = publish(25)
    province.script({"match": POST, "nth": 3, "action": "answer", "status": 422,
                     "body": '{"code": "UNREADABLE", "message": "no"}'})
    with pytest.raises(Refused, match="422 UNREADABLE"):
        submit(connection, sending, number, NOW)
    assert _states(connection) == ["sent", "refused", "refused"], "the rows of the third go out under another key"
    assert _publication_state(connection) == "sent", "as refused, its first ten rows would be published again"
    with pytest.raises(TerminalError, match="taken in part"):
        submit(connection, sending, number, NOW)
    ledger.assert_each_applied_once(10)


def test_a_wrong_secret_is_named_after_one_request_and_condemns_no_batch(
    connection: Connection, sending: Settings, publish: Callable[..., int], ledger: Ledger
) -> None:
    number = publish(5)
    wrong = Settings(sending.workspace, sending.environment | {"TOWNSHIP_SYNC_PLATFORM_SECRET": "wrong"})
    with pytest.raises(TerminalError, match="TOWNSHIP_SYNC_PLATFORM_CLIENT and _SECRET"):
        submit(connection, wrong, number, NOW)
    assert submit(connection, sending, number, NOW).rows_sent == 5
    ledger.assert_each_applied_once(5)


def test_a_redirect_is_not_followed(
    connection: Connection, sending: Settings, publish: Callable[..., int], province: Served, ledger: Ledger
) -> None:
    number = publish(5)
    province.script({"match": POST, "action": "answer", "status": 307, "headers": {"Location": "http://127.0.0.1:9/"}})
    with pytest.raises(TerminalError, match="redirects are not followed"):
        submit(connection, sending, number, NOW)
    assert _states(connection) == ["prepared"]


def test_a_published_file_that_was_changed_is_not_sent(
    connection: Connection, sending: Settings, publish: Callable[..., int], ledger: Ledger
) -> None:
    number = publish(5)
    path = sending.folder("published") / "recruiter-1.csv"
    path.write_bytes(path.read_bytes().replace("第1家".encode(), "第一家".encode()))
    with pytest.raises(TerminalError, match="was changed"):
        submit(connection, sending, number, NOW)
    assert ledger.outcomes() == []


def test_another_batch_size_after_a_crash_does_not_cut_the_file_anew(
    connection: Connection, sending: Settings, publish: Callable[..., int], ledger: Ledger, province: Served
) -> None:
    number = publish(25)
    province.script({"match": POST, "nth": 3, "action": "answer", "status": 403})
    with pytest.raises(TerminalError):
        submit(connection, sending, number, NOW)
    larger = Settings(sending.workspace, sending.environment | {"TOWNSHIP_SYNC_BATCH_ROWS": "500"})
    assert submit(connection, larger, number, NOW).batches_sent == 2
    ledger.assert_each_applied_once(25)


def test_an_empty_publication_is_settled_without_a_request(
    connection: Connection, sending: Settings, publish: Callable[..., int], ledger: Ledger
) -> None:
    assert submit(connection, sending, publish(0), NOW).rows_sent == 0
    assert ledger.outcomes() == [] and _publication_state(connection) == "settled"


def test_sending_inside_a_transaction_is_refused_because_a_crash_would_undo_the_key(
    connection: Connection, sending: Settings, publish: Callable[..., int]
) -> None:
    number = publish(5)
    with connection.transaction(), pytest.raises(UsageError, match="outside of a transaction"):
        submit(connection, sending, number, NOW)


def test_a_lost_database_and_a_new_one_with_the_same_file_send_nothing_twice(
    connection: Connection, sending: Settings, publish: Callable[..., int], ledger: Ledger
) -> None:
    number = publish(25)
    submit(connection, sending, number, NOW)
    connection.execute("DELETE FROM ops.batch_attempt")
    connection.execute("DELETE FROM ops.batch")
    connection.execute("UPDATE ops.publication SET state = 'approved'")
    submit(connection, sending, number, NOW)
    assert ledger.outcomes() == ["new"] * 3 + ["repeat"] * 3 and ledger.pieces() == ["kept"] * 3
    ledger.assert_each_applied_once(25)


def test_an_attempt_whose_answer_could_not_be_recorded_is_not_taken_for_one_that_sent_nothing(
    connection: Connection, sending: Settings, publish: Callable[..., int], ledger: Ledger
) -> None:
    number = publish(5)
    connection.execute("CREATE FUNCTION ops.busy() RETURNS trigger LANGUAGE plpgsql AS "
                       "$$ BEGIN RAISE 'busy' USING ERRCODE = 'lock_not_available'; END $$")
    connection.execute("CREATE TRIGGER busy BEFORE UPDATE ON ops.batch FOR EACH ROW EXECUTE FUNCTION ops.busy()")
    with pytest.raises(TransientError):
        submit(connection, sending, number, NOW)
    tries = connection.execute("SELECT outcome FROM ops.batch_attempt").fetchall()
    assert [row["outcome"] for row in tries] == ["unknown"]
    connection.execute("DROP TRIGGER busy ON ops.batch")
    submit(connection, sending, number, NOW)
    ledger.assert_each_applied_once(5)
