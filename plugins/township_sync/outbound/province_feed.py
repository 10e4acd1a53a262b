"""Every change of state of our batches, in the order in which the platform made them."""

from collections.abc import Iterator

from township_sync.domain.outgoing import ChangePage
from township_sync.outbound.province_manifest import remote_batch
from township_sync.outbound.province_pages import pages, pages_again
from township_sync.outbound.province_talk import Said, Talk


def changes(talk: Talk, cursor: str) -> Iterator[ChangePage]:
    """The pages of the feed after a cursor, from its beginning for an empty one.

    A cursor that the platform does not know any more is no reason to miss anything: the feed is then read from its
    beginning.
    """
    return pages_again(lambda at: pages(talk, "/api/v1/changes", "ChangePage", _page, cursor=at), cursor)


def _page(said: Said) -> tuple[ChangePage, str]:
    page = ChangePage(tuple(map(remote_batch, said["items"])), said["next_cursor"], said["has_more"])
    return page, page.cursor if page.has_more else ""
