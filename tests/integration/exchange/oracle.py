"""Reads the platform's ledger with nothing of ours: what was received, and what was applied."""

import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Ledger:
    """The ledger file of one platform."""

    path: Path

    def ask(self, statement: str) -> list[tuple[Any, ...]]:
        """Rows of one query; empty while the platform has not made its ledger."""
        with sqlite3.connect(f"file:{self.path}?mode=ro", uri=True) as opened:
            return opened.execute(statement).fetchall()

    def applied(self) -> list[str]:
        """Row keys in the order in which they were applied, repetitions included."""
        return [key for (key,) in self.ask("SELECT row_key FROM applied ORDER BY number")]

    def outcomes(self) -> list[str]:
        """How each POST ended: new, repeat, conflict, refused."""
        return [outcome for (outcome,) in self.ask("SELECT outcome FROM request ORDER BY number")]

    def keys_and_bodies(self) -> set[tuple[str, str]]:
        """Every pair of idempotency key and body that was ever received."""
        return set(self.ask("SELECT idempotency_key, body_sha256 FROM request"))

    def assert_each_applied_once(self, rows: int) -> None:
        """Exactly so many different rows were applied, each once, and no body came under two keys."""
        applied = self.applied()
        assert len(applied) == len(set(applied)) == rows
        pairs = self.keys_and_bodies()
        assert len({key for key, _ in pairs}) == len({body for _, body in pairs}) == len(pairs)
