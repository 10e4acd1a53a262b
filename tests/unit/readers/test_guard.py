"""The parsing process: whatever happens in it, the caller gets an answer and lives on."""

import io
import multiprocessing
import os
import pickle
import signal
import struct
import subprocess
import threading
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil
import pytest

from museum.exhibits_sheets import with_sheet
from museum.parts import table, xlsx
from township_sync.errors import TransientError
from township_sync.readers import answers, guard, limits
from township_sync.readers.answers import Outcome, Usage
from township_sync.readers.raw import RawFile

GOOD = xlsx(table())


@pytest.fixture(autouse=True)
def fresh_worker() -> Iterator[None]:
    guard.stop()
    yield
    guard.stop()


def infect(monkeypatch: pytest.MonkeyPatch, disease: str) -> None:
    """Give the parser of the next worker a disease."""
    start = f"from unit.readers import diseases; parsing.parse = diseases.{disease}"
    monkeypatch.setattr(guard, "_START", f"from township_sync.readers import parsing; {start}; {guard._START}")
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[2]))


def outcome_of(monkeypatch: pytest.MonkeyPatch, disease: str) -> tuple[RawFile, Usage]:
    """What is told of a file whose parser has a disease, and what that took; a second is allowed, and six to wait."""
    infect(monkeypatch, disease)
    monkeypatch.setattr(limits, "CPU_SECONDS_LEAST", 1 if disease == "spin" else 30)
    monkeypatch.setattr(limits, "WALL_SECONDS_PER_CPU_SECOND", 0.1 if disease == "sleep" else 6)
    monkeypatch.setattr(limits, "WALL_SECONDS_LEAST", 1 if disease == "sleep" else 60)
    monkeypatch.setattr(limits, "ANSWER_BYTES", 4_000_000)
    with guard.counted() as usages:
        answer = guard.parse_guarded("x.xlsx", GOOD)
    [usage] = usages
    return answer, usage


@pytest.mark.parametrize(
    ("disease", "reason"),
    [("abort", "signal 6"), ("sleep", "time"), ("hoard", "memory"), ("hoard_in_pieces", "memory"),
     ("spin", "processor time"), ("talk", "length of the answer")],
)  # fmt: skip
def test_a_parser_that_dies_or_hangs_is_told_by_its_reason(
    monkeypatch: pytest.MonkeyPatch, disease: str, reason: str
) -> None:
    answer, usage = outcome_of(monkeypatch, disease)
    assert [(found.slug, found.details["reason"]) for found in answer.findings] == [
        ("unreadable_file", f"the parser stopped: {reason}")
    ]
    assert disease != "spin" or 0.7 < usage.cpu_seconds < 1.5
    assert usage.peak_bytes <= 512 * limits.MEGABYTE


def test_a_parser_that_fails_names_the_place_and_never_what_stood_in_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    [found] = outcome_of(monkeypatch, "fail")[0].findings
    assert str(found.details["reason"]).startswith("the parser stopped: TypeError in diseases.py:")


def test_the_reason_becomes_an_unreadable_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "_ask", lambda request: (None, Outcome("signal 6", Usage(0.1, 1))))
    [found] = guard.parse_guarded("x.xlsx", GOOD).findings
    assert (found.slug, found.details["reason"]) == ("unreadable_file", "the parser stopped: signal 6")
    assert "读取时中断" in str(found.details["remedy"])
    monkeypatch.setattr(guard, "_ask", lambda request: (None, Outcome("processor time", Usage(2.0, 1))))
    [found] = guard.parse_guarded("x.xlsx", GOOD).findings
    assert "时间或内存上限" in str(found.details["remedy"])


def test_what_a_parse_took_is_told() -> None:
    with guard.counted() as usages:
        guard.parse_guarded("x.xlsx", GOOD)
    [usage] = usages
    assert 0 < usage.cpu_seconds < 2
    assert 10 * limits.MEGABYTE < usage.peak_bytes < 200 * limits.MEGABYTE
    guard.parse_guarded("x.xlsx", GOOD)
    assert len(usages) == 1


def test_the_limits_of_the_caller_hold_in_the_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    assert guard.parse_guarded("x.csv", b"a,b\r\n" * 20).sheets[0].too_many_rows == 0
    monkeypatch.setattr(limits, "SHEET_ROWS", 10)
    assert guard.parse_guarded("x.csv", b"a,b\r\n" * 20).sheets[0].too_many_rows == 20


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


SLOW = with_sheet("".join(f'<row r="{row}"><c r="A{row}"><v>{row}</v></c></row>' for row in range(7, 49_000)))
"""Takes the parser long enough to be met in the middle."""


def killed_while_parsing(times: int, whom: Callable[[psutil.Process], psutil.Process]) -> RawFile:
    """The answer about a file during whose parse a process is killed with SIGKILL, so many times."""
    guard.parse_guarded("x.xlsx", GOOD)

    def kill() -> None:
        met = {0}
        for _ in range(times):
            fork = _fork_of_worker(met)
            met.add(fork.pid)
            whom(fork).kill()

    killer = threading.Thread(target=kill)
    killer.start()
    try:
        return guard.parse_guarded("x.xlsx", SLOW)
    finally:
        killer.join()


