"""What lies in a folder of this machine: every entry once, without following a link or opening anything."""

import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from township_sync.errors import TerminalError, TransientError
from township_sync.sources.listing import MOST_FILES, is_unfinished


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry that is no folder to look into; `status` is None when it vanished or may not be looked at."""

    path: Path
    status: os.stat_result | None


def entries_below(
    folder: Path, depth: int, skipped: Callable[[os.DirEntry[str]], bool] = lambda entry: False
) -> Iterator[Entry]:
    """Every entry below a folder, in no order, but for those `skipped` that lie directly in it.

    Links to folders, folders too deep inside, unfinished and unreadable folders are entries themselves. A folder that
    is not there has none.
    """
    try:
        inside = [] if folder.is_symlink() else entries_in(folder)
    except PermissionError:
        yield Entry(folder, None)
        return
    for entry in inside:
        if not skipped(entry):
            yield from _entries_of(entry, depth)


def entries_in(folder: Path) -> list[os.DirEntry[str]]:
    """What lies directly in a folder; nothing when it is none or is gone.

    TransientError when its file system does not answer, TerminalError when it holds more than MOST_FILES.
    """
    try:
        inside = list(os.scandir(folder))
    except (FileNotFoundError, NotADirectoryError):
        return []
    except PermissionError:
        raise
    except OSError as error:
        raise TransientError(f"The drop folder cannot be read ({error.strerror}); is its file system there?") from None
    if len(inside) > MOST_FILES:
        raise TerminalError(f"The folder of {folder.name} holds {len(inside)} files, over {MOST_FILES}; clear it.")
    return inside


def _entries_of(entry: os.DirEntry[str], depth: int) -> Iterator[Entry]:
    path = Path(entry.path)
    try:
        status = entry.stat(follow_symlinks=False)
    except OSError:
        yield Entry(path, None)
        return
    if stat.S_ISDIR(status.st_mode) and depth > 1 and not is_unfinished(entry.name):
        yield from entries_below(path, depth - 1)
    else:
        yield Entry(path, status)


def open_below(root: Path, relative: str) -> int:
    """A descriptor for reading a file below a folder, opened without following any link and without waiting.

    Between listing and opening, a file can become a pipe, and a folder on its way a link to elsewhere. Raises OSError.
    """
    *folders, name = Path(relative).parts
    held = os.open(root, os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        for folder in folders:
            inner = os.open(folder, os.O_PATH | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=held)
            held, outer = inner, held
            os.close(outer)
        return os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=held)
    finally:
        os.close(held)
