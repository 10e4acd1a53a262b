"""A batch reaches the platform once, whatever breaks on the way (faults P2, P5, P6, P12, P15 of reliability.md)."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from integration.province.conftest import COMMIT, DECLARE, GET, UPLOAD, World, made
from township_sync.errors import TerminalError, TransientError
from township_sync.outbound.province import Fenced, Refused
from township_sync.transport.answer import OutcomeUnknown

STEPS = {"declare": DECLARE, "upload": UPLOAD, "commit": COMMIT}
BODY, STEP = len(made()[1]), 400
LOST = {
    "the answer is lost": {"action": "lose"},
    "the answer is cut": {"action": "truncate", "bytes": 20},
    "the answer comes too late": {"action": "slow_after", "seconds": 0.7},
    "the answer is half a document": {"action": "garble", "body": '{"batch_id": "HN0'},
    "the answer is a page": {"action": "garble", "body": "<html>登录</html>"},
    "the answer is longer than it is": {"action": "wrong_length", "by": 40},
    "the answer is shorter than it is": {"action": "wrong_length", "by": -40},
    "the answer is cut in chunks": {"action": "raw", "text": "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                                                             "40\r\n{\"batch_id\""},
}  # fmt: skip


def test_a_batch_goes_up_in_pieces_and_again_changes_nothing(world: World) -> None:
    batch, body = made()
    remote_id = world.deliver(batch, body)
    assert world.server.was_taken_once(batch)
    lengths = world.server.about_batch("upload", batch, "length")
    assert lengths == [STEP] * (BODY // STEP) + [BODY % STEP]
    assert world.deliver(batch, body, fence=2) == remote_id
    assert world.server.about_batch("upload", batch, "length") == lengths, "nothing was uploaded again"
    found = world.open().find(batch.client_ref)
    assert found and (found.remote_id, found.state, found.body_sha256) == (remote_id, "received", batch.body_sha256)


@pytest.mark.parametrize("step", STEPS.values(), ids=STEPS)
@pytest.mark.parametrize("fault", LOST.values(), ids=LOST)
def test_p2_p6_an_answer_that_was_lost_is_asked_after(world: World, step: str, fault: dict[str, Any]) -> None:
    batch, body = made()
    world.patience = {"read": 0.4}
    world.server.script({"match": step, **fault})
    assert world.deliver(batch, body)
    assert world.server.was_taken_once(batch)
    assert set(world.server.about_batch("upload", batch)) == {"kept"}, "a piece that is there is not sent again"
    assert world.server.declarations(batch) == ["new"], "who asks need not declare again"


def test_p6_what_stays_unknown_is_told_as_unknown_and_a_later_run_finds_it(world: World) -> None:
    batch, body = made()
    world.server.script({"match": COMMIT, "action": "lose"}, {"match": GET, "action": "drop", "times": 999},
                        {"match": COMMIT, "action": "drop", "times": 999})
    with pytest.raises(OutcomeUnknown):
        world.deliver(batch, body)
    world.server.script()
    assert world.deliver(batch, body)
    assert world.server.was_taken_once(batch)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(byte=st.integers(0, BODY - 1), again=st.booleans())
def test_p5_a_reset_at_any_byte_of_the_upload_is_taken_up_where_the_platform_stands(
    world: World, byte: int, again: bool
) -> None:
    batch, body = made()
    nth, into = divmod(byte, STEP)
    world.server.script({"match": UPLOAD, "nth": nth + 1, "times": 1 + again, "action": "reset_upload", "bytes": into})
    assert world.deliver(batch, body)
    assert world.server.was_taken_once(batch)
    assert sum(world.server.about_batch("upload", batch, "length")) == BODY, "no byte was transferred whole twice"


def test_p5_a_run_that_ends_in_the_middle_is_resumed_by_the_next_at_the_platforms_offset(world: World) -> None:
    batch, body = made()
    world.server.script({"match": UPLOAD, "nth": 3, "times": 999, "action": "drop"})
    with pytest.raises(OutcomeUnknown):
        world.deliver(batch, body)
    assert world.server.about_batch("upload", batch, "offset") == [0, STEP]
    world.server.script()
    world.deliver(batch, body)
    assert world.server.about_batch("upload", batch, "offset") == list(range(0, BODY, STEP))
    assert world.server.was_taken_once(batch)


@pytest.mark.parametrize("step", [*STEPS.values(), "PUT /api/v1/batches/*/content#2"])
def test_p12_a_token_that_ends_in_the_middle_is_renewed_once(world: World, step: str) -> None:
    batch, body = made()
    match, _, nth = step.partition("#")
    world.server.script({"match": match, "nth": int(nth or 1), "action": "revoke"})
    before = world.server.answered()
    world.deliver(batch, body)
    assert world.server.was_taken_once(batch)
    pieces = -(-BODY // STEP)
    wanted = 1 + 2 + 1 + pieces + 1 + 1
    assert world.server.answered() - before == wanted, "about, two tokens, declared, pieces, committed, one refused"


def test_p12_a_platform_that_refuses_every_token_is_asked_once_more_and_no_further(world: World) -> None:
    batch, body = made()
    world.server.script({"match": UPLOAD, "action": "answer", "status": 401, "body": '{"code": "TOKEN_INVALID"}',
                         "times": 99})
    with pytest.raises(Refused, match="401 TOKEN_INVALID"):
        world.deliver(batch, body)
    assert [fault["times"] for fault in world.server.faults_left()] == [97]


@pytest.mark.parametrize("field", ["body_sha256", "idempotency_key", "row_count", "byte_count", "client_ref"])
def test_p15_a_platform_that_echoes_another_batch_stops_the_sending(world: World, field: str) -> None:
    batch, body = made()
    other = 7 if field.endswith("count") else "cd" * 32
    world.server.script({"match": COMMIT, "action": "reshape", "path": field, "op": "set", "value": other, "times": 9})
    with pytest.raises(TerminalError, match=f"{batch.client_ref} .{field} differ"):
        world.deliver(batch, body)


@pytest.mark.parametrize(("times", "is_taken"), [(1, True), (2, True), (3, False), (9, False)])
def test_p15_what_the_platform_finds_spoilt_goes_up_anew_at_most_three_times(
    world: World, times: int, is_taken: bool
) -> None:
    batch, body = made()
    said = '{"code": "CHECKSUM", "message": "校验和不一致", "received_bytes": 0}'
    world.server.script({"match": COMMIT, "action": "answer", "status": 409, "body": said, "times": times})
    if is_taken:
        assert world.deliver(batch, body)
        assert world.server.was_taken_once(batch)
    else:
        with pytest.raises(TerminalError, match=r"other bytes .* 3 times"):
            world.deliver(batch, body)
        assert world.server.about_batch("applied", batch, "row_no") == []


def test_p15_a_piece_that_was_spoilt_on_the_way_goes_again(world: World) -> None:
    batch, body = made()
    said = '{"code": "CHECKSUM", "message": "校验和不一致", "received_bytes": 400}'
    world.server.script({"match": UPLOAD, "nth": 2, "action": "answer", "status": 400, "body": said})
    world.deliver(batch, body)
    assert world.server.about_batch("upload", batch, "offset") == list(range(0, BODY, STEP))


def test_a_body_that_really_differs_is_never_taken(world: World) -> None:
    batch, body = made()
    with pytest.raises(TerminalError, match="other bytes"):
        world.deliver(batch, body.replace(b"0737", b"0738"))
    assert world.server.about_batch("commitment", batch) == ["checksum"] * 3


@pytest.mark.parametrize("said", [{"code": "OFFSET_WRONG"}, {"code": "INCOMPLETE"}])
def test_a_platform_that_contradicts_itself_about_its_bytes_is_left_to_a_later_run(
    world: World, said: dict[str, str]
) -> None:
    batch, body = made()
    answer = f'{{"code": "{said["code"]}", "message": "", "received_bytes": 0}}'
    world.server.script({"match": COMMIT, "action": "answer", "status": 409, "body": answer, "times": 99})
    with pytest.raises(OutcomeUnknown, match="contradicts itself"):
        world.deliver(batch, body)


def test_a_sender_that_was_overtaken_stops(world: World) -> None:
    batch, body = made()
    world.server.script({"match": COMMIT, "action": "drop", "times": 999})
    with pytest.raises(TransientError):
        world.deliver(batch, body, fence=5)
    world.server.script()
    with pytest.raises(Fenced, match="taken over"):
        world.deliver(batch, body, fence=4)
    assert world.deliver(batch, body, fence=6)


def test_what_keeps_us_alive_is_called_before_each_request_and_ends_the_delivery_when_it_fails(world: World) -> None:
    class LeaseLost(TransientError):
        pass

    batch, body = made()
    calls = [0]

    def keep_alive() -> None:
        calls[0] += 1
        if calls[0] == 5:
            raise LeaseLost("Somebody else sends now.")

    with pytest.raises(LeaseLost):
        world.open().deliver(batch, body, 1, keep_alive)
    assert world.requests.number == 1 + 5, "about, four calls, and the one that was not made"
    assert len(world.server.about_batch("upload", batch)) == 2, "token, declaration, two pieces"


@pytest.mark.parametrize("state", ["refused", "withdrawn", "voided"])
def test_a_batch_that_the_platform_gave_up_is_not_sent_again(world: World, state: str) -> None:
    batch, body = made()
    remote_id = world.deliver(batch, body)
    if state == "withdrawn":
        assert world.open().withdraw(remote_id, "报错了").state == "withdrawn"
    elif state == "voided":
        world.server.operate("void", batch_id=remote_id, reason="批次作废 439999199001011239")
    else:
        world.server.script({"match": DECLARE, "action": "reshape", "path": "state", "op": "set", "value": state})
    with pytest.raises(Refused, match=f"409 BATCH_{state.upper()}") as refused:
        world.deliver(batch, body)
    assert refused.value.code == f"BATCH_{state.upper()}"
    assert "439999" not in str(refused.value)


def test_a_batch_that_is_final_cannot_be_withdrawn(world: World) -> None:
    batch, body = made()
    remote_id = world.deliver(batch, body)
    [page] = world.open().receipts(remote_id)
    assert (page.is_final, len(page.receipts), page.counts["accepted"]) == (True, 8, 8)
    with pytest.raises(Refused, match="409 STATE_WRONG"):
        world.open().withdraw(remote_id, "太晚了")


def test_p19_one_key_for_two_bodies_is_refused_for_good(world: World) -> None:
    batch, body = made()
    world.deliver(batch, body)
    other, other_body = made(rows=3, idempotency_key=batch.idempotency_key)
    with pytest.raises(Refused, match="409 IDEMPOTENCY_CONFLICT"):
        world.deliver(other, other_body)
    again, again_body = made(client_ref=batch.client_ref)
    with pytest.raises(Refused, match="409 IDEMPOTENCY_CONFLICT"):
        world.deliver(again, again_body)
    assert world.server.was_taken_once(batch)