def _fork_of_worker(met: Collection[int] = ()) -> psutil.Process:
    """The process that parses right now (it hears nobody any more), when it is none that was met before."""
    while True:
        with suppress(OSError, KeyError, psutil.NoSuchProcess):
            for fork in psutil.Process(guard._state["worker"].pid).children():
                if fork.pid not in met and _stdin(fork) == Path(os.devnull):
                    return fork


def _stdin(process: psutil.Process) -> Path:
    return Path(f"/proc/{process.pid}/fd/0").readlink()


def worker_of(fork: psutil.Process) -> psutil.Process:
    parent: psutil.Process = fork.parent()
    return parent


def test_a_worker_killed_in_the_middle_of_a_file_is_replaced_and_the_file_is_read() -> None:
    assert killed_while_parsing(1, worker_of).kind == "xlsx"


def test_a_worker_killed_twice_in_the_middle_of_a_file_is_a_transient_error_and_the_next_file_is_read() -> None:
    with pytest.raises(TransientError, match="died twice"):
        killed_while_parsing(2, worker_of)
    assert guard.parse_guarded("x.xlsx", GOOD).kind == "xlsx"


def test_a_parse_killed_from_outside_is_tried_once_more() -> None:
    assert killed_while_parsing(1, lambda fork: fork).kind == "xlsx"


def test_a_parse_killed_twice_from_outside_is_a_refusal_of_this_file_only() -> None:
    answer = killed_while_parsing(2, lambda fork: fork)
    assert [(found.slug, found.details["reason"]) for found in answer.findings] == [
        ("unreadable_file", "the parser stopped: signal 9")
    ]
    assert guard.parse_guarded("x.xlsx", GOOD).kind == "xlsx"


def test_a_fork_does_not_outlive_a_worker_that_was_killed() -> None:
    guard.parse_guarded("x.xlsx", GOOD)
    reader = threading.Thread(target=guard.parse_guarded, args=("x.xlsx", SLOW))
    reader.start()
    fork = _fork_of_worker()
    while fork.cpu_times().user < 0.02:  # only what has begun to parse has told the system with whom it ends
        time.sleep(0.001)
    fork.suspend()  # so that it ends neither by itself nor because nobody listens
    worker_of(fork).kill()
    fork.wait(timeout=20)
    reader.join()


def test_an_interruption_does_not_leave_half_an_answer_for_the_next_file(monkeypatch: pytest.MonkeyPatch) -> None:
    class Interrupted(BaseException):
        pass

    def interrupt(*_: object) -> None:
        raise Interrupted

    with monkeypatch.context() as patch:
        patch.setattr(signal, "SIGALRM", signal.SIGALRM)
        before = signal.signal(signal.SIGALRM, interrupt)
        signal.setitimer(signal.ITIMER_REAL, 0.05)
        try:
            with pytest.raises(Interrupted):
                while True:
                    guard.parse_guarded("x.xlsx", SLOW)
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, before)
    assert guard.parse_guarded("x.csv", b"a,b\r\n1,2\r\n").kind == "csv"


class Thief:
    """What a parser that was taken over might send."""

    def __reduce__(self) -> tuple[Any, ...]:
        return os.mkdir, (self.path,)  # type: ignore[attr-defined]


def test_an_answer_cannot_make_the_caller_call_anything(tmp_path: Path) -> None:
    thief = Thief()
    thief.path = str(tmp_path / "stolen")  # type: ignore[attr-defined]
    body = pickle.dumps(RawFile("xlsx", members=[thief]), protocol=5)  # type: ignore[list-item]
    ending = struct.pack(">I", 0) + pickle.dumps(Outcome("", Usage(0.0, 0)))
    answer, outcome = answers.receive_answer(io.BytesIO(struct.pack(">I", len(body)) + body + ending))
    assert (answer, outcome.stopped) == (None, "")
    assert not (tmp_path / "stolen").exists()


def test_one_worker_serves_many_files_and_leaves_nothing_open() -> None:
    guard.parse_guarded("x.xlsx", GOOD)
    process = guard._state["worker"]
    ours, its = psutil.Process(), psutil.Process(process.pid)
    before = ours.num_fds(), its.num_fds()
    for data in (GOOD, b"", b"PK\x03\x04", GOOD[:500], b"\xd0\xcf\x11\xe0" * 300) * 5:
        guard.parse_guarded("x.xlsx", data)
    assert guard._state["worker"] is process
    assert (ours.num_fds(), its.num_fds()) == before
    assert [_stdin(ready) for ready in its.children()] == [_stdin(its)], "all it has is one that waits for a request"


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


def test_a_worker_ends_with_the_process_that_started_it(tmp_path: Path) -> None:
    program = (
        "from township_sync.readers import guard\n"
        "guard.parse_guarded('x.csv', b'a,b')\n"
        "print(guard._state['worker'].pid, flush=True)\n"
        "import time; time.sleep(60)\n"
    )
    package = str(Path(guard.__file__).parents[2])
    caller = subprocess.Popen(
        [os.sys.executable, "-c", program], stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": package}  # type: ignore[attr-defined]
    )
    assert caller.stdout
    left = psutil.Process(int(caller.stdout.readline()))
    caller.kill()
    caller.wait()
    caller.stdout.close()
    left.wait(timeout=20)


def test_what_a_parser_prints_does_not_disturb_the_answers() -> None:
    assert guard.parse_guarded("x.xls", b"\x09\x08\x10\x00" + bytes(50)).findings[0].slug == "unreadable_file"
    assert guard.parse_guarded("x.xlsx", GOOD).kind == "xlsx"
