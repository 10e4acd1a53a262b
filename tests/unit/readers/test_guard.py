"""The parsing process: whatever happens in it, the caller gets an answer and lives on."""

import faulthandler
import multiprocessing
import os
import time
from collections.abc import Callable, Iterator

import pytest

from museum.parts import table, xlsx
from township_sync.errors import TransientError
from township_sync.readers import guard, limits, parsing, worker
from township_sync.readers.raw import RawFile

GOOD = xlsx(table())


@pytest.fixture(autouse=True)
def fresh_worker() -> Iterator[None]:
    guard.stop()
    yield
    guard.stop()


def abort(*_: object) -> RawFile:
    faulthandler.disable()
    os.abort()


def sleep(*_: object) -> RawFile:
    time.sleep(60)
    raise AssertionError("the deadline did not hold")


def hoard(*_: object) -> RawFile:
    return RawFile("x" * (2 * limits.MEMORY_HEADROOM))


def spin(*_: object) -> RawFile:
    while True:
        pass


@pytest.mark.parametrize(
    ("disease", "answer"), [(abort, "signal 6"), (sleep, "time"), (hoard, "memory"), (spin, "signal 24")]
)
def test_a_parser_that_dies_or_hangs_is_told_by_its_reason(
    monkeypatch: pytest.MonkeyPatch, disease: Callable[..., RawFile], answer: str
) -> None:
    monkeypatch.setattr(parsing, "parse", disease)
    monkeypatch.setattr(limits, "wall_seconds", lambda size: 1 if disease is sleep else 30)
    monkeypatch.setattr(limits, "cpu_seconds", lambda size: 1)
    assert worker._in_fork("x.xlsx", b"", ()) == answer


def test_the_reason_becomes_an_unreadable_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "_ask", lambda request: "signal 6")
    [found] = guard.parse_guarded("x.xlsx", GOOD).findings
    assert (found.slug, found.details) == ("unreadable_file", {"reason": "the parser stopped: signal 6"})


def test_a_worker_that_was_killed_is_started_again() -> None:
    guard.parse_guarded("x.xlsx", GOOD)
    process = guard._state["worker"]
    process.kill()
    process.wait()
    assert guard.parse_guarded("x.xlsx", GOOD).kind == "xlsx"
    assert guard._state["worker"] is not process


def test_a_worker_that_cannot_live_is_a_transient_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "_START", "raise SystemExit")
    with pytest.raises(TransientError):
        guard.parse_guarded("x.xlsx", GOOD)


def test_one_worker_serves_many_files() -> None:
    guard.parse_guarded("x.xlsx", GOOD)
    process = guard._state["worker"]
    assert [guard.parse_guarded("x.xlsx", GOOD).kind for _ in range(5)] == ["xlsx"] * 5
    assert guard._state["worker"] is process


def test_a_daemonic_fork_gets_its_own_worker_and_leaves_ours_alone() -> None:
    guard.parse_guarded("x.xlsx", GOOD)
    ours = guard._state["worker"]
    context = multiprocessing.get_context("fork")
    answers = context.Queue()
    child = context.Process(target=_parse_in_child, args=(answers,), daemon=True)
    child.start()
    kind, pid = answers.get(timeout=60)
    child.join(timeout=60)
    assert (kind, child.exitcode) == ("xlsx", 0)
    assert pid != ours.pid
    assert guard.parse_guarded("x.xlsx", GOOD).kind == "xlsx"
    assert guard._state["worker"] is ours


def _parse_in_child(answers: "multiprocessing.Queue[tuple[str, int]]") -> None:
    kind = guard.parse_guarded("x.xlsx", GOOD).kind
    answers.put((kind, guard._state["worker"].pid))
    guard.stop()


def test_what_a_parser_prints_does_not_disturb_the_answers() -> None:
    assert guard.parse_guarded("x.xls", b"\x09\x08\x10\x00" + bytes(50)).findings[0].slug == "unreadable_file"
    assert guard.parse_guarded("x.xlsx", GOOD).kind == "xlsx"
