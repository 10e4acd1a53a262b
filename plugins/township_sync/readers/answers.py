"""How the process that parses is asked and answers: pickles on pipes, of which the answer is taken with caution.

A request is the pickle of (name, number of bytes, passwords, limits) and the bytes of the file. An answer is the pickle
of a `RawFile` in frames (4 bytes of length, then so many bytes), a frame of length 0, and the pickle of an `Outcome`.
The frames come from a process that may have been taken over by the file it parses: nothing but plain values and the
readers' own types is made of them.
"""

import fcntl
import io
import os
import pickle
import struct
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, BinaryIO, NamedTuple

Request = tuple[str, bytes, tuple[str, ...], Mapping[str, int | float]]
"""Name, content, passwords and the limits in force."""
LENGTH = struct.Struct(">I")
_OURS = {"township_sync.readers.raw", "township_sync.readers.packed"}
_PLAIN = {
    *(("datetime", name) for name in ("date", "datetime", "time")),
    *(("builtins", name) for name in ("frozenset", "set", "bytearray")),
    *(("array", name) for name in ("array", "_array_reconstructor")),
}


class Usage(NamedTuple):
    """What parsing one file took: processor time in seconds, and the most memory that its process ever held."""

    cpu_seconds: float
    peak_bytes: int


class Outcome(NamedTuple):
    """How the parse ended: an empty text when it answered, else why it was stopped."""

    stopped: str
    usage: Usage


def widen(pipe: int) -> None:
    """Let a pipe hold a megabyte (Linux): what fits into it is sent in one go, and the sender goes on at once."""
    with suppress(AttributeError, OSError):
        fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, 1 << 20)


def write_all(pipe: int, *parts: bytes) -> None:
    """Write these bytes one after another, if possible in one call: each gives other threads the turn."""
    left = [memoryview(part) for part in parts]
    while left:
        count = os.writev(pipe, left)
        while left and count >= len(left[0]):
            count -= len(left.pop(0))
        if left:
            left[0] = left[0][count:]


def send_request(pipe: int, request: Request) -> None:
    """Ask for one file."""
    name, data, passwords, limits = request
    write_all(pipe, pickle.dumps((name, len(data), passwords, limits), protocol=5), data)


def receive_request(stream: BinaryIO) -> Request:
    """What is asked for; EOFError when nobody asks any more. It may read on: the caller waits for the answer."""
    name, size, passwords, limits = pickle.load(stream)
    data = stream.read(size)
    if len(data) < size:
        raise EOFError
    return name, data, passwords, limits


def send(stream: BinaryIO, message: object) -> None:
    """Write one pickle."""
    pickle.dump(message, stream, protocol=5)
    stream.flush()


def receive(stream: BinaryIO) -> Any:
    """Read one pickle of our own; EOFError at the end of the stream."""
    return pickle.load(stream)


def receive_answer(stream: BinaryIO) -> tuple[object, Outcome]:
    """Read one answer: what was parsed (None when it is not whole) and how it ended; EOFError at the end."""
    frames = _Frames(stream)
    whole = io.BufferedReader(frames, 1 << 20)
    try:
        answer = _Cautious(whole).load()
    except (pickle.UnpicklingError, EOFError, AttributeError, ImportError, IndexError, TypeError, ValueError):
        answer = None
    while whole.read(1 << 20):
        pass
    if not frames.ended:
        raise EOFError
    return answer, receive(stream)


class _Frames(io.RawIOBase):
    """The bytes of the frames up to the empty one."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream, self._left, self.ended = stream, 0, False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if not self._left and not self.ended:
            head = self._stream.read(LENGTH.size)
            if len(head) < LENGTH.size:
                return 0
            self._left = LENGTH.unpack(head)[0]
            self.ended = not self._left
        piece = memoryview(buffer)[: self._left]
        count = self._stream.readinto(piece) if self._left else 0  # type: ignore[attr-defined]
        self._left -= count
        return int(count)


class _Cautious(pickle.Unpickler):
    """An unpickler that makes plain values and the readers' own types, and calls nothing else."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) in _PLAIN:
            return super().find_class(module, name)
        found = super().find_class(module, name) if module in _OURS and "." not in name else None
        if not isinstance(found, type) or found.__module__ != module:
            raise pickle.UnpicklingError(f"An answer may not hold a {module}.{name}.")
        return found
