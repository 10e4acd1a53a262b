"""The provincial platform's own ledger: a SQLite file that tells, without any code of ours, what reached the platform.

Every table is append-only (triggers refuse UPDATE and DELETE) and every commit is fsynced before the platform answers.

request    one line per POST of a batch that was understood: number, at, idempotency_key, client_ref, body_sha256,
           outcome (`new`, `repeat` = same key and same body, `conflict` = same key and other body, `refused`), batch_id
batch      one line per batch that was taken: batch_id, idempotency_key (unique), client_ref, dataset, period, revision,
           body_sha256, row_count, at
received   one line per data row of every `new` or `repeat` request, so a row sent twice stands here twice:
           number, request_number, batch_id, row_no (from 1 within the batch), row_key, action, row_sha256
           (of the row's raw bytes without line end)
outcome    one line per row of a batch, by the platform's own rules: batch_id, row_no, row_key, status
           (`accepted`, `rejected`), code, message
applied    one line per row that changed the platform's data: number, batch_id, row_no, dataset, period, row_key,
           action, row_sha256, at
poll       one line per time that a batch's first receipt page was asked for: number, batch_id, at

Exactly once means: SELECT dataset, period, row_key, row_sha256 FROM applied GROUP BY 1, 2, 3, 4 HAVING count(*) > 1
gives nothing, and every accepted row of the sender stands in `applied`.
"""

import sqlite3
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_NOW = "TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))"
_TABLES = {
    "request": "number INTEGER PRIMARY KEY AUTOINCREMENT, idempotency_key TEXT NOT NULL, client_ref TEXT NOT NULL, "
               f"body_sha256 TEXT NOT NULL, outcome TEXT NOT NULL, batch_id TEXT, at {_NOW}",
    "batch": "batch_id TEXT PRIMARY KEY, idempotency_key TEXT NOT NULL UNIQUE, client_ref TEXT NOT NULL, "
             "dataset TEXT NOT NULL, period TEXT NOT NULL, revision TEXT NOT NULL, body_sha256 TEXT NOT NULL, "
             f"row_count INTEGER NOT NULL, at {_NOW}",
    "received": "number INTEGER PRIMARY KEY AUTOINCREMENT, request_number INTEGER NOT NULL, batch_id TEXT NOT NULL, "
                "row_no INTEGER NOT NULL, row_key TEXT NOT NULL, action TEXT NOT NULL, row_sha256 TEXT NOT NULL",
    "outcome": "batch_id TEXT NOT NULL, row_no INTEGER NOT NULL, row_key TEXT NOT NULL, status TEXT NOT NULL, "
               "code TEXT NOT NULL, message TEXT NOT NULL, PRIMARY KEY (batch_id, row_no)",
    "applied": "number INTEGER PRIMARY KEY AUTOINCREMENT, batch_id TEXT NOT NULL, row_no INTEGER NOT NULL, "
               "dataset TEXT NOT NULL, period TEXT NOT NULL, row_key TEXT NOT NULL, action TEXT NOT NULL, "
               f"row_sha256 TEXT NOT NULL, at {_NOW}",
    "poll": f"number INTEGER PRIMARY KEY AUTOINCREMENT, batch_id TEXT NOT NULL, at {_NOW}",
}


@dataclass(frozen=True, slots=True)
class SentRow:
    """One data row as it stood in a request, with what the platform's rules say of it (`code` empty = accepted)."""

    row_no: int
    row_key: str
    action: str
    sha256: str
    code: str = ""
    message: str = ""


@dataclass(frozen=True, slots=True)
class SentBatch:
    """What a request said about its batch."""

    idempotency_key: str
    client_ref: str
    dataset: str
    period: str
    revision: str
    body_sha256: str
    rows: Sequence[SentRow]


