"""The one boundary through which database errors leave: they keep a state and a constraint, never a value.

A PostgreSQL error repeats the failing row in its DETAIL, and so a person (reliability.md 0.13).
"""

import psycopg

from township_sync.errors import TerminalError, TownshipSyncError, TransientError

_PASSING_STATES = {"40001", "40P01", "55P03", "53300", "57P01", "57P02", "57P03", "57014"}


def plain_fault(error: psycopg.Error) -> TownshipSyncError:
    """A database error as one of ours, without any text that the server wrote."""
    state = error.sqlstate or ""
    is_lost = not state and isinstance(error, psycopg.OperationalError)
    if is_lost or state in _PASSING_STATES or state.startswith("08"):
        return TransientError(f"The database cannot answer now ({_named(error)}); the same call may be repeated.")
    return TerminalError(f"The database refused a statement ({_named(error)}); nothing of it was kept.")


def _named(error: psycopg.Error) -> str:
    shown = [type(error).__name__, f"state {error.sqlstate or 'none'}"]
    for word, name in (("constraint", error.diag.constraint_name), ("table", error.diag.table_name)):
        if name:
            shown.append(f"{word} {name}")
    return ", ".join(shown)
