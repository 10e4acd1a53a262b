"""Lists that come page by page: followed to their end, and never in a circle."""

import logging
from collections.abc import Callable, Iterator, Mapping
from typing import TypeVar

from township_sync.errors import TerminalError
from township_sync.outbound.province_talk import Said, Talk
from township_sync.transport.answer import Call
from township_sync.transport.peer import Refused

PAGE_SIZE = 1000
_MOST_PAGES = 100_000
_log = logging.getLogger(__name__)

Page = TypeVar("Page")


def pages_again(of: Callable[[str], Iterator[Page]], cursor: str) -> Iterator[Page]:
    """Pages from a cursor on, and all of them from the beginning when the platform does not know the cursor any more.

    For lists of which a page may come twice. What the platform refuses at the beginning is raised.
    """
    try:
        yield from of(cursor)
    except Refused as refused:
        if refused.code != "CURSOR_EXPIRED":
            raise
        _log.warning("the platform does not know our place in a list any more; the list is read from its beginning")
        yield from of("")


def pages(
    talk: Talk, path: str, form: str, read: Callable[[Said], tuple[Page, str]], params: Mapping[str, str] | None = None,
    cursor: str = "",
) -> Iterator[Page]:
    """The pages of a list from a cursor on; `read` gives a page and the cursor of the next one, empty when there is
    none. TerminalError when the pages run in a circle."""
    seen = {cursor}
    for _ in range(_MOST_PAGES):
        at = {"cursor": cursor} if cursor else {}
        page, cursor = talk.ask(Call("GET", path, {"limit": str(PAGE_SIZE), **(params or {}), **at}), form, read)
        yield page
        if not cursor:
            return
        if cursor in seen:
            break
        seen.add(cursor)
    raise TerminalError(f"The platform's pages of {path} run in a circle; tell its operator.")
