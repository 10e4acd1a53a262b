"""The lists that the provincial platform keeps, page by page; a list that changes under our hands is begun anew."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from township_sync.errors import TerminalError
from township_sync.outbound.province_pages import PAGE_SIZE
from township_sync.outbound.province_talk import Said, Talk
from township_sync.transport.answer import Answer, Call
from township_sync.transport.peer import Refused

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


def page_at(talk: Talk, dataset: str, version: str = "", cursor: str = "") -> RecordsPage | None:
    """The page of a list at a cursor; without one the first page, or, when `version` is still the newest, an empty one.

    None when the platform keeps no such list, or when it is another version now than the one that was begun.
    TransientError when the platform does not answer, TerminalError when its answer has another form.
    """
    wanted = {"limit": str(PAGE_SIZE), "version": version, "cursor": cursor}
    params = {name: said for name, said in wanted.items() if said}

    def read(said: Said, body: bytes) -> RecordsPage:
        if said["dataset"] != dataset:
            raise TerminalError(f"Asked for {dataset}, the platform answers with another list; tell its operator.")
        return RecordsPage(said["version"], date.fromisoformat(said["as_of"]), said["row_count"], tuple(said["items"]),
                           said["next_cursor"] or "", body, said["unchanged"])

    try:
        return talk.ask_whole(Call("GET", f"/api/v1/records/{dataset}", params), "RecordPage", read)
    except Refused as refused:
        if refused.status in (_UNKNOWN, _CHANGED):
            return None
        raise


def items_of(body: bytes) -> tuple[Mapping[str, str], ...]:
    """What a page held that was checked when it came, and kept as it came."""
    return tuple(Answer(200, {}, body).json()["items"])
