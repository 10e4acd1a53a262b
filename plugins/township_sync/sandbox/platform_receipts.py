"""Receipts: what the platform's rules say of each row, page by page, once the platform has made up its mind."""

import sqlite3
from typing import Any

from township_sync.sandbox.platform_batches import known, note, state_of
from township_sync.sandbox.platform_state import Call, Platform, Refusal, Said

_NOTHING = {"received": 0, "accepted": 0, "rejected": 0}
_SHOWN = ("row_no", "row_key", "action", "row_version", "status", "code", "message")


def receipts(platform: Platform, call: Call) -> Said:
    """One page of the verdicts; empty and `pending` until the batch is final."""
    row, cursor = known(platform, call["batch_id"]), call.get("cursor", "")
    after = int(cursor) if cursor.isdigit() and len(cursor) < 6 else 0
    if cursor and not 0 < after < row["row_count"]:
        raise Refusal(409, "CURSOR_EXPIRED", "此游标无效，请从头取")
    state = _state(platform, row, is_first=not cursor)
    if state in ("declared", "received"):
        counts = _NOTHING | ({"received": row["row_count"]} if state == "received" else {})
        return Said(_page(row, "pending", counts))
    if state in ("refused", "withdrawn"):
        raise Refusal(409, "NO_RECEIPTS", "批次已被整批拒绝或撤回，没有回执")
    return Said(_final_page(platform, row, after, min(call["limit"], platform.options.page_size)))


def _state(platform: Platform, row: sqlite3.Row, is_first: bool) -> str:
    """The state of a batch; asking often enough makes a received one final."""
    with platform.ledger.writing():
        state = state_of(platform, row["batch_id"])
        if is_first:
            platform.ledger.add("poll", batch_id=row["batch_id"])
        polls = platform.ledger.number("SELECT count(*) FROM poll WHERE batch_id = ?", row["batch_id"])
        if state == "received" and polls > platform.options.pending_polls:
            note(platform, row["batch_id"], "final")
            state = "final"
        return state


def _final_page(platform: Platform, row: sqlite3.Row, after: int, size: int) -> dict[str, Any]:
    found = platform.ledger.all(
        "SELECT * FROM outcome WHERE batch_id = ? AND row_no > ? ORDER BY row_no LIMIT ?", row["batch_id"], after, size)
    accepted = platform.ledger.number(
        "SELECT count(*) FROM outcome WHERE batch_id = ? AND status = 'accepted'", row["batch_id"])
    counts = {"received": row["row_count"], "accepted": accepted, "rejected": row["row_count"] - accepted}
    last = found[-1]["row_no"]
    return _page(row, "final", counts, [_receipt(one) for one in found], str(last) if last < row["row_count"] else None)


def _receipt(one: sqlite3.Row) -> dict[str, Any]:
    return {"receipt_id": f"{one['batch_id']}-{one['row_no']}", "sequence": 1, **{name: one[name] for name in _SHOWN}}


def _page(
    row: sqlite3.Row, state: str, counts: dict[str, int], rows: list[dict[str, Any]] | None = None,
    following: str | None = None,
) -> dict[str, Any]:
    return {"batch_id": row["batch_id"], "state": state, "counts": counts, "rows": rows or [], "next_cursor": following}
