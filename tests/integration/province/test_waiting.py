"""How long the client waits, and when it stops (faults P1, P3, P4, P13, P20 and P23 of reliability.md)."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from integration.province.conftest import ABOUT, COMMIT, DECLARE, RECEIPTS, TOKEN, UPLOAD, World, made
from township_sync.errors import TerminalError, TransientError
from township_sync.outbound.province import NotOpen
from township_sync.transport.answer import OutcomeUnknown, Unreachable

PAGE = "<html>身份证 439999199001011239 的网关页</html>"


@contextmanager
def _nobody_home() -> Iterator[str]:
    """The address of a port that nobody listens at."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{taken.getsockname()[1]}"


@contextmanager
def _full_house() -> Iterator[str]:
    """The address of a port where connections are never made: its queue is full."""
    with socket.socket() as listening, socket.socket() as first, socket.socket() as second:
        listening.bind(("127.0.0.1", 0))
        listening.listen(0)
        for waiting in (first, second):
            waiting.setblocking(False)
            waiting.connect_ex(listening.getsockname())
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"


@pytest.mark.parametrize("place", [_nobody_home, _full_house])
def test_p1_a_platform_that_cannot_be_reached_is_tried_with_growing_pauses_to_the_deadline(
    world: World, place: object
) -> None:
    batch, body = made()
    world.patience = {"overall": 100.0, "connect": 0.1}
    with place() as address, pytest.raises(Unreachable, match=r"cannot be reached|does not answer"):  # type: ignore[operator]
        world.deliver(batch, body, PLATFORM_URL=address)
    assert 80 < sum(world.clock.pauses) <= 100
    begun = [round(pause, 0) for pause in world.clock.pauses[:5:2]]
    assert begun == sorted(set(begun)), "each second pause is longer, whatever the jitter"
    assert max(world.clock.pauses) <= 20
    assert len(world.clock.pauses) < 15


