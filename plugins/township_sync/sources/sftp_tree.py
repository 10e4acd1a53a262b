"""What lies on an SFTP server, and reading one file of it; nothing follows a link, names stay bytes."""

import stat
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from township_sync.errors import TerminalError
from township_sync.sources.listing import DEEPEST, LARGEST_FILE_BYTES, MOST_FILES, is_unfinished, readable_name

if TYPE_CHECKING:
    import asyncssh

_CHUNK_BYTES = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Seen:
    """One entry: its path as the server has it, the path below the sender's place, type bits, size, time of change
    (seconds since 1970); `reason` says why it could not be looked at."""

    path: bytes
    below: bytes
    mode: int = 0
    size: int = 0
    changed: int = 0
    reason: str = ""
    is_stable: bool = True

    @property
    def mark(self) -> str:
        """Two looks that give the same mark saw the same file."""
        return f"{stat.S_IFMT(self.mode)}:{self.size}:{self.changed}"


async def entries_below(
    client: "asyncssh.SFTPClient", root: bytes, unit: bytes, known: Collection[bytes]
) -> list[Seen]:
    """Every entry of a unit's folder below the root that is no folder to look into; without a unit those in no known
    unit's folder. A unit without a folder has none.

    Raises the library's errors for the root, TerminalError for a folder of more than MOST_FILES.
    """
    import asyncssh

    beside = await _inside(client, root)
    found: list[Seen] = []
    waiting: list[tuple[Seen, int]] = []
    for one in beside:
        if (one.below == unit) if unit else (one.below not in known or not stat.S_ISDIR(one.mode)):
            waiting.append((Seen(one.path, b"" if unit else one.below, one.mode, one.size, one.changed), DEEPEST))
    while waiting:
        one, depth = waiting.pop()
        if not stat.S_ISDIR(one.mode) or depth == 0 or is_unfinished(readable_name(one.path)):
            found.append(one)
            continue
        try:
            inside = await _inside(client, one.path, one.below + b"/" if one.below else b"")
        except (asyncssh.SFTPPermissionDenied, asyncssh.SFTPNoSuchFile, asyncssh.SFTPFailure) as error:
            gone = isinstance(error, asyncssh.SFTPNoSuchFile)
            found.append(Seen(one.path, one.below or b".", reason="vanished" if gone else "not_readable"))
            continue
        waiting += [(inner, depth - 1) for inner in inside]
    return found


async def _inside(client: "asyncssh.SFTPClient", folder: bytes, before: bytes = b"") -> list[Seen]:
    found: list[Seen] = []
    async for entry in client.scandir(folder):
        name = entry.filename if isinstance(entry.filename, bytes) else entry.filename.encode()
        # A name with a slash would lead elsewhere; no honest server gives one.
        if name in (b".", b"..") or b"/" in name:
            continue
        facts = entry.attrs
        found.append(Seen(folder + b"/" + name, before + name, facts.permissions or 0, facts.size or 0,
                          int(facts.mtime or 0)))
        if len(found) > MOST_FILES:
            raise TerminalError(f"A folder of the SFTP server holds more than {MOST_FILES} files; clear it.")
    return found


@dataclass(slots=True)
class Download:
    """One file on its way: `data` is what came so far, `reason` why it is not taken after all."""

    path: bytes
    mark: str
    data: bytearray = field(default_factory=bytearray)
    reason: str = ""

    async def rest(self, client: "asyncssh.SFTPClient") -> None:
        """Read on from where an earlier try broke; the file must look as listed before and after."""
        self.reason = self._difference(await client.lstat(self.path))
        if self.reason:
            return
        # SFTP cannot open without following links, and a pipe would hang the server: both were just looked at.
        file = await client.open(self.path, "rb", encoding=None)
        try:
            while len(self.data) <= LARGEST_FILE_BYTES:
                piece = await file.read(_CHUNK_BYTES, len(self.data))
                self.data += piece if isinstance(piece, bytes) else b""
                if not piece:
                    break
            held = await file.stat()
        finally:
            await file.close()
        # The handle's size as well: the name may have come to stand for another file meanwhile.
        same = held.size == len(self.data) and not self._difference(await client.lstat(self.path))
        if not same:
            self.reason = "too_large" if len(self.data) > LARGEST_FILE_BYTES else "still_written"

    def _difference(self, facts: "asyncssh.SFTPAttrs") -> str:
        now = Seen(self.path, b"", facts.permissions or 0, facts.size or 0, int(facts.mtime or 0))
        if not stat.S_ISREG(now.mode):
            return "not_a_file"
        return "" if now.mark == self.mark else "still_written"
