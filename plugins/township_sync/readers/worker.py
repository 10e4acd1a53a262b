"""The process that parses: warm (parsers imported once), and for each file a fork of it with hard limits.

It is asked and answers as `answers` says, on stdin and stdout, and ends when stdin ends.
"""

import contextlib
import ctypes
import gc
import os
import resource
import select
import signal
import sys
import time
import traceback
from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO

from township_sync.readers import limits, processor_time
from township_sync.readers.answers import LENGTH, Outcome, Usage, receive, send

KILLED = "signal 9"
"""Nobody here kills a fork in this way unless it is over time: it was killed from outside, as memory ran short."""
OVER_LIMIT = ("processor time", "time", "memory", "length of the answer")
"""Why a fork was stopped that used more than it may; all other reasons are breakdowns."""
_OUT_OF_MEMORY, _FAILED = 3, 2
_CHUNK = 1 << 20
_DEATH_OF_PARENT = 1  # PR_SET_PDEATHSIG of prctl(2)


def main() -> None:
    """Serve requests until the caller goes away."""
    _warm_up()
    requests, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)  # nothing that a parser prints may get between the answers
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the caller; its end of the pipe tells us
    with contextlib.suppress(EOFError, BrokenPipeError):
        while True:
            serve(receive(requests), answers)


def serve(request: tuple[str, bytes, tuple[str, ...], Mapping[str, int | float]], answers: BinaryIO) -> None:
    """Parse one file in a fork and write its answer, frame by frame as it comes, and how the fork ended."""
    name, data, passwords, wanted = request
    limits.take(wanted)
    reading, writing = os.pipe()
    parent, child = os.getpid(), os.fork()
    if child == 0:
        os.close(reading)
        _end_with(parent)
        _parse_and_exit(writing, name, data, passwords)
    os.close(writing)
    try:
        reason = _relay(reading, answers, time.monotonic() + limits.wall_seconds(len(data)))
    finally:
        os.close(reading)
    if reason:
        os.kill(child, signal.SIGKILL)
    _, status, used = os.wait4(child, 0)
    usage = Usage(used.ru_utime + used.ru_stime, used.ru_maxrss * 1024)
    answers.write(LENGTH.pack(0))
    send(answers, Outcome(reason or _why_stopped(status), usage))


def _warm_up() -> None:
    import msoffcrypto  # noqa: F401
    import olefile  # type: ignore[import-untyped]  # noqa: F401
    import python_calamine  # noqa: F401
    import xlrd  # noqa: F401

    from township_sync.readers import parsing  # noqa: F401


def _relay(reading: int, answers: BinaryIO, deadline: float) -> str:
    """Hand on everything that the fork writes; why it has to be stopped, or an empty text when it came to an end."""
    size = 0
    while True:
        ready, _, _ = select.select([reading], [], [], max(0.0, deadline - time.monotonic()))
        if not ready:
            return "time"
        if size > limits.ANSWER_BYTES:
            return "length of the answer"
        chunk = os.read(reading, _CHUNK)
        if not chunk:
            return ""
        answers.write(LENGTH.pack(len(chunk)))
        _write_all(answers, chunk)
        size += len(chunk)


def _write_all(stream: BinaryIO, chunk: bytes) -> None:
    left = memoryview(chunk)
    while left:
        left = left[stream.write(left):]


def _why_stopped(status: int) -> str:
    if os.WIFSIGNALED(status):
        number = os.WTERMSIG(status)
        return "processor time" if number == signal.SIGXCPU else f"signal {number}"
    return {0: "", _OUT_OF_MEMORY: "memory"}.get(os.WEXITSTATUS(status), "failure")


def _parse_and_exit(writing: int, name: str, data: bytes, passwords: tuple[str, ...]) -> None:
    """In the fork: set the limits, parse, answer, and leave without any clean-up of the parent's."""
    code = _FAILED
    gc.disable()  # nothing lives long enough here to be worth looking for rings
    try:
        _be_silent()
        _limit(len(data))
        with os.fdopen(writing, "wb", _CHUNK) as stream:
            send(stream, _parsed(name, data, passwords))
        code = 0
    except MemoryError:
        code = _OUT_OF_MEMORY
    finally:
        os._exit(code)


def _be_silent() -> None:
    """What a parser prints when it dies (Rust: a whole backtrace) may quote the file and helps nobody."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(nowhere, stream)


def _parsed(name: str, data: bytes, passwords: tuple[str, ...]) -> object:
    """The `RawFile`, or the place in our code that failed; never the text of an error, which may quote the file."""
    from township_sync.readers.parsing import parse

    try:
        return parse(name, data, passwords)
    except MemoryError:
        raise
    except Exception as error:
        last = traceback.extract_tb(error.__traceback__)[-1]
        return f"{type(error).__name__} in {Path(last.filename).name}:{last.lineno}"


def _limit(size: int) -> None:
    statm = Path("/proc/self/statm")
    if statm.exists():
        whole, resident = (int(pages) * resource.getpagesize() for pages in statm.read_text().split()[:2])
        # What is mapped and not used yet costs nothing: only what is added counts, down to what is left of the limit.
        memory = whole + max(0, limits.MEMORY_BYTES - resident)
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    processor_time.limit_to(size)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _end_with(parent: int) -> None:
    """A fork whose parent is killed, or was before it could say so, ends at once (Linux); else its limits end it."""
    with contextlib.suppress(AttributeError, OSError):
        ctypes.CDLL(None).prctl(_DEATH_OF_PARENT, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(_FAILED)


if __name__ == "__main__":
    main()
