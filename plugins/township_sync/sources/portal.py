"""The township portal as a source: paged listing and downloads over HTTP, each download proved by size and SHA-256."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from township_sync.domain.unit import units
from township_sync.errors import TerminalError
from township_sync.settings import Settings
from township_sync.sources.listing import (
    LARGEST_FILE_BYTES,
    Listing,
    OfferedFile,
    Passed,
    PassedOver,
    is_period,
    is_unfinished,
)
from township_sync.transport.answer import Answer, Call, OutcomeUnknown
from township_sync.transport.peer import Peer, Refused

PAGE_SIZE = 200
_MOST_PAGES = 1000
_TRIES = 3
_MOST_PARTS = 8


def list_files(settings: Settings, unit_code: str, since: str, now: datetime) -> Listing:
    """Everything that the portal shows of one unit, in the portal's order; for an empty code what is of no known unit.

    TransientError when the portal does not answer, TerminalError when its pages run in a circle.
    """
    peer = Peer(settings, "PORTAL")
    files: list[OfferedFile] = []
    passed: list[PassedOver] = []
    for item in _items(peer, unit_code, since):
        if not unit_code and item.get("unit_code") in units():
            continue
        reason = _objection(item, unit_code)
        if reason:
            passed.append(PassedOver(str(item.get("period", "")), str(item.get("name", "")), reason))
        else:
            name = item["name"] if item["unit_code"] == unit_code else f"{item['unit_code']}/{item['name']}"
            files.append(OfferedFile(unit_code, item["period"], name, item["size"], item["sha256"], item["id"]))
    return Listing(files, passed)


def fetch(settings: Settings, file: OfferedFile) -> bytes:
    """The bytes of one listed file; raises Passed when they are not the listed ones, also after another try."""
    peer = Peer(settings, "PORTAL")
    call = Call("GET", f"/api/submissions/{file.reference}/content", largest_answer=LARGEST_FILE_BYTES)
    reason = ""
    for _ in range(_TRIES):
        try:
            answer = peer.ask(call, _same)
        except Refused as refused:
            raise Passed(file, f"refused_{refused.status}") from None
        reason = _difference(answer, file)
        if not reason:
            return answer.body
    raise Passed(file, reason)


def _same(answer: Answer) -> Answer:
    return answer


def _difference(answer: Answer, file: OfferedFile) -> str:
    """Why these are not the bytes that were listed; empty when they are."""
    if hashlib.sha256(answer.body).hexdigest() == file.sha256 and len(answer.body) == file.size:
        return ""
    return "login_page" if answer.media_type == "text/html" else "checksum_differs"


def _items(peer: Peer, unit_code: str, since: str) -> Iterator[Mapping[str, Any]]:
    cursor, seen = "", set[str]()
    for _ in range(_MOST_PAGES):
        params = {"unit": unit_code, "since": since, "limit": str(PAGE_SIZE)} | ({"cursor": cursor} if cursor else {})
        page = peer.ask(Call("GET", "/api/submissions", params), _page)
        yield from page["items"]
        cursor = str(page.get("next_cursor") or "")
        if not cursor:
            return
        if cursor in seen:
            break
        seen.add(cursor)
    raise TerminalError(f"The portal's listing of {unit_code} runs in a circle; tell its operator.")


def _page(answer: Answer) -> dict[str, Any]:
    page = answer.json()
    items = page.get("items")
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise OutcomeUnknown("The portal's listing has no items; it speaks another version or asks for a login.")
    return page


def _objection(item: Mapping[str, Any], unit_code: str) -> str:
    """Why an item cannot be taken; empty when it can. Nothing of it is trusted to be a path."""
    texts = all(isinstance(item.get(field), str) for field in ("id", "name", "sha256", "period", "unit_code"))
    if not texts or not isinstance(item.get("size"), int) or not re.fullmatch(r"[0-9a-f]{64}", item["sha256"]):
        return "incomplete_entry"
    of_unit = item["unit_code"] == unit_code or (not unit_code and re.fullmatch(r"\d{9}", item["unit_code"]))
    if not of_unit or not is_period(item["period"]):
        return "bad_place"
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,100}", item["id"]) or not _is_plain_path(item["name"]):
        return "bad_name"
    if is_unfinished(item["name"]):
        return "still_written"
    return "too_large" if item["size"] > LARGEST_FILE_BYTES else ""


def _is_plain_path(path: str) -> bool:
    """Whether a name, or a path below the unit's place, stays below it."""
    parts = path.split("/")
    return len(parts) <= _MOST_PARTS and all(map(_is_plain_name, parts))


def _is_plain_name(name: str) -> bool:
    return 0 < len(name) <= 255 and name not in (".", "..") and not re.search(r"[\\\x00-\x1f]", name)
