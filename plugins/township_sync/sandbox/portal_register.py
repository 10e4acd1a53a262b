"""What the township portal has received: one line per version of a file, in the order in which the portal saw it.

Files below `<root>/<period>/<unit_code>/` count as received when a listing first finds them; those found together are
numbered in byte order of their paths. The name is the path below the unit's folder; what lies elsewhere below a period
has an empty unit code and the path below the period as its name. A file that is replaced is a new line; the old version
can no longer be fetched.
The register is the SQLite table `received(number, id, period, unit_code, name, size, sha256, received_at, stamp)`.
"""

import hashlib
import os
import re
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_UNFINISHED = re.compile(r"(^[.~])|(\.(part|tmp|crdownload)$)", re.IGNORECASE)
_SCHEMA = """
CREATE TABLE IF NOT EXISTS received (
  number      INTEGER PRIMARY KEY AUTOINCREMENT,
  id          TEXT NOT NULL UNIQUE,
  period      TEXT NOT NULL,
  unit_code   TEXT NOT NULL,
  name        TEXT NOT NULL,
  size        INTEGER NOT NULL,
  sha256      TEXT NOT NULL,
  stamp       TEXT NOT NULL,
  received_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))
);
CREATE INDEX IF NOT EXISTS received_by_unit ON received (unit_code, number);
"""
Entry = dict[str, Any]


class Register:
    """The portal's folder and its register."""

    def __init__(self, root: Path, database: Path) -> None:
        self.root = root
        self._lock = threading.Lock()
        self._connection = sqlite3.connect(database, check_same_thread=False)
        self._connection.row_factory = sqlite3.Row
        self._connection.executescript(_SCHEMA)

    def listing(self, unit: str, since: str, after: int, limit: int) -> list[Entry]:
        """Versions still in the folder, of one unit (all when empty), from period `since` on, after a number."""
        with self._lock:
            self._take_in_new_files()
            rows = self._connection.execute(
                "SELECT * FROM received WHERE (?1 = '' OR unit_code = ?1) AND period >= ?2 AND number > ?3 "
                "AND number IN (SELECT max(number) FROM received GROUP BY period, unit_code, name) ORDER BY number",
                (unit, since, after),
            ).fetchall()
        present = (dict(row) for row in rows if (self.root / _path(row)).is_file())
        return [entry for entry, _ in zip(present, range(limit), strict=False)]

    def content(self, identity: str) -> bytes | None:
        """The bytes of one version, or None when it is unknown or was replaced."""
        with self._lock:
            row = self._connection.execute("SELECT * FROM received WHERE id = ?", (identity,)).fetchone()
        path = self.root / _path(row) if row else None
        data = path.read_bytes() if path and path.is_file() else None
        return data if data is not None and hashlib.sha256(data).hexdigest() == row["sha256"] else None

    def put(self, period: str, unit: str, name: str, data: bytes) -> None:
        """Store an upload under its name and take it in at once."""
        folder = self.root / period / unit
        folder.mkdir(parents=True, exist_ok=True)
        unfinished = folder / (name + ".part")
        unfinished.write_bytes(data)
        unfinished.rename(folder / name)
        with self._lock:
            self._take_in_new_files()

    def _take_in_new_files(self) -> None:
        known = {(row["period"], row["unit_code"], row["name"]): row["stamp"]
                 for row in self._connection.execute("SELECT * FROM received ORDER BY number")}
        with self._connection:
            for place, path in sorted(self._files(), key=lambda found: os.fsencode(found[1])):
                status = path.stat()
                stamp = f"{status.st_size}:{status.st_mtime_ns}:{status.st_ino}"
                if known.get(place) != stamp:
                    self._take_in(place, path.read_bytes(), stamp)

    def _take_in(self, place: tuple[str, str, str], data: bytes, stamp: str) -> None:
        digest = hashlib.sha256(data).hexdigest()
        latest = self._connection.execute(
            "SELECT number, sha256 FROM received WHERE (period, unit_code, name) = (?, ?, ?) ORDER BY number DESC",
            place,
        ).fetchone()
        if latest and latest["sha256"] == digest:
            self._connection.execute("UPDATE received SET stamp = ? WHERE number = ?", (stamp, latest["number"]))
            return
        number = latest["number"] if latest else 0
        identity = hashlib.sha256("\n".join((*place, digest, str(number))).encode()).hexdigest()[:32]
        self._connection.execute(
            "INSERT INTO received (id, period, unit_code, name, size, sha256, stamp) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (identity, *place, len(data), digest, stamp),
        )

    def _files(self) -> Iterator[tuple[tuple[str, str, str], Path]]:
        for month in self.root.glob("[0-9]*-[0-9]*"):
            for path in month.rglob("*"):
                parts = path.relative_to(month).parts
                if path.is_file() and not path.is_symlink() and not any(map(_UNFINISHED.search, parts)):
                    yield _place(month.name, parts), path


def _place(period: str, parts: tuple[str, ...]) -> tuple[str, str, str]:
    """(period, unit code, name) of a path below a period."""
    is_of_unit = len(parts) > 1 and re.fullmatch(r"\d{9}", parts[0])
    return (period, parts[0], "/".join(parts[1:])) if is_of_unit else (period, "", "/".join(parts))


def _path(row: sqlite3.Row) -> str:
    return f"{row['period']}/{row['unit_code']}/{row['name']}"
