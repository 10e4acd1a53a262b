"""What the platform of the sandbox holds of its own: lists, one CSV file for each day on which a list was made.

The newest list of a dataset is `<root>/<dataset>/<day>.csv` (UTF-8, a header line) with the latest day. Its version
names its content; asked for with the newest version and no cursor, the answer has no items and `unchanged` is true.
"""

import csv
import hashlib
import io
from functools import lru_cache
from pathlib import Path

from township_sync.sandbox.platform_state import Call, Platform, Refusal, Said


def records(platform: Platform, call: Call) -> Said:
    """One page of a list; 409 when the list that is being paged through is not the newest any more."""
    dataset, cursor, version = call["dataset"], call.get("cursor", ""), call.get("version", "")
    path = _newest(platform.options.records, dataset)
    newest, items = _read(path, path.stat().st_mtime_ns)
    about = {"dataset": dataset, "version": newest, "as_of": path.stem, "row_count": len(items)}
    if version == newest and not cursor:
        return Said({**about, "unchanged": True, "items": [], "next_cursor": None})
    first = int(cursor) if cursor.isdigit() and len(cursor) < 10 else 0
    if cursor and (version != newest or not 0 < first < len(items)):
        raise Refusal(409, "LIST_CHANGED", "名册已更新，请从头取")
    end = first + min(call["limit"], platform.options.page_size)
    following = str(end) if end < len(items) else None
    return Said({**about, "unchanged": False, "items": items[first:end], "next_cursor": following})


def _newest(root: Path | None, dataset: str) -> Path:
    lists = sorted((root / dataset).glob("[0-9]*-[0-9]*-[0-9]*.csv")) if root else []
    if not lists:
        raise Refusal(404, "LIST_UNKNOWN", "没有这份名册")
    return lists[-1]


@lru_cache(maxsize=4)
def _read(path: Path, changed_at: int) -> tuple[str, list[dict[str, str]]]:
    """A list's version and its rows; read once as long as the file is not changed."""
    data = path.read_bytes()
    items = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    return hashlib.sha256(path.name.encode() + data).hexdigest(), items
