"""The feed: every change of state of the county's batches, in the order in which they happened."""

from township_sync.sandbox.platform_batches import document_of
from township_sync.sandbox.platform_state import Call, Platform, Refusal, Said


def changes(platform: Platform, call: Call) -> Said:
    """One page of changes after a cursor; each item is the batch as that change left it."""
    cursor = call.get("cursor") or "0"
    after = int(cursor) if cursor.isdigit() and len(cursor) < 19 else -1
    if not 0 <= after <= platform.ledger.number("SELECT max(change_no) FROM change"):
        raise Refusal(409, "CURSOR_EXPIRED", "此游标无效，请从头取")
    size = min(call["limit"], platform.options.page_size)
    found = platform.ledger.all(
        "SELECT batch.*, change_no, state, reason FROM change JOIN batch USING (batch_id) WHERE change_no > ? "
        "ORDER BY change_no LIMIT ?", after, size + 1)
    shown = found[:size]
    return Said({
        "items": [document_of(platform, row, row) for row in shown],
        "next_cursor": str(shown[-1]["change_no"]) if shown else cursor,
        "has_more": len(found) > size,
    })