class Ledger:
    """The ledger file, written under one lock; each public call is one durable transaction."""

    def __init__(self, path: Path) -> None:
        self._lock = threading.Lock()
        self._connection = sqlite3.connect(path, check_same_thread=False)
        self._connection.row_factory = sqlite3.Row
        self._connection.execute("PRAGMA synchronous = EXTRA")
        for table, columns in _TABLES.items():
            self._connection.execute(f"CREATE TABLE IF NOT EXISTS {table} ({columns})")
            for verb in ("UPDATE", "DELETE"):
                self._connection.execute(
                    f"CREATE TRIGGER IF NOT EXISTS {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END"
                )

    def take(self, sent: SentBatch, refused: bool = False) -> tuple[str, str | None]:
        """Record one request and, when its key is new, apply it; returns (outcome, batch id)."""
        with self._lock, self._connection:
            known = self._one("SELECT * FROM batch WHERE idempotency_key = ?", sent.idempotency_key)
            outcome = "refused" if refused else _outcome(known, sent)
            if outcome == "new":
                known = self._add_batch(sent)
            batch_id = known["batch_id"] if known and outcome in ("new", "repeat") else None
            number = self._add("request", idempotency_key=sent.idempotency_key, client_ref=sent.client_ref,
                               body_sha256=sent.body_sha256, outcome=outcome, batch_id=batch_id)
            for row in sent.rows if batch_id else ():
                self._add("received", request_number=number, batch_id=batch_id, row_no=row.row_no, row_key=row.row_key,
                          action=row.action, row_sha256=row.sha256)
            return outcome, batch_id

    def batch(self, batch_id: str) -> sqlite3.Row | None:
        """One batch, or None."""
        with self._lock:
            return self._one("SELECT * FROM batch WHERE batch_id = ?", batch_id)

    def batches(self, client_ref: str) -> list[sqlite3.Row]:
        """Batches that bear the client's reference."""
        return self._all("SELECT * FROM batch WHERE client_ref = ? ORDER BY rowid", client_ref)

    def note_poll(self, batch_id: str) -> int:
        """Record that the receipt was asked for; returns how often it was."""
        with self._lock, self._connection:
            self._add("poll", batch_id=batch_id)
            row = self._one("SELECT count(*) AS n FROM poll WHERE batch_id = ?", batch_id)
            return int(row["n"]) if row else 0

    def outcomes(self, batch_id: str, after: int, limit: int) -> list[sqlite3.Row]:
        """The outcomes of a batch's rows after a row number."""
        return self._all("SELECT * FROM outcome WHERE batch_id = ? AND row_no > ? ORDER BY row_no LIMIT ?",
                         batch_id, after, limit)

    def counts(self, batch_id: str) -> dict[str, int]:
        """Rows of a batch by status."""
        rows = self._all("SELECT status, count(*) AS n FROM outcome WHERE batch_id = ? GROUP BY status", batch_id)
        return {row["status"]: row["n"] for row in rows}

    def _add_batch(self, sent: SentBatch) -> sqlite3.Row | None:
        count = self._connection.execute("SELECT count(*) FROM batch").fetchone()[0]
        batch_id = f"HN{count + 1:08d}"
        self._add("batch", batch_id=batch_id, idempotency_key=sent.idempotency_key, client_ref=sent.client_ref,
                  dataset=sent.dataset, period=sent.period, revision=sent.revision, body_sha256=sent.body_sha256,
                  row_count=len(sent.rows))
        for row in sent.rows:
            self._add("outcome", batch_id=batch_id, row_no=row.row_no, row_key=row.row_key,
                      status="rejected" if row.code else "accepted", code=row.code, message=row.message)
            if not row.code:
                self._add("applied", batch_id=batch_id, row_no=row.row_no, dataset=sent.dataset, period=sent.period,
                          row_key=row.row_key, action=row.action, row_sha256=row.sha256)
        return self._one("SELECT * FROM batch WHERE batch_id = ?", batch_id)

    def _add(self, table: str, **values: Any) -> int | None:
        places = ", ".join("?" * len(values))
        statement = f"INSERT INTO {table} ({', '.join(values)}) VALUES ({places})"
        return self._connection.execute(statement, tuple(values.values())).lastrowid

    def _one(self, statement: str, *values: Any) -> sqlite3.Row | None:
        row: sqlite3.Row | None = self._connection.execute(statement, values).fetchone()
        return row

    def _all(self, statement: str, *values: Any) -> list[sqlite3.Row]:
        with self._lock:
            return self._connection.execute(statement, values).fetchall()


def _outcome(known: sqlite3.Row | None, sent: SentBatch) -> str:
    if known is None:
        return "new"
    return "repeat" if known["body_sha256"] == sent.body_sha256 else "conflict"
