"""The drop folder as a source: `<TOWNSHIP_SYNC_DROP_FOLDER>/<period>/<unit_code>/…`, also with folders inside.

Files count as arrived in byte order of their paths. Links, pipes and devices are never opened, unfinished copies are
left for the next poll, and a file that changes while it is read is not taken. What lies beside the units' folders is of
an unknown sender.
"""

import os
import stat
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from township_sync.domain.unit import units
from township_sync.errors import TerminalError, UsageError
from township_sync.settings import Settings
from township_sync.sources.listing import (
    LARGEST_FILE_BYTES,
    Listing,
    OfferedFile,
    Passed,
    PassedOver,
    is_period,
    is_unfinished,
)

_MOST_FILES = 10_000
_DEEPEST = 4


def list_files(settings: Settings, unit_code: str, since: str, now: datetime) -> Listing:
    """Everything that lies in the unit's folders, or beside all units' folders for an empty code.

    A file younger than TOWNSHIP_SYNC_DROP_QUIET_SECONDS (default 0) is still being written. UsageError when the drop
    folder is not set or not there.
    """
    root = _root(settings)
    quiet = settings.number("DROP_QUIET_SECONDS", 0.0, "seconds")
    files: list[OfferedFile] = []
    passed = [] if unit_code else _outside_months(root)
    for period in sorted(found.name for found in root.iterdir() if is_period(found.name) and found.name >= since):
        folder = root / period / unit_code
        found = _entries(folder, _DEEPEST) if unit_code else _beside_units(folder)
        for path in sorted(found, key=os.fsencode):
            name, status = _shown(path.relative_to(folder)), path.lstat()
            reason = _objection(path, status, now.timestamp(), quiet)
            if reason:
                passed.append(PassedOver(period, name, reason))
            else:
                reference = os.fspath(path.relative_to(root))
                order = os.fsencode(reference)
                files.append(OfferedFile(unit_code, period, name, status.st_size, None, reference, order))
    return Listing(files, passed)


def fetch(settings: Settings, file: OfferedFile) -> bytes:
    """The bytes of one listed file; raises Passed when it changed, vanished or may not be read."""
    path = _root(settings) / file.reference
    try:
        # Not following links and not waiting: between listing and opening, a file can become a link or a pipe.
        opened = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        raise Passed(file, "not_readable" if isinstance(error, PermissionError) else "vanished") from None
    with os.fdopen(opened, "rb") as stream:
        before = os.fstat(opened)
        if not stat.S_ISREG(before.st_mode):
            raise Passed(file, "not_a_file")
        data = stream.read(LARGEST_FILE_BYTES + 1)
        after = os.fstat(opened)
    if len(data) > LARGEST_FILE_BYTES:
        raise Passed(file, "too_large")
    if len(data) != before.st_size or not _mark(before) == _mark(after) == _mark_at(path):
        raise Passed(file, "still_written")
    return data


def refuse_without_senders(inbox: Path) -> None:
    """UsageError when no file of an inbox lies below a unit's code, as in a wrong folder."""
    if not any(not is_unfinished(path.name) for code in units() for path in _entries(inbox / code, _DEEPEST)):
        raise UsageError(f"No file in {inbox.name} lies in a unit's folder; name one that has a folder per unit code.")


def _root(settings: Settings) -> Path:
    named = settings.get("DROP_FOLDER")
    if not named or not Path(named).is_dir():
        raise UsageError(f"TOWNSHIP_SYNC_DROP_FOLDER is '{named}'; set it to the townships' drop folder.")
    return Path(named)


def _entries(folder: Path, depth: int) -> Iterator[Path]:
    """Every entry below a folder that is no folder itself; links to folders and folders too deep inside are entries."""
    for entry in [] if folder.is_symlink() else _inside(folder):
        yield from _entry(entry, depth)


def _beside_units(month: Path) -> Iterator[Path]:
    """Every entry below a month's folder that does not lie in the folder of a known unit."""
    for entry in _inside(month):
        if not (entry.name in units() and entry.is_dir(follow_symlinks=False)):
            yield from _entry(entry, _DEEPEST + 1)


def _entry(entry: os.DirEntry[str], depth: int) -> Iterator[Path]:
    if entry.is_dir(follow_symlinks=False) and depth > 1 and not is_unfinished(entry.name):
        yield from _entries(Path(entry.path), depth - 1)
    else:
        yield Path(entry.path)


def _inside(folder: Path) -> list[os.DirEntry[str]]:
    try:
        inside = list(os.scandir(folder)) if folder.is_dir() else []
    except PermissionError:
        raise TerminalError(f"The drop folder of {folder.name} may not be read; give us the right.") from None
    if len(inside) > _MOST_FILES:
        raise TerminalError(f"The folder of {folder.name} holds {len(inside)} files, over {_MOST_FILES}; clear it.")
    return inside


def _outside_months(root: Path) -> list[PassedOver]:
    """What lies in the drop folder and below no month: nobody can say what it is about."""
    names = sorted(entry.name for entry in _inside(root) if not is_period(entry.name) and not is_unfinished(entry.name))
    return [PassedOver("", _shown(Path(name)), "bad_place") for name in names]


def _objection(path: Path, status: os.stat_result, now: float, quiet: float) -> str:
    if is_unfinished(path.name):
        return "still_written"
    if stat.S_ISDIR(status.st_mode):
        return "too_deep"
    if not stat.S_ISREG(status.st_mode):
        return "not_a_file"
    # A time in the future says that a clock is wrong, not that the file is young.
    if 0 <= now - status.st_mtime < quiet:
        return "still_written"
    return "too_large" if status.st_size > LARGEST_FILE_BYTES else ""


def _shown(relative: Path) -> str:
    """The name as text; names that are no UTF-8 were written by old machines in GBK."""
    raw = os.fsencode(relative.as_posix())
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("utf-8", "replace")


def _mark(status: os.stat_result) -> tuple[int, int, int, int]:
    return status.st_ino, status.st_dev, status.st_size, status.st_mtime_ns


def _mark_at(path: Path) -> tuple[int, int, int, int] | None:
    try:
        return _mark(path.lstat())
    except OSError:
        return None
