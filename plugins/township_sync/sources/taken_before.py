"""What a channel's files hold, noted once: a file that cannot change is downloaded once, not at every poll.

The notes say what bytes a file has (by SHA-256), never that it was recorded: that the warehouse says, so a crash at any
moment loses nothing and takes nothing twice. Without the file of notes everything is downloaded once more.
"""

import hashlib
import json
import os
from typing import Any

from township_sync.settings import Settings


class Notes:
    """Facts by key in `sources/<channel>.jsonl` of the workspace; several processes may add to it."""

    def __init__(self, settings: Settings, channel: str) -> None:
        self._path = settings.folder("sources") / f"{channel}.jsonl"
        self._facts: dict[str, Any] = {}
        if self._path.exists():
            for line in self._path.read_bytes().splitlines():
                self._read(line)

    def get(self, key: str) -> Any:
        """What was noted under a key; None when nothing was."""
        return self._facts.get(key)

    def add(self, key: str, facts: Any) -> None:
        """Note facts (JSON values without a personal value) under a key."""
        self._facts[key] = facts
        line = json.dumps({"key": key, "facts": facts}, ensure_ascii=True) + "\n"
        opened = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            os.write(opened, line.encode())
        finally:
            os.close(opened)

    def _read(self, line: bytes) -> None:
        try:
            said = json.loads(line)
            self._facts[said["key"]] = said["facts"]
        except (ValueError, KeyError, TypeError):
            return  # a line that a crash cut short: its file is downloaded once more


def key_of(*parts: object) -> str:
    """A key that shows none of its parts, which may be names of files or of accounts."""
    return hashlib.sha256("\0".join(map(str, parts)).encode("utf-8", "surrogateescape")).hexdigest()
