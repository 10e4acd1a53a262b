"""What may befall a parser; each stands in for `parsing.parse` in a real parsing process."""

import faulthandler
import os
import time
from typing import Any

from township_sync.readers import limits, parsing
from township_sync.readers.raw import RawFile

_healthy = parsing.parse


def abort(*_: object) -> RawFile:
    """As Rust does when it cannot have the memory it wants."""
    faulthandler.disable()
    os.abort()


def sleep(*_: object) -> RawFile:
    """Hang without using the processor."""
    time.sleep(60)
    raise AssertionError("the deadline did not hold")


def hoard(*_: object) -> RawFile:
    """Ask for too much at once."""
    return RawFile("x" * (2 * limits.MEMORY_BYTES))


def hoard_in_pieces(*_: object) -> RawFile:
    """Ask for too much bit by bit."""
    pieces = []
    while True:
        pieces.append(bytearray(1 << 20))


def spin(*_: object) -> RawFile:
    """Use the processor for ever."""
    while True:
        pass


def fail(*_: object) -> RawFile:
    """Meet a mistake of ours; its text quotes the file."""
    raise TypeError("what stands in a cell")


def talk(*_: object) -> RawFile:
    """Answer at great length."""
    return RawFile("x" * 5_000_000)


def by_name(name: str, *more: Any) -> RawFile:
    """Only some files are ill: one kills its parser, some are laborious and some large, each below the limits."""
    if name.startswith("killer"):
        abort()
    held = bytearray(limits.MEMORY_BYTES * 6 // 10) if name.startswith("large") else b""
    while name.startswith("laborious") and time.process_time() < 0.6:
        pass
    answer = _healthy(name, *more)
    del held
    return answer
