"""The process that parses: warm (parsers imported once), and for each file a fork of it with hard limits.

It is asked and answers as `answers` says, on stdin and stdout, and ends when stdin ends. The fork for the next file is
made while the one before still parses.
"""

import contextlib
import os
import select
import signal
import time
from typing import BinaryIO

from township_sync.readers import forks
from township_sync.readers.answers import LENGTH, Outcome, Usage, send, write_all
from township_sync.readers.forks import Fork

KILLED = "signal 9"
"""Nobody here kills a fork in this way unless it is over time: it was killed from outside, as memory ran short."""
OVER_LIMIT = ("processor time", "time", "memory", "length of the answer")
"""Why a fork was stopped that used more than it may; all other reasons are breakdowns."""
_CHUNK = 1 << 20


def main() -> None:
    """Serve requests until the caller goes away."""
    _warm_up()
    answers = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)  # nothing that a parser prints may get between the answers
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the caller; its end of the pipe tells us
    waiting: Fork | None = forks.make(answers.fileno())
    with contextlib.suppress(BrokenPipeError):
        while waiting:
            waiting = serve(waiting, answers)


def serve(fork: Fork, answers: BinaryIO) -> Fork | None:
    """Let a fork take one request; write its answer, frame by frame as it comes, and how it ended.

    Returns the fork for the next request, or None when this one ended without any: nobody asks any more, or nobody
    knows how much of the request it took.
    """
    terms = os.read(fork.answers, forks.TERMS.size)
    following = forks.make(answers.fileno(), fork.answers) if terms else None
    reason = _relay(fork.answers, answers, *forks.TERMS.unpack(terms)) if terms else ""
    os.close(fork.answers)
    if reason:
        os.kill(fork.pid, signal.SIGKILL)
    _, status, used = os.wait4(fork.pid, 0)
    if following:
        answers.write(LENGTH.pack(0))
        usage = Usage(used.ru_utime + used.ru_stime, used.ru_maxrss * 1024)
        send(answers, Outcome(reason or _why_stopped(status), usage))
    return following


def _warm_up() -> None:
    import msoffcrypto  # noqa: F401
    import olefile  # type: ignore[import-untyped]  # noqa: F401
    import python_calamine  # noqa: F401
    import xlrd  # noqa: F401

    from township_sync.readers import parsing  # noqa: F401


def _relay(reading: int, answers: BinaryIO, seconds: float, longest: int) -> str:
    """Hand on everything that the fork writes; why it has to be stopped, or an empty text when it came to an end."""
    size, deadline = 0, time.monotonic() + seconds
    while True:
        ready, _, _ = select.select([reading], [], [], max(0.0, deadline - time.monotonic()))
        if not ready:
            return "time"
        if size > longest:
            return "length of the answer"
        chunk = os.read(reading, _CHUNK)
        if not chunk:
            return ""
        write_all(answers.fileno(), LENGTH.pack(len(chunk)), chunk)
        size += len(chunk)


def _why_stopped(status: int) -> str:
    if os.WIFSIGNALED(status):
        number = os.WTERMSIG(status)
        return "processor time" if number == signal.SIGXCPU else f"signal {number}"
    return {0: "", forks.OUT_OF_MEMORY: "memory"}.get(os.WEXITSTATUS(status), "failure")


if __name__ == "__main__":
    main()
