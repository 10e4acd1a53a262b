"""The lists that the provincial platform keeps, page by page; a list that changes under our hands is begun anew."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from township_sync.errors import TerminalError
from township_sync.transport.answer import Answer, Call, OutcomeUnknown
from township_sync.transport.peer import Peer, Refused

PAGE_SIZE = 1000
_UNKNOWN, _CHANGED = 404, 409


@dataclass(frozen=True, slots=True)
class RecordsPage:
    """One page of a list: the `version` of its content, the day it is about, how many rows it has in all.

    `body` is the page as it came, `items` what it holds; `next_cursor` is empty on the last one.
    """

    version: str
    as_of: date
    row_count: int
    items: tuple[Mapping[str, str], ...]
    next_cursor: str
    body: bytes
    is_unchanged: bool = False


def records_page(peer: Peer, dataset: str, version: str = "", cursor: str = "") -> RecordsPage | None:
    """The page of a list at a cursor; without one the first page, or, when `version` is still the newest, an empty one.

    None when the platform keeps no such list, or when it is another version now than the one that was begun.
    TransientError when the platform does not answer, TerminalError when its answer has another form.
    """
    params = {"limit": str(PAGE_SIZE), "version": version} | ({"cursor": cursor} if cursor else {})
    try:
        return peer.ask(Call("GET", f"/api/records/{dataset}", params), page_of)
    except Refused as refused:
        if refused.status in (_UNKNOWN, _CHANGED):
            return None
        raise


def page_of(answer: Answer) -> RecordsPage:
    """What an answer says; TerminalError when it has another form than we know."""
    said = answer.json()
    items, version = said.get("items"), said.get("version")
    if not isinstance(items, list) or not all(map(_is_record, items)):
        raise OutcomeUnknown("The platform's list has no items.")
    try:
        if not isinstance(version, str) or not re.fullmatch(r"[A-Za-z0-9_.:-]{1,100}", version):
            raise ValueError("version")
        return RecordsPage(
            version, date.fromisoformat(said["as_of"]), int(said["row_count"]), tuple(items),
            str(said.get("next_cursor") or ""), answer.body, said.get("unchanged") is True,
        )
    except (KeyError, TypeError, ValueError) as error:
        raise TerminalError(f"The platform's list lacks a field or has another type ({type(error).__name__}); its "
                            "contract changed, adapt outbound/province_records.py.") from None


def items_of(body: bytes) -> tuple[Mapping[str, str], ...]:
    """What a page held that was kept as it came."""
    return page_of(Answer(200, {}, body)).items


def _is_record(item: Any) -> bool:
    return isinstance(item, dict) and all(value is None or isinstance(value, str) for value in item.values())
