"""The process that parses: warm (parsers imported once), and for each file a fork of it with hard limits.

Protocol on stdin and stdout: 8 bytes of length, then a pickle. A request is (name, data, passwords); the answer is a
`RawFile`, or the text of why the fork died (`signal 6`, `time`, `memory`). It ends when stdin ends.
"""

import os
import pickle
import resource
import select
import signal
import struct
import sys
import time
from pathlib import Path
from typing import Any, BinaryIO

from township_sync.readers import limits
from township_sync.readers.raw import RawFile

_LENGTH = struct.Struct(">Q")
Answer = RawFile | str


def main() -> None:
    """Serve requests until the caller goes away."""
    _warm_up()
    requests, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # nothing that a parser prints may get between the answers
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the caller; its end of the pipe tells us
    while (request := receive(requests)) is not None:
        send(answers, _in_fork(*request))


def send(stream: BinaryIO, message: object) -> None:
    """Write one message; bytes are taken for one that is pickled already."""
    body = message if isinstance(message, bytes) else pickle.dumps(message, protocol=5)
    stream.write(_LENGTH.pack(len(body)))
    stream.write(body)
    stream.flush()


def receive(stream: BinaryIO) -> Any:
    """Read one message, or None at the end of the stream."""
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    body = stream.read(_LENGTH.unpack(head)[0])
    return pickle.loads(body)


def _warm_up() -> None:
    import msoffcrypto  # noqa: F401
    import olefile  # type: ignore[import-untyped]  # noqa: F401
    import python_calamine  # noqa: F401
    import xlrd  # noqa: F401

    from township_sync.readers import parsing  # noqa: F401


def _in_fork(name: str, data: bytes, passwords: tuple[str, ...]) -> bytes | str:
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _parse_and_exit(writing, name, data, passwords)
    os.close(writing)
    body = _collect(reading, time.monotonic() + limits.wall_seconds(len(data)))
    os.close(reading)
    if body is None:
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    return _answer(body, status)


def _answer(body: bytes | None, status: int) -> bytes | str:
    """The pickled `RawFile` as it came, or why there is none."""
    if body is None:
        return "time"
    if os.WIFSIGNALED(status):
        return f"signal {os.WTERMSIG(status)}"
    if os.WEXITSTATUS(status) != 0 or not body:
        return "memory" if os.WEXITSTATUS(status) == 3 else "failure"
    return body


def _collect(reading: int, deadline: float) -> bytes | None:
    """Everything that the fork writes, or None when it takes too long or says too much."""
    chunks: list[bytes] = []
    size = 0
    while True:
        ready, _, _ = select.select([reading], [], [], max(0.0, deadline - time.monotonic()))
        if not ready or size > limits.ANSWER_BYTES:
            return None
        chunk = os.read(reading, 1 << 20)
        if not chunk:
            return b"".join(chunks)
        chunks.append(chunk)
        size += len(chunk)


def _parse_and_exit(writing: int, name: str, data: bytes, passwords: tuple[str, ...]) -> None:
    """In the fork: set the limits, parse, answer, and leave without any clean-up of the parent's."""
    code = 2
    try:
        _limit(len(data))
        from township_sync.readers.parsing import parse

        answer = pickle.dumps(parse(name, data, passwords), protocol=5)
        with os.fdopen(writing, "wb") as stream:
            stream.write(answer)
        code = 0
    except MemoryError:
        code = 3
    finally:
        os._exit(code)


def _limit(size: int) -> None:
    statm = Path("/proc/self/statm")
    if statm.exists():
        memory = int(statm.read_text().split()[0]) * resource.getpagesize() + limits.MEMORY_HEADROOM
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    seconds = limits.cpu_seconds(size)
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    main()
