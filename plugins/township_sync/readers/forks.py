"""One fork of the parsing process: made ahead, it takes one request, parses it under hard limits, answers and ends.

It takes the request itself, so that no file is ever in the memory of the process that forks and of the next fork.
"""

import ctypes
import gc
import os
import resource
import signal
import sys
import traceback
from pathlib import Path
from struct import Struct
from typing import NamedTuple, NoReturn

from township_sync.readers import limits, processor_time
from township_sync.readers.answers import receive_request, send, widen

TERMS = Struct(">dQ")
"""What a fork says first, before it parses: the seconds on the clock, and the bytes of its answer, that it may take."""
OUT_OF_MEMORY, FAILED = 3, 2
"""How a fork ends that did not answer."""
_CHUNK = 1 << 20
_DEATH_OF_PARENT = 1  # PR_SET_PDEATHSIG of prctl(2)
_control = getattr(ctypes.CDLL(None), "prctl", None)


class Fork(NamedTuple):
    """A process that waits for its request, and the end of the pipe on which it answers."""

    pid: int
    answers: int


def make(*others: int) -> Fork:
    """A fork that reads its request from stdin; the other open files of the process that forks are closed in it."""
    reading, writing = os.pipe()
    widen(writing)
    parent, child = os.getpid(), os.fork()
    if child == 0:
        for mine in (reading, *others):
            os.close(mine)
        _take_one_and_exit(writing, parent)
    os.close(writing)
    return Fork(child, reading)


def _take_one_and_exit(writing: int, parent: int) -> NoReturn:
    """In the fork: wait, set the limits, parse, answer, and leave without any clean-up of the parent's."""
    code = FAILED
    gc.disable()  # nothing lives long enough here to be worth looking for rings
    try:
        _end_with(parent)
        with os.fdopen(writing, "wb", _CHUNK) as stream:
            name, data, passwords, wanted = receive_request(sys.stdin.buffer)
            limits.take(wanted)
            _be_deaf_and_silent()
            _limit(len(data))
            os.write(writing, TERMS.pack(limits.wall_seconds(len(data)), limits.ANSWER_BYTES))
            send(stream, _parsed(name, data, passwords))
        code = 0
    except MemoryError:
        code = OUT_OF_MEMORY
    finally:
        os._exit(code)


def _end_with(parent: int) -> None:
    """A fork whose parent is killed, or was before it could say so, ends at once (Linux); else its limits end it."""
    if _control:
        _control(_DEATH_OF_PARENT, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(FAILED)


def _be_deaf_and_silent() -> None:
    """No further request is for this fork; and what a parser prints when it dies (Rust: a whole backtrace) may quote
    the file and helps nobody."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)


def _limit(size: int) -> None:
    statm = Path("/proc/self/statm")
    if statm.exists():
        whole, resident = (int(pages) * resource.getpagesize() for pages in statm.read_text().split()[:2])
        # What is mapped and not used yet costs nothing: only what is added counts, down to what is left of the limit.
        memory = whole + max(0, limits.MEMORY_BYTES - resident)
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    processor_time.limit_to(size)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


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
