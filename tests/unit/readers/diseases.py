"""What may befall a parser; each stands in for `parsing.parse` in a real parsing process."""

import faulthandler
import os
import time

from township_sync.readers import limits
from township_sync.readers.raw import RawFile


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
