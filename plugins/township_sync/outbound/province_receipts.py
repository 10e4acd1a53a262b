"""The platform's verdicts on a batch, row by row."""

import hashlib
from collections.abc import Iterator

from township_sync.domain.outgoing import Receipt, ReceiptPage
from township_sync.errors import TerminalError
from township_sync.outbound.province_pages import pages, pages_again
from township_sync.outbound.province_talk import Said, Talk
from township_sync.outbound.province_words import plain

_AS_THEY_COME = ("receipt_id", "sequence", "row_no", "row_key", "action", "row_version", "status", "code")


def receipts(talk: Talk, remote_id: str) -> Iterator[ReceiptPage]:
    """All pages of a batch's receipts; `is_final` says whether all verdicts are there.

    TerminalError when a page is about another batch, or when pages run in a circle.
    """

    def read(said: Said) -> tuple[ReceiptPage, str]:
        if said["batch_id"] != remote_id:
            raise TerminalError(f"Asked for the receipts of {remote_id}, the platform answers with another batch's; "
                                "tell its operator.")
        page = ReceiptPage(said["state"] == "final", tuple(map(receipt, said["rows"])), dict(said["counts"]))
        return page, said["next_cursor"] or ""

    path = f"/api/v1/batches/{remote_id}/receipts"
    return pages_again(lambda cursor: pages(talk, path, "ReceiptPage", read, cursor=cursor), "")


def receipt(said: Said) -> Receipt:
    """One receipt in our own form; its hash is over all that it says."""
    values = {name: said[name] for name in _AS_THEY_COME} | {"message": plain(said["message"])}
    # No field holds a line feed: the contract's patterns allow none, and plain text has none.
    whole = "\n".join(map(str, values.values()))
    return Receipt(**values, receipt_hash=hashlib.sha256(whole.encode()).hexdigest())
