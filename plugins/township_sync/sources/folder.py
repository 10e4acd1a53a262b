"""The drop folder as a source: `<TOWNSHIP_SYNC_DROP_FOLDER>/<period>/<unit_code>/…`, also with folders inside.

Files count as arrived in byte order of their paths. A month's folder may be a link of the installation's own; below it
links, pipes and devices are never opened. Unfinished copies are left for the next poll, and a file that changes between
two looks or while it is read is not taken. What lies beside the units' folders is of an unknown sender. Settings:
DROP_QUIET_SECONDS (a younger file is still being written, default 0), DROP_MARKER (a name that must lie in the drop
folder, or its file system is not mounted).
"""

import os
import stat
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from township_sync.domain.unit import units
from township_sync.errors import TerminalError, TransientError, UsageError
from township_sync.settings import Settings
from township_sync.sources.entries import Entry, entries_below, entries_in, open_below
from township_sync.sources.listing import (
    DEEPEST,
    LARGEST_FILE_BYTES,
    Listing,
    OfferedFile,
    Passed,
    PassedOver,
    is_period,
    is_unfinished,
    is_young,
    readable_name,
)


def list_files(settings: Settings, unit_code: str, since: str, now: datetime) -> Listing:
    """Everything that lies in the unit's folders, or beside all units' folders for an empty code.

    UsageError when the drop folder is not set, TransientError when it is not there: that is not "nothing new".
    """
    root = _root(settings)
    quiet = settings.number("DROP_QUIET_SECONDS", 0.0, "seconds")
    inside = _readable(root)
    files: list[OfferedFile] = []
    passed = [] if unit_code else _outside_months(settings, inside)
    for period in sorted(found.name for found in inside if is_period(found.name) and found.name >= since):
        month = (root / period).resolve()
        for entry in _of_sender(month, unit_code):
            name = readable_name(os.fsencode(entry.path.relative_to(month / unit_code)))
            reason = _objection(entry, now.timestamp(), quiet)
            if reason or entry.status is None:
                passed.append(PassedOver(period, name, reason))
            else:
                files.append(_offered(unit_code, period, name, period / entry.path.relative_to(month), entry.status))
    return Listing(files, passed)


def fetch(settings: Settings, file: OfferedFile) -> bytes:
    """The bytes of one listed file; raises Passed when it changed, vanished or may not be read."""
    month = (_root(settings) / file.period).resolve()
    below = os.fspath(Path(file.reference).relative_to(file.period))
    try:
        opened = open_below(month, below)
    except OSError as error:
        raise Passed(file, "not_readable" if isinstance(error, PermissionError) else "vanished") from None
    with os.fdopen(opened, "rb") as stream:
        before = os.fstat(opened)
        if not stat.S_ISREG(before.st_mode):
            raise Passed(file, "not_a_file")
        if file.mark and file.mark != _mark(before):
            raise Passed(file, "still_written")
        try:
            data = stream.read(LARGEST_FILE_BYTES + 1)
        except OSError:
            raise Passed(file, "not_readable") from None
        after = os.fstat(opened)
    if len(data) > LARGEST_FILE_BYTES:
        raise Passed(file, "too_large")
    if len(data) != before.st_size or not _mark(before) == _mark(after) == _mark_at(month / below):
        raise Passed(file, "still_written")
    return data


def refuse_without_senders(inbox: Path) -> None:
    """UsageError when no file of an inbox lies below a unit's code, as in a wrong folder."""
    if not any(not is_unfinished(one.path.name) for code in units() for one in entries_below(inbox / code, DEEPEST)):
        raise UsageError(f"No file in {inbox.name} lies in a unit's folder; name one that has a folder per unit code.")


def _root(settings: Settings) -> Path:
    named = settings.get("DROP_FOLDER")
    if not named:
        raise UsageError("TOWNSHIP_SYNC_DROP_FOLDER is not set; set it to the townships' drop folder.")
    root, marker = Path(named), settings.get("DROP_MARKER")
    if not root.is_dir() or (marker and not (root / marker).exists()):
        raise TransientError(f"The drop folder TOWNSHIP_SYNC_DROP_FOLDER = '{root.name}' is not there; mount it.")
    return root


def _readable(root: Path) -> list[os.DirEntry[str]]:
    try:
        return entries_in(root)
    except PermissionError:
        raise TerminalError(f"The drop folder {root.name} may not be read; give us the right.") from None


def _of_sender(month: Path, unit_code: str) -> list[Entry]:
    """A month's entries of one unit, or for an empty code those in no known unit's folder, in byte order."""
    found: Iterator[Entry]
    if unit_code:
        found = entries_below(month / unit_code, DEEPEST)
    else:
        found = entries_below(month, DEEPEST + 1, lambda one: one.name in units() and one.is_dir(follow_symlinks=False))
    return sorted(found, key=lambda entry: os.fsencode(entry.path))


def _offered(unit_code: str, period: str, name: str, relative: Path, status: os.stat_result) -> OfferedFile:
    reference = os.fspath(relative)
    return OfferedFile(unit_code, period, name, status.st_size, None, reference, os.fsencode(reference), _mark(status))


def _outside_months(settings: Settings, inside: list[os.DirEntry[str]]) -> list[PassedOver]:
    """What lies in the drop folder and below no month: nobody can say what it is about."""
    ours = settings.get("DROP_MARKER")
    names = sorted(entry.name for entry in inside
                   if entry.name != ours and not is_period(entry.name) and not is_unfinished(entry.name))
    return [PassedOver("", readable_name(os.fsencode(name)), "bad_place") for name in names]


def _objection(entry: Entry, now: float, quiet: float) -> str:
    """Why an entry is not taken now; empty when it is."""
    if is_unfinished(entry.path.name):
        return "still_written"
    if entry.status is None:
        return "not_readable"
    if stat.S_ISDIR(entry.status.st_mode):
        return "too_deep"
    if not stat.S_ISREG(entry.status.st_mode):
        return "not_a_file"
    if is_young(entry.status.st_mtime, now, quiet):
        return "still_written"
    return "too_large" if entry.status.st_size > LARGEST_FILE_BYTES else ""


def _mark(status: os.stat_result) -> str:
    return f"{status.st_dev}:{status.st_ino}:{status.st_size}:{status.st_mtime_ns}"


def _mark_at(path: Path) -> str | None:
    try:
        return _mark(path.lstat())
    except OSError:
        return None