def test_p1_a_name_that_nobody_knows_is_tried_to_the_deadline(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(Unreachable, match="cannot be reached"):
        world.deliver(*made(), PLATFORM_URL="https://platform.example.invalid")
    assert sum(world.clock.pauses) > 80


def _in(seconds: float) -> str:
    return format_datetime(datetime.now(UTC) + timedelta(seconds=seconds), usegmt=True)


@pytest.mark.parametrize(("said", "waits"), [
    ("37", (37, 37)), ("0.5", (0.5, 0.5)), (41.0, (39, 42)), (None, (0.2, 0.6)), ("-5", (0.2, 0.6)),
    ("bald", (0.2, 0.6)), ("0", (0.2, 0.6)), (-100.0, (0.2, 0.6)), ("nan", (0.2, 0.6)),
])  # fmt: skip
@pytest.mark.parametrize("status", [429, 503])
def test_p3_a_wait_that_is_asked_for_is_waited_and_told_to_all_senders(
    world: World, status: int, said: str | float | None, waits: tuple[float, float]
) -> None:
    """A number stands for the HTTP date so many seconds from now."""
    batch, body = made()
    said = _in(said) if isinstance(said, float) else said
    headers = {"Retry-After": said} if said else {}
    world.server.script({"match": UPLOAD, "action": "answer", "status": status, "headers": headers})
    world.deliver(batch, body)
    assert len(world.clock.pauses) == 1 and waits[0] <= world.clock.pauses[0] <= waits[1]
    asked = [round(seconds) for seconds in world.requests.busy_for]
    assert asked == ([round(world.clock.pauses[0])] if waits[0] >= 0.5 else [])


@pytest.mark.parametrize("said", ["1000000000", "1e9", "inf", "Fri, 01 Jan 2123 00:00:00 GMT"])
def test_p3_an_absurd_wait_is_left_to_a_later_run(world: World, said: str) -> None:
    batch, body = made()
    world.server.script({"match": DECLARE, "action": "answer", "status": 429, "headers": {"Retry-After": said}})
    with pytest.raises(Unreachable, match="answers 429 and asks to wait"):
        world.deliver(batch, body)
    assert world.clock.pauses == [], "no slot of the scheduler sleeps"
    assert world.requests.busy_for[0] >= 1e9 - 1 and world.deliver(batch, body)


@pytest.mark.parametrize("times", [1, 2, 3, 5, 8, 20])
@pytest.mark.parametrize(("step", "status", "kind"), [
    (COMMIT, 500, OutcomeUnknown), (COMMIT, 502, OutcomeUnknown), (COMMIT, 503, OutcomeUnknown),
    (DECLARE, 503, Unreachable),
])
def test_p4_a_burst_of_errors_is_waited_out_or_left_and_never_read(
    world: World, step: str, status: int, kind: type[Exception], times: int
) -> None:
    batch, body = made()
    world.server.script({"match": step, "action": "answer", "status": status, "body": PAGE, "times": times,
                         "headers": {"Content-Type": "text/html"}})
    if times <= 8:
        assert world.deliver(batch, body)
        assert world.server.was_taken_once(batch)
    else:
        with pytest.raises(kind, match=str(status)) as left:
            world.deliver(batch, body)
        assert "html" not in str(left.value) and "439999" not in str(left.value)


def test_p13_a_wrong_secret_is_named_and_asked_about_once_in_a_run(world: World) -> None:
    province = world.open(PLATFORM_SECRET="falsch")
    before = world.server.answered()
    for _ in range(5):
        batch, body = made()
        with pytest.raises(TerminalError, match=r"\(401\); set TOWNSHIP_SYNC_PLATFORM_CLIENT and _SECRET"):
            province.deliver(batch, body, 1, lambda: None)
    assert world.server.answered() - before == 1 + 1, "about, and one token"


def test_p13_a_token_desk_that_is_down_is_asked_three_times_in_a_run(world: World) -> None:
    world.server.script({"match": TOKEN, "action": "answer", "status": 500, "body": PAGE, "times": 99})
    province = world.open()
    for _ in range(5):
        batch, body = made()
        with pytest.raises(Unreachable, match=r"gave no token \(answer 500\)"):
            province.deliver(batch, body, 1, lambda: None)
    assert [fault["times"] for fault in world.server.faults_left()] == [96]
    world.server.script()
    assert world.deliver(batch, body), "the next run asks again"


def test_p13_a_platform_that_gives_tokens_and_takes_none_is_left(world: World) -> None:
    world.server.script({"match": "POST /api/v1/", "action": "answer", "status": 401, "times": 99})
    province = world.open()
    for _ in range(5):
        with pytest.raises(TerminalError, match=r"401|refuses them all"):
            province.deliver(*made(), 1, lambda: None)
    assert [fault["times"] for fault in world.server.faults_left()] == [99 - 3], "one of each token"


@pytest.mark.parametrize("answer", ['{"access_token": ""}', "[]", '{"access_token": "a\\nb"}', '{"access_token": 7}'])
def test_p13_what_is_no_token_is_never_sent_along(world: World, answer: str) -> None:
    world.server.script({"match": TOKEN, "action": "answer", "status": 200, "body": answer, "times": 99})
    with pytest.raises(TransientError):
        world.deliver(*made())


def test_p20_a_slow_drip_ends_at_the_deadline_of_one_answer(world: World) -> None:
    batch, body = made()
    remote_id = world.deliver(batch, body)
    world.patience = {"overall": 1.5, "whole_answer": 0.3}
    world.server.script({"match": RECEIPTS, "action": "drip", "seconds": 0.05, "times": 99})
    with pytest.raises(OutcomeUnknown, match=r"does not come to an end|broke before"):
        list(world.open().receipts(remote_id))


@pytest.mark.parametrize(("fault", "said"), [
    ({"action": "answer", "status": 200, "body": "[" * 2**20, "repeat": 17}, "larger than 16777216 bytes"),
    ({"action": "answer", "status": 200, "body": "x" * 1000, "gzip": True, "headers": {"Content-Encoding": "gzip"}},
     "packed answers"),
    ({"action": "answer", "status": 302, "headers": {"Location": "http://127.0.0.2/"}}, "redirects POST"),
], ids=["huge", "packed", "redirect"])  # fmt: skip
def test_p20_a_monstrous_answer_to_a_declaration_is_refused_in_bounds(
    world: World, fault: dict[str, object], said: str
) -> None:
    world.patience = {"overall": 2.0}
    world.server.script({"match": DECLARE, "times": 99, **fault})
    with pytest.raises((TransientError, TerminalError), match=said):
        world.deliver(*made())


@pytest.mark.parametrize(("state", "said"), [("maintenance", "is being maintained"), ("read_only", "takes no batches")])
def test_p23_a_platform_that_is_closed_says_until_when_and_nothing_is_sent(world: World, state: str, said: str) -> None:
    batch, body = made()
    world.server.operate("state", state=state, until="2030-01-02T11:30:00+08:00")
    province = world.open()
    for _ in range(3):
        with pytest.raises(NotOpen, match=f"{said}.* until 2030-01-02 03:30 UTC; nothing was sent"):
            province.deliver(batch, body, 1, lambda: None)
    assert world.requests.number == 1, "asked once in a run"
    assert world.server.declarations(batch) == []


def test_p23_a_platform_that_only_reads_answers_questions(world: World) -> None:
    batch, body = made()
    remote_id = world.deliver(batch, body)
    world.server.operate("state", state="read_only", until=None)
    assert len(list(world.open().receipts(remote_id))) == 1
    with pytest.raises(NotOpen, match="does not say until when"):
        world.open().withdraw(remote_id, "doch nicht")
    world.server.operate("state", state="maintenance", until=None)
    with pytest.raises(NotOpen):
        list(world.open().receipts(remote_id))


def test_p23_a_platform_that_closes_during_a_run_says_for_how_long(world: World) -> None:
    batch, body = made()
    province = world.open()
    province.about()
    world.patience = {"longest_wait": 30.0}
    world.server.operate("state", state="maintenance", until=None)
    with pytest.raises(Unreachable, match="answers 503 MAINTENANCE and asks to wait 60 seconds"):
        province.deliver(batch, body, 1, lambda: None)
    world.server.operate("state", state="open", until=None)
    assert province.deliver(batch, body, 1, lambda: None)


def test_a_platform_without_an_about_page_is_told_by_its_place(world: World) -> None:
    world.server.script({"match": ABOUT, "action": "answer", "status": 404, "body": "{}"})
    with pytest.raises(TerminalError, match="refuses GET /api/v1/about with 404"):
        world.deliver(*made())
