"""The provincial platform's own ledger: a SQLite file that tells, without any code of ours, what reached the platform.

Every table is append-only (triggers refuse UPDATE and DELETE) and every commit is fsynced before the platform answers.
`at` is the moment of the row (UTC, ISO 8601); `batch_id` always names a row of `batch`.

request     one line per declaration that kept to the contract: number, idempotency_key, client_ref, body_sha256 (said),
            fencing_token, outcome (`new`; `repeat` = same key and same manifest; `conflict` = same key and another
            manifest, or the same client_ref under another key; `fenced` = a lower token than one seen), batch_id (empty
            unless new, repeat or fenced), at
batch       one line per batch that was declared, as its manifest says: batch_id, idempotency_key (unique), client_ref
            (unique), contract_version, kind, dataset, period, county_code, revision, row_count, byte_count,
            body_sha256, corrects (JSON list), scope (the period of a quarterly batch, else empty), at
fence       one line each time that a higher fencing token than before was seen for a batch: number, batch_id, token, at
upload      one line per piece of a body that was read to its end: number, batch_id, round (1 + how often a commit found
            a wrong checksum), offset, length (bytes), sha256 (of what came), fencing_token, outcome (`kept`;
            `repeat` = was there already, sent again; `digest`, `offset`, `long`, `fenced`, `state` = refused), at
commitment  one line per commit: number, batch_id, fencing_token, outcome (`taken`, `repeat`, `incomplete`, `checksum`,
            `unreadable`, `fenced`, `state`), columns (JSON list of the dataset's columns; empty unless taken), at
received    one line per data row of each commit that was taken, so a row sent in two batches stands here twice:
            number, commitment_number, batch_id, row_no (from 1 within the batch), row_key, action, row_sha256 (of the
            row's raw bytes without line end)
outcome     one line per row of a taken batch, by the platform's own rules: batch_id, row_no, row_key, action,
            row_version, status (`accepted`, `rejected`), code, message
applied     one line per row that changed the platform's data: number, batch_id, row_no, dataset, period, scope,
            row_key, action, row_sha256, row_version, corrects, row_values (JSON list in the order of the commitment's
            columns), at
reversal    one line per applied row that was taken back: number, batch_id, row_no, cause (`withdrawn`, `voided`), at
change      one line per change of state: change_no, batch_id, state (`declared`, `received`, `final`, `refused`,
            `withdrawn`, `voided`), reason (or empty), at; the last line of a batch is its state
poll        one line per time that a batch's first receipt page was asked for: number, batch_id, at

What the platform took for good is `applied` without those rows for which (batch_id, row_no) stands in `reversal`.
Exactly once means that no (dataset, scope, row_key, row_sha256) stands in that twice, and that every accepted row of
the sender does.
Pieces of bodies that are not yet committed lie beside the ledger, in `<ledger>.uploads/<batch_id>.<round>`.
"""

import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from township_sync.errors import TerminalError

