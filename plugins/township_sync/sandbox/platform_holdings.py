"""Holdings: what the platform holds of the county's rows now, by row key."""

import json
import sqlite3
from typing import Any

from township_sync.sandbox.platform_state import Call, Platform, Refusal, Said

_HELD = """FROM applied AS held
WHERE dataset = ? AND scope = ? AND row_key > ? AND action <> 'ended'
  AND NOT EXISTS (SELECT 1 FROM reversal WHERE reversal.batch_id = held.batch_id AND reversal.row_no = held.row_no)
  AND NOT EXISTS (
    SELECT 1 FROM applied AS later
    WHERE later.dataset = held.dataset AND later.scope = held.scope AND later.row_key = held.row_key
      AND later.number > held.number
      AND NOT EXISTS (
        SELECT 1 FROM reversal WHERE reversal.batch_id = later.batch_id AND reversal.row_no = later.row_no))"""
_VERSION = """SELECT max(change_no) FROM change JOIN batch USING (batch_id)
WHERE dataset = ? AND scope = ? AND state IN ('received', 'withdrawn', 'voided')"""
_COLUMNS = """SELECT columns FROM commitment JOIN batch USING (batch_id)
WHERE dataset = ? AND scope = ? AND outcome = 'taken' ORDER BY number DESC LIMIT 1"""


def holdings(platform: Platform, call: Call) -> Said:
    """One page of the rows held; all pages of one reading bear the same version."""
    dataset, scope = call["dataset"], call.get("period", "")
    version = str(platform.ledger.number(_VERSION, dataset, scope))
    after = _row_key_at(platform, call.get("cursor", ""), version)
    size = min(call["limit"], platform.options.page_size)
    found = platform.ledger.all(f"SELECT * {_HELD} ORDER BY row_key LIMIT ?", dataset, scope, after, size + 1)
    shown = found[:size]
    columns = _columns(platform, _COLUMNS, dataset, scope)
    return Said({
        "dataset": dataset, "period": call.get("period"), "version": version,
        "row_count": _row_count(platform, dataset, scope, version), "columns": columns,
        "rows": _rows(platform, shown, columns),
        "next_cursor": f"{version}:{shown[-1]['number']}" if len(found) > size else None,
    })


def _row_key_at(platform: Platform, cursor: str, version: str) -> str:
    """The row key after which a page begins; 409 when the cursor is of another version."""
    if not cursor:
        return ""
    named, _, number = cursor.partition(":")
    known = number.isdigit() and len(number) < 19
    row = platform.ledger.one("SELECT row_key FROM applied WHERE number = ?", int(number)) if known else None
    if named != version or row is None:
        raise Refusal(409, "LIST_CHANGED", "内容已变化，请从头取")
    return str(row["row_key"])


def _row_count(platform: Platform, dataset: str, scope: str, version: str) -> int:
    """How many rows are held; counted once for each version."""
    at, count = platform.counted.get((dataset, scope), ("", 0))
    if at != version:
        count = platform.ledger.number(f"SELECT count(*) {_HELD}", dataset, scope, "")
        platform.counted[dataset, scope] = version, count
    return count


def _columns(platform: Platform, question: str, *values: str) -> list[str]:
    row = platform.ledger.one(question, *values)
    return list(json.loads(row["columns"])) if row else []


def _rows(platform: Platform, shown: list[sqlite3.Row], columns: list[str]) -> list[dict[str, Any]]:
    """The rows in the form of the contract, their values in the order of the newest columns."""
    ask = "SELECT columns FROM commitment WHERE batch_id = ? AND outcome = 'taken'"
    own = {batch_id: _columns(platform, ask, batch_id) for batch_id in {row["batch_id"] for row in shown}}
    return [
        {"row_key": row["row_key"], "row_version": row["row_version"], "batch_id": row["batch_id"],
         "row_no": row["row_no"], "values": _values(row, own[row["batch_id"]], columns)}
        for row in shown
    ]


def _values(row: sqlite3.Row, own: list[str], columns: list[str]) -> list[str]:
    told: list[str] = json.loads(row["row_values"])
    if own == columns:
        return told
    by_name = dict(zip(own, told, strict=True))
    return [by_name.get(column, "") for column in columns]
