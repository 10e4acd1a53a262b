"""Reads the platform's ledger with nothing of ours: what was received, and what was applied."""

import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_STANDING = """
SELECT row_key
FROM applied LEFT JOIN reversal AS back ON (back.batch_id, back.row_no) = (applied.batch_id, applied.row_no)
WHERE back.row_no IS NULL
ORDER BY applied.number
"""


@dataclass(frozen=True)
class Ledger:
    """The ledger file of one platform."""

    path: Path

    def ask(self, statement: str) -> list[tuple[Any, ...]]:
        """Rows of one query; empty while the platform has not made its ledger."""
        if not self.path.exists():
            return []
        with sqlite3.connect(f"file:{self.path}?mode=ro", uri=True) as opened:
            return opened.execute(statement).fetchall()

    def applied(self) -> list[str]:
        """Row keys in the order in which they were applied, repetitions included, without what was taken back."""
        return [key for (key,) in self.ask(_STANDING)]

    def outcomes(self) -> list[str]:
        """How each declaration ended: new, repeat, conflict, fenced."""
        return [outcome for (outcome,) in self.ask("SELECT outcome FROM request ORDER BY number")]

    def commits(self) -> list[str]:
        """How each commit ended: taken, repeat, incomplete, checksum, unreadable, fenced, state."""
        return [outcome for (outcome,) in self.ask("SELECT outcome FROM commitment ORDER BY number")]

    def pieces(self) -> list[str]:
        """How each piece of a body ended: kept, repeat, digest, offset, long, fenced, state."""
        return [outcome for (outcome,) in self.ask("SELECT outcome FROM upload ORDER BY number")]

    def assert_holds(self, rows: int) -> None:
        """Exactly so many different rows stand applied, each once."""
        applied = self.applied()
        assert len(applied) == len(set(applied)) == rows

    def assert_each_applied_once(self, rows: int) -> None:
        """Exactly so many different rows stand applied, each received once, and no body came under two keys."""
        self.assert_holds(rows)
        received = self.ask("SELECT row_key, row_sha256, count(*) FROM received GROUP BY 1, 2 HAVING count(*) > 1")
        assert received == []
        assert self.commits().count("taken") == len(self.ask("SELECT batch_id FROM batch"))
        pairs = set(self.ask("SELECT idempotency_key, body_sha256 FROM request"))
        assert len({key for key, _ in pairs}) == len({body for _, body in pairs}) == len(pairs)
