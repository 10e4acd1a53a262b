"""Receipts that come twice, reversed, contradictory, for strangers or too few: one end, and nothing is guessed."""

import hashlib
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from integration.exchange.conftest import Served
from township_sync.domain.outgoing import Receipt
from township_sync.settings import Settings
from township_sync.steps.follow import Followed, follow_receipts
from township_sync.steps.submit import submit
from township_sync.warehouse import exchange_receipts as answered
from township_sync.warehouse.connect import Connection

NOW = datetime(2020, 6, 5, 1, tzinfo=UTC)
RECEIPTS = "GET /api/v1/batches/*/receipts"
EXPECTED = [(number, "rejected" if number in (3, 11) else "accepted") for number in range(1, 13)]


def _rows(connection: Connection) -> list[tuple[int, str]]:
    found = connection.execute("SELECT row_no, status FROM ops.publication_row ORDER BY row_no")
    return [(row["row_no"], row["status"]) for row in found]


def _value(connection: Connection, statement: str) -> Any:
    row = connection.execute(statement).fetchone()
    assert row is not None
    return next(iter(row.values()))


@pytest.fixture
def followed(
    connection: Connection, sending: Settings, publish: Callable[..., int], province: Served
) -> Callable[..., Followed]:
    """Send twelve rows, of which the third and the eleventh are refused, and follow them while pages are changed."""

    def follow(*changes: str) -> Followed:
        submit(connection, sending, publish(12, without_phone=(3, 11)), NOW)
        province.script(*({"match": RECEIPTS, "nth": page, "action": "receipt", "change": change}
                          for page, change in enumerate(changes, 1) if change))
        return follow_receipts(connection, sending, NOW)

    return follow


@pytest.mark.parametrize("changes", [
    [], ["duplicate"], ["duplicate"] * 4, ["reverse"], ["interim"], ["duplicate", "reverse", "interim", "duplicate"],
], ids=lambda changes: " ".join(changes) or "as they are")
def test_p7_p8_receipts_twice_under_other_ids_reversed_or_interim_are_applied_once(
    connection: Connection, followed: Callable[..., Followed], changes: list[str]
) -> None:
    now = followed(*changes)
    assert (len(now.closed), now.rows_accepted, now.rows_rejected) == (2, 10, 2)
    assert _rows(connection) == EXPECTED


def test_p8_a_later_verdict_overturns_an_earlier_one(connection: Connection, followed: Callable[..., Followed]) -> None:
    now = followed("overturn")
    assert _rows(connection)[0] == (1, "rejected")
    assert len(now.out_of_balance) == 1, "the platform's counts still have the row as accepted"


def test_p8_two_verdicts_of_one_rank_end_as_the_stricter_and_the_batch_does_not_add_up_until_they_agree(
    connection: Connection, sending: Settings, followed: Callable[..., Followed]
) -> None:
    now = followed("contradict")
    assert _rows(connection)[0] == (1, "rejected")
    note = _value(connection, "SELECT note FROM ops.batch WHERE state = 'out_of_balance'")
    assert note == ("1 of 10 rows with contradictory receipts; accepted 8 by row, 9 by the platform's count; "
                    "rejected 2 by row, 1 by the platform's count")
    assert now.out_of_balance
    assert follow_receipts(connection, sending, NOW).closed == now.out_of_balance, "the platform does not say so again"
    assert _rows(connection) == EXPECTED


def test_p9_counts_that_do_not_add_up_leave_the_batch_out_of_balance_with_the_exact_difference(
    connection: Connection, sending: Settings, followed: Callable[..., Followed]
) -> None:
    now = followed("", "", "miscount")
    assert (len(now.out_of_balance), len(now.closed)) == (1, 1)
    note = _value(connection, "SELECT note FROM ops.batch WHERE state = 'out_of_balance'")
    assert note == "accepted 9 by row, 8 by the platform's count"
    assert _rows(connection) == EXPECTED, "verdicts stand, so that rejections are heard of"
    assert len(follow_receipts(connection, sending, NOW).closed) == 1


def test_p11_receipts_for_strangers_are_set_aside_and_change_nothing(
    connection: Connection, followed: Callable[..., Followed]
) -> None:
    now = followed("foreign_row")
    assert (now.rows_set_aside, now.rows_accepted, now.rows_rejected, len(now.strange)) == (2, 10, 2, 1)
    reasons = connection.execute("SELECT set_aside FROM ops.receipt WHERE set_aside IS NOT NULL ORDER BY row_no")
    assert [row["set_aside"] for row in reasons] == ["other_row_key", "unknown_row"]
    assert _rows(connection) == EXPECTED