_NUMBER = "number INTEGER PRIMARY KEY AUTOINCREMENT"
_AT = "at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))"
_ROW = "batch_id TEXT NOT NULL, row_no INTEGER NOT NULL, row_key TEXT NOT NULL, action TEXT NOT NULL"
_TABLES = {
    "request": f"{_NUMBER}, idempotency_key TEXT NOT NULL, client_ref TEXT NOT NULL, body_sha256 TEXT NOT NULL, "
               f"fencing_token INTEGER NOT NULL, outcome TEXT NOT NULL, batch_id TEXT, {_AT}",
    "batch": "batch_id TEXT PRIMARY KEY, idempotency_key TEXT NOT NULL UNIQUE, client_ref TEXT NOT NULL UNIQUE, "
             "contract_version TEXT NOT NULL, kind TEXT NOT NULL, dataset TEXT NOT NULL, period TEXT NOT NULL, "
             "county_code TEXT NOT NULL, revision INTEGER NOT NULL, row_count INTEGER NOT NULL, "
             "byte_count INTEGER NOT NULL, body_sha256 TEXT NOT NULL, corrects TEXT NOT NULL, scope TEXT NOT NULL, "
             f"{_AT}",
    "fence": f"{_NUMBER}, batch_id TEXT NOT NULL, token INTEGER NOT NULL, {_AT}",
    "upload": f"{_NUMBER}, batch_id TEXT NOT NULL, round INTEGER NOT NULL, offset INTEGER NOT NULL, "
              "length INTEGER NOT NULL, sha256 TEXT NOT NULL, fencing_token INTEGER NOT NULL, outcome TEXT NOT NULL, "
              f"{_AT}",
    "commitment": f"{_NUMBER}, batch_id TEXT NOT NULL, fencing_token INTEGER NOT NULL, outcome TEXT NOT NULL, "
                  f"columns TEXT NOT NULL, {_AT}",
    "received": f"{_NUMBER}, commitment_number INTEGER NOT NULL, {_ROW}, row_sha256 TEXT NOT NULL",
    "outcome": f"{_ROW}, row_version TEXT NOT NULL, status TEXT NOT NULL, code TEXT NOT NULL, message TEXT NOT NULL, "
               "PRIMARY KEY (batch_id, row_no)",
    "applied": f"{_NUMBER}, {_ROW}, dataset TEXT NOT NULL, period TEXT NOT NULL, scope TEXT NOT NULL, "
               "row_sha256 TEXT NOT NULL, row_version TEXT NOT NULL, corrects TEXT NOT NULL, row_values TEXT NOT NULL, "
               f"{_AT}",
    "reversal": f"{_NUMBER}, batch_id TEXT NOT NULL, row_no INTEGER NOT NULL, cause TEXT NOT NULL, {_AT}, "
                "UNIQUE (batch_id, row_no)",
    "change": "change_no INTEGER PRIMARY KEY AUTOINCREMENT, batch_id TEXT NOT NULL, state TEXT NOT NULL, "
              f"reason TEXT, {_AT}",
    "poll": f"{_NUMBER}, batch_id TEXT NOT NULL, {_AT}",
}
_INDEXES = {
    "fence": "batch_id, token", "upload": "batch_id, round, outcome", "commitment": "batch_id, outcome",
    "applied": "dataset, scope, row_key, number", "change": "batch_id, change_no", "poll": "batch_id",
    "batch": "dataset, scope",
}


class Ledger:
    """The ledger file, written under one lock."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.RLock()
        path.touch(mode=0o600)
        self._connection = sqlite3.connect(path, check_same_thread=False, timeout=30)
        self._connection.row_factory = sqlite3.Row
        self._connection.execute("PRAGMA synchronous = EXTRA")
        try:
            self._make_all()
        except sqlite3.OperationalError as error:
            raise TerminalError(f"The ledger {path.name} cannot be used ({error}); if an earlier sandbox "
                                "made it, move it away.") from None

    def _make_all(self) -> None:
        with self.writing():
            # One transaction: else each of the statements is a write of its own to the disk.
            self._connection.execute("BEGIN")
            for table, columns in _TABLES.items():
                self._make(table, columns)

    def _make(self, table: str, columns: str) -> None:
        self._connection.execute(f"CREATE TABLE IF NOT EXISTS {table} ({columns})")
        if table in _INDEXES:
            self._connection.execute(f"CREATE INDEX IF NOT EXISTS {table}_by ON {table} ({_INDEXES[table]})")
        for verb in ("UPDATE", "DELETE"):
            self._connection.execute(
                f"CREATE TRIGGER IF NOT EXISTS {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END"
            )

    @contextmanager
    def writing(self) -> Iterator[None]:
        """One durable transaction: all that is added within stands when it ends, or nothing when it raises."""
        with self._lock, self._connection:
            yield

    def add(self, table: str, **values: Any) -> int:
        """Add one line; returns its number."""
        places = ", ".join("?" * len(values))
        statement = f"INSERT INTO {table} ({', '.join(values)}) VALUES ({places})"
        return self._connection.execute(statement, tuple(values.values())).lastrowid or 0

    def add_all(self, table: str, columns: str, lines: Iterable[Sequence[Any]]) -> None:
        """Add many lines at once."""
        places = ", ".join("?" * (columns.count(",") + 1))
        self._connection.executemany(f"INSERT INTO {table} ({columns}) VALUES ({places})", lines)

    def run(self, statement: str, *values: Any) -> None:
        """Run one statement that adds lines."""
        self._connection.execute(statement, values)

    def one(self, statement: str, *values: Any) -> sqlite3.Row | None:
        """The first line of a question, or None."""
        with self._lock:
            row: sqlite3.Row | None = self._connection.execute(statement, values).fetchone()
            return row

    def number(self, statement: str, *values: Any) -> int:
        """The whole number that a question gives; 0 for nothing."""
        row = self.one(statement, *values)
        return int(row[0] or 0) if row else 0

    def all(self, statement: str, *values: Any) -> list[sqlite3.Row]:
        """Every line of a question."""
        with self._lock:
            return self._connection.execute(statement, values).fetchall()
