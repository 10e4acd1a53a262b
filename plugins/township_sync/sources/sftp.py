"""An SFTP server as a source: `<folder of TOWNSHIP_SYNC_SFTP_URL>/<unit_code>/…`, with or without folders per month.

The month of a file is the first folder on its way that is named by one (`2020-05`), else named by the file, else it
follows from the time of the upload (`months`). A file is taken when its name is not that of an upload that still runs,
and when two looks, SFTP_QUIET_SECONDS (default 3) apart, and a third while it is read see the same size and time.
A file of the same name, size and time is downloaded once. What lies beside the units' folders is of an unknown sender.
"""

import stat
import time
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from urllib.parse import urlsplit

from township_sync.domain.unit import units
from township_sync.errors import TransientError
from township_sync.settings import Settings
from township_sync.sources.conversation import Kept
from township_sync.sources.listing import (
    LARGEST_FILE_BYTES,
    Listing,
    OfferedFile,
    Passed,
    PassedOver,
    is_period,
    is_unfinished,
    readable_name,
)
from township_sync.sources.months import month_of
from township_sync.sources.sftp_server import NotAllowed, NotThere, SftpServer
from township_sync.sources.sftp_tree import Download, Seen, entries_below
from township_sync.sources.taken_before import Notes, key_of

_SERVER = Kept(SftpServer.open, SftpServer.close)
_VARIABLES = ("SFTP_URL", "SFTP_HOST_KEY", "SFTP_KNOWN_HOSTS", "SFTP_KEY", "SFTP_KEY_PASSPHRASE", "PEER_READ_TIMEOUT")


def list_files(settings: Settings, unit_code: str, since: str, now: datetime) -> Listing:
    """Everything in the unit's folder, or beside all units' folders for an empty code, in byte order of the paths.

    UsageError when the server is not set up, TransientError when it or its folder is not there, TerminalError when it
    refuses us or is not who it should be.
    """
    quiet = settings.number("SFTP_QUIET_SECONDS", 3.0, "seconds")
    notes = Notes(settings, "sftp")
    seen = _look(settings, unit_code)
    if any(_is_new(settings, notes, one) for one in seen):
        time.sleep(quiet)
        before = {one.path: one.mark for one in seen}
        seen = [replace(one, is_stable=before.get(one.path) == one.mark) for one in _look(settings, unit_code)]
    files: list[OfferedFile] = []
    passed: list[PassedOver] = []
    for one in seen:
        offered = _offered(settings, notes, unit_code, one)
        reason = _objection(one)
        if reason:
            passed.append(PassedOver(offered.period, offered.name, reason))
        elif offered.period >= since:
            files.append(offered)
    return Listing(files, passed)


def fetch(settings: Settings, file: OfferedFile) -> bytes:
    """The bytes of one listed file; raises Passed when it changed, vanished or may not be read.

    A download that breaks is taken up where it broke, while the file stays as it is.
    """
    path = bytes.fromhex(file.reference)
    download = Download(path, file.mark)
    try:
        _SERVER.ask(settings, _VARIABLES, lambda server: server.run(download.rest(server.client)))
    except NotThere:
        raise Passed(file, "vanished") from None
    except NotAllowed:
        raise Passed(file, "not_readable") from None
    if download.reason:
        raise Passed(file, download.reason)
    data = bytes(download.data)
    Notes(settings, "sftp").add(_key(settings, path, file.mark), sha256(data).hexdigest())
    return data


def _look(settings: Settings, unit_code: str) -> list[Seen]:
    """What lies in a unit's folder, or beside all; TransientError when the folder of the address is not there."""
    def question(server: SftpServer) -> list[Seen]:
        return server.run(entries_below(server.client, server.root, unit_code.encode(), [*map(str.encode, units())]))

    try:
        return sorted(_SERVER.ask(settings, _VARIABLES, question), key=lambda one: one.path)
    except (NotThere, NotAllowed):
        raise TransientError("The folder in TOWNSHIP_SYNC_SFTP_URL is not there or not readable; the server's keeper "
                             "must mend it.") from None


def _offered(settings: Settings, notes: Notes, unit_code: str, one: Seen) -> OfferedFile:
    name = readable_name(one.below)
    *folders, last = name.split("/")
    period = next((folder for folder in folders if is_period(folder)), None)
    if period is None:
        period = month_of(settings, datetime.fromtimestamp(one.changed, UTC), last, *reversed(folders))
    else:
        folders.remove(period)
    known = notes.get(_key(settings, one.path, one.mark))
    shown = "/".join([*folders, last])
    return OfferedFile(unit_code, period, shown, one.size, known, one.path.hex(), one.path, one.mark)


def _is_new(settings: Settings, notes: Notes, one: Seen) -> bool:
    return not _objection(one) and notes.get(_key(settings, one.path, one.mark)) is None


def _objection(one: Seen) -> str:
    """Why an entry is not taken now; empty when it is."""
    if is_unfinished(readable_name(one.path)) or not one.is_stable:
        return "still_written"
    if one.reason:
        return one.reason
    if not stat.S_ISREG(one.mode):
        return "too_deep" if stat.S_ISDIR(one.mode) else "not_a_file"
    return "too_large" if one.size > LARGEST_FILE_BYTES else ""


def _key(settings: Settings, path: bytes, mark: str) -> str:
    return key_of(urlsplit(settings.get("SFTP_URL")).netloc.rpartition("@")[2], path.hex(), mark)
