"""The door to the parsing process: one warm worker per process of ours, started when first needed.

It works in Airflow's task processes, in pytest and in the command line alike, because the worker is an ordinary child
process and not one of `multiprocessing` (whose daemonic processes may have no children).
"""

import atexit
import contextlib
import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import township_sync
from township_sync import project
from township_sync.errors import TransientError
from township_sync.readers import answers, limits, worker
from township_sync.readers.answers import Outcome, Usage
from township_sync.readers.raw import RawFile, RawFinding

_START = "from township_sync.readers.worker import main; main()"
_TRIES = 2
_state: dict[str, subprocess.Popen[bytes]] = {}
_counting: list[list[Usage]] = []
_lock = threading.Lock()


def parse_guarded(name: str, data: bytes, passwords: Sequence[str] = ()) -> RawFile:
    """Parse one file in a limited process; one that kills its process, or takes too long, is `unreadable_file`.

    A process that was killed from outside is no fault of the file's: the file is tried once more. Raises TransientError
    when the worker cannot be started or dies twice.
    """
    request = (name, data, tuple(passwords), limits.in_force())
    with _lock:
        answer, outcome = _insist(request)
    for usages in _counting:
        usages.append(outcome.usage)
    if isinstance(answer, RawFile) and not outcome.stopped:
        return answer
    return _refused(outcome.stopped or (answer if isinstance(answer, str) else "failure"))


def _refused(reason: str) -> RawFile:
    remedies = project.mapping("contracts/refusals.zh.yaml")
    remedy = remedies["too much for the reader" if reason in worker.OVER_LIMIT else "the parser broke off"]
    found = RawFinding("unreadable_file", {"reason": f"the parser stopped: {reason}", "remedy": remedy})
    return RawFile("unknown", findings=[found])


@contextlib.contextmanager
def counted() -> Iterator[list[Usage]]:
    """What the parses inside the block take, one entry for each file (and for each file of a bundle)."""
    usages: list[Usage] = []
    _counting.append(usages)
    try:
        yield usages
    finally:
        _counting.remove(usages)


def stop() -> None:
    """End this process's worker, if it has one."""
    process = _state.pop("worker", None)
    if process is not None:
        _close_pipes(process)
        process.wait(timeout=10)


def _insist(request: answers.Request) -> tuple[object, Outcome]:
    """The answer of the worker, or of a second one when the first was killed."""
    last: tuple[object, Outcome] | None = None
    for _ in range(_TRIES):
        with contextlib.suppress(BrokenPipeError, EOFError):
            last = _ask(request)
            if last[1].stopped != worker.KILLED:
                return last
    if last is None:
        raise TransientError("The process that parses workbooks died twice; look for memory pressure, then try again.")
    return last


def _ask(request: answers.Request) -> tuple[object, Outcome]:
    process = _state.get("worker") or _start()
    assert process.stdin and process.stdout
    try:
        answers.send_request(process.stdin.fileno(), request)
        return answers.receive_answer(process.stdout)  # type: ignore[arg-type]
    except BaseException:  # also when we are interrupted: the rest of this answer must not be taken for the next one
        _state.pop("worker", None)
        process.kill()
        _close_pipes(process)
        process.wait()
        raise


def _start() -> subprocess.Popen[bytes]:
    package = str(Path(township_sync.__file__).parents[1])
    path = os.pathsep.join(filter(None, (package, os.environ.get("PYTHONPATH"))))
    try:
        process = subprocess.Popen(
            [sys.executable, "-c", _START], stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=-1,
            env={**os.environ, "PYTHONPATH": path},
        )
    except OSError as error:
        raise TransientError(f"The process that parses workbooks could not be started: {error.strerror}.") from error
    for pipe in (process.stdin, process.stdout):
        answers.widen(pipe.fileno())  # type: ignore[union-attr]
    _state["worker"] = process
    return process


def _close_pipes(process: subprocess.Popen[bytes]) -> None:
    for pipe in (process.stdin, process.stdout):
        with contextlib.suppress(BrokenPipeError):  # what a dead worker never took is flushed in vain
            pipe.close()  # type: ignore[union-attr]


def _forget_in_fork() -> None:
    """A fork must not speak to its parent's worker; it closes its copies of the pipes and starts its own."""
    global _lock
    _lock = threading.Lock()
    process = _state.pop("worker", None)
    if process is not None:
        for pipe in (process.stdin, process.stdout):
            pipe.raw.close()  # type: ignore[union-attr]  # without flushing what another thread was about to write
        process.returncode = 0  # it is the parent's to wait for


os.register_at_fork(after_in_child=_forget_in_fork)
atexit.register(stop)
