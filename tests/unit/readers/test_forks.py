"""Each file has a process of its own, and what happens in it concerns no other file."""

from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from township_sync.readers import guard, limits
from unit.readers.test_guard import GOOD, infect


@pytest.fixture(autouse=True)
def fresh_worker() -> Iterator[None]:
    guard.stop()
    yield
    guard.stop()


def test_a_file_that_kills_its_parser_hurts_neither_the_file_before_nor_the_one_after(
    monkeypatch: pytest.MonkeyPatch
) -> None:
    infect(monkeypatch, "by_name")
    answers = [guard.parse_guarded(name, GOOD) for name in ("first.xlsx", "killer.xlsx", "last.xlsx")]
    assert [[found.slug for found in answer.findings] for answer in answers] == [[], ["unreadable_file"], []]
    assert answers[0].sheets[0].rows[:] == answers[2].sheets[0].rows[:] != []


@pytest.mark.parametrize("kind", ["laborious", "large"])
def test_no_file_is_charged_for_the_time_and_memory_of_the_files_before(
    monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    infect(monkeypatch, "by_name")
    monkeypatch.setattr(limits, "CPU_SECONDS_LEAST", 1)
    assert [guard.parse_guarded(f"{kind}.xlsx", GOOD).findings for _ in range(2)] == [[], []]


def test_the_process_for_the_next_file_holds_nothing_of_the_files_before() -> None:
    secret = b"id 439999197505141239 of somebody"
    guard.parse_guarded("x.csv", b"a,b\r\n" + secret + b",1\r\n")
    [ready] = psutil.Process(guard._state["worker"].pid).children()
    assert secret not in _memory_of(ready)
    assert b"township_sync.readers.worker" in _memory_of(ready), "its memory can be looked at"


def _memory_of(process: psutil.Process) -> bytes:
    """Everything that a process of ours can write to, as it is now."""
    found = []
    with Path(f"/proc/{process.pid}/mem").open("rb", buffering=0) as memory:
        for line in Path(f"/proc/{process.pid}/maps").read_text(encoding="utf-8").splitlines():
            places, rights, *_ = line.split()
            if rights.startswith("rw"):
                first, end = (int(place, 16) for place in places.split("-"))
                memory.seek(first)
                found.append(memory.read(end - first))
    return b"".join(found)