def test_a_verdict_on_another_version_than_was_sent_is_set_aside_and_missing(
    connection: Connection, followed: Callable[..., Followed]
) -> None:
    assert len(followed("wrong_version").out_of_balance) == 1
    assert _value(connection, "SELECT set_aside FROM ops.receipt WHERE set_aside IS NOT NULL") == "other_version"
    assert _rows(connection)[0] == (1, "pending")
    assert "1 of 10 rows without a receipt" in _value(connection, "SELECT note FROM ops.batch WHERE note IS NOT NULL")


def test_p22_unknown_codes_and_formulas_of_ten_thousand_signs_are_kept_whole(
    connection: Connection, followed: Callable[..., Followed]
) -> None:
    followed("strange_words")
    row = connection.execute("SELECT code, message FROM ops.publication_row WHERE row_no = 1").fetchone()
    assert row is not None and row["code"] == "Z_UNHEARD_OF"
    assert row["message"].startswith('=HYPERLINK("http://x")<b>驳回</b>') and len(row["message"]) > 9_900
    assert "\u202e" not in row["message"], "a sign that turns the reading direction is no word of the platform"


def test_p22_a_whole_number_in_a_message_is_masked(
    connection: Connection, sending: Settings, publish: Callable[..., int], province: Served
) -> None:
    submit(connection, sending, publish(1), NOW)
    province.script({"match": RECEIPTS, "action": "reshape", "path": "rows/0/message", "op": "set",
                     "value": "身份证439999199001011239重复"})
    follow_receipts(connection, sending, NOW)
    assert _value(connection, "SELECT message FROM ops.publication_row") == "身份证…1239重复"
    assert _value(connection, "SELECT count(*) FROM ops.receipt WHERE message LIKE '%439999199001011239%'") == 0


VERDICTS = st.tuples(st.integers(1, 3), st.integers(0, 2), st.sampled_from(["accepted", "rejected"]),
                     st.sampled_from(["", "E1", "E2"]))


@given(said=st.lists(VERDICTS, min_size=1, max_size=8), data=st.data())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_p8_every_order_and_every_paging_of_receipts_ends_alike(
    connection: Connection, sent_batch: tuple[int, int], said: list[tuple[int, int, str, str]], data: st.DataObject
) -> None:
    receipts = [_receipt(place, *verdict) for place, verdict in enumerate(said)]
    first = _end(connection, sent_batch, [receipts])
    shuffled: list[Receipt] = data.draw(st.permutations([*receipts, *receipts[:3]]))
    cut = data.draw(st.integers(0, len(shuffled)))
    assert _end(connection, sent_batch, [shuffled[:cut], shuffled[cut:]]) == first


@pytest.fixture
def sent_batch(connection: Connection) -> tuple[int, int]:
    """A batch of three rows that was sent, and its publication."""
    made = _value(connection, "INSERT INTO ops.publication (kind, dataset, entity, period, revision, path, sha256, "
                  "row_count, counts, contract_version, made_at, state) VALUES ('month', 'recruiter', 'recruiter', "
                  "'2020-05', 1, 'x', 'x', 3, '{}', 'x', now(), 'sent') RETURNING publication_id")
    connection.execute("INSERT INTO ops.publication_row (publication_id, row_no, dataset, entity, row_key, row_hash, "
                       "action) SELECT %s, n, 'recruiter', 'recruiter', 'k' || n, 'v', 'new' "
                       "FROM generate_series(1, 3) AS n", [made])
    batch = _value(connection, "INSERT INTO ops.batch (publication_id, number, first_row, row_count, idempotency_key, "
                   f"client_ref, body_sha256, prepared_at, state, remote_id) VALUES ({made}, 1, 1, 3, 'k', 'r', 's', "
                   "now(), 'sent', 'HN1') RETURNING batch_id")
    return batch, made


def _receipt(place: int, row_no: int, sequence: int, status: str, code: str) -> Receipt:
    said = f"{place} {row_no} {sequence} {status} {code}"
    return Receipt(str(place), sequence, row_no, f"k{row_no}", "new", "v", status, code, "",
                   hashlib.sha256(said.encode()).hexdigest())


def _end(connection: Connection, sent: tuple[int, int], pages: Sequence[Sequence[Receipt]]) -> tuple[Any, ...]:
    """How rows and batch stand after these pages; nothing of it is kept."""
    with connection.transaction(force_rollback=True):
        for page in pages:
            answered.keep_receipts(connection, sent[0], page, NOW)
        state = answered.settle(connection, *sent, NOW)
        rows = connection.execute("SELECT row_no, status, code FROM ops.publication_row ORDER BY row_no").fetchall()
        return state, answered.balance(connection, sent[0]), rows
