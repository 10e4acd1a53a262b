"""The provincial platform: bring a batch there once, ask what became of it, read what it says and holds.

An answer that was lost is never a reason for a new key: the platform is asked, then the same bytes go under the same
key. The conversation is that of docs/provincial_platform.openapi.yaml; beside this module lies one for each of its
matters.
"""

from collections.abc import Callable, Iterator
from datetime import datetime

from township_sync.domain.outgoing import About, ChangePage, HoldingPage, OutgoingBatch, ReceiptPage, RemoteBatch
from township_sync.errors import TransientError, UsageError
from township_sync.outbound.province_about import NotOpen, about, refuse_unless_open
from township_sync.outbound.province_contract import ContractBroken
from township_sync.outbound.province_feed import changes
from township_sync.outbound.province_holdings import HoldingsChanged, holdings
from township_sync.outbound.province_manifest import remote_batch
from township_sync.outbound.province_receipts import receipts
from township_sync.outbound.province_records import RecordsPage, page_at
from township_sync.outbound.province_talk import Clock, ClockSkew, Fenced, Talk, VersionWithdrawn
from township_sync.outbound.province_upload import Upload, find
from township_sync.settings import Settings
from township_sync.transport.answer import Call
from township_sync.transport.pace import Pace, unhurried
from township_sync.transport.patience import Patience
from township_sync.transport.peer import Peer, Refused

__all__ = [
    "REFUSED_FOR_GOOD", "ClockSkew", "ContractBroken", "Fenced", "HoldingsChanged", "NotOpen", "Province", "Refused",
    "VersionWithdrawn", "open_platform",
]

REFUSED_FOR_GOOD = {409, 413, 415, 422}
"""Statuses that speak of the body itself; others (403, 404, 410 …) speak of the address, the rights or the version."""

_CHUNK_BYTES, _LARGEST_CHUNK_BYTES = 256 * 1024, 1024 * 1024


def open_platform(
    settings: Settings, now: datetime, pace: Pace | None = None, patience: Patience | None = None
) -> "Province":
    """The platform that the settings name, for one run that begins `now`; nothing is asked yet.

    `pace` is asked before each request (warehouse.rate_bucket.pace). UsageError for a setting that cannot be.
    """
    peer = Peer(settings, "PLATFORM", patience, pace or unhurried)
    tolerance = settings.number("CLOCK_TOLERANCE", 300.0, "seconds")
    count = peer.patience.clock
    return Province(Talk(peer, Clock(now, count(), count, tolerance)), _chunk_bytes(settings))


class Province:
    """One run's dealings with the provincial platform.

    Before the first of them the platform is asked which contracts it speaks, whether it is open, and what its clock
    shows. Every method raises TransientError (Unreachable, OutcomeUnknown, NotOpen, Fenced, …) when a later run may
    succeed, and TerminalError (Refused with status and code, ContractBroken, VersionWithdrawn, ClockSkew) otherwise.
    """

    def __init__(self, talk: Talk, chunk_bytes: int) -> None:
        self._talk, self._chunk_bytes = talk, chunk_bytes
        self._about: About | None = None
        self._silence: TransientError | None = None

    def about(self) -> About:
        """What the platform says of itself; asked once in a run, also when it does not answer."""
        if self._silence:
            raise self._silence
        if self._about is None:
            try:
                self._about = about(self._talk)
            except TransientError as problem:
                self._silence = problem
                raise
        return self._about

    def deliver(
        self, batch: OutgoingBatch, body: bytes | memoryview, fence: int, keep_alive: Callable[[], None]
    ) -> str:
        """Bring a batch to the platform and give its id there; doing it again gives the same id and repeats nothing.

        `fence` is our epoch as its sender; `keep_alive` is called before each request and may raise. All of it shares
        one deadline; what was uploaded until then stays there. Refused with the code BATCH_REFUSED, BATCH_WITHDRAWN or
        BATCH_VOIDED when the platform has the batch in that state.
        """
        refuse_unless_open(self.about(), to_send=True)
        return Upload(self._talk, batch, memoryview(body), fence, keep_alive, self._chunk_bytes).deliver()

    def find(self, client_ref: str) -> RemoteBatch | None:
        """The batch that bears our reference, or None when the platform knows none."""
        return find(self._asking(), client_ref)

    def receipts(self, remote_id: str) -> Iterator[ReceiptPage]:
        """All pages of a batch's receipts."""
        return receipts(self._asking(), remote_id)

    def changes(self, cursor: str) -> Iterator[ChangePage]:
        """Every change of state of our batches after a cursor (empty: from the beginning), in order."""
        return changes(self._asking(), cursor)

    def holdings(self, dataset: str, period: str | None = None) -> Iterator[HoldingPage]:
        """What the platform holds of a dataset (of one period of a quarterly one); HoldingsChanged: begin anew."""
        return holdings(self._asking(), dataset, period)

    def records_page(self, dataset: str, version: str = "", cursor: str = "") -> RecordsPage | None:
        """One page of a list that the platform keeps itself; see province_records.page_at."""
        return page_at(self._asking(), dataset, version, cursor)

    def withdraw(self, remote_id: str, reason: str) -> RemoteBatch:
        """Take back a batch that is not final; Refused (409) when it is."""
        refuse_unless_open(self.about(), to_send=True)
        call = Call("POST", f"/api/v1/batches/{remote_id}/withdraw", json={"reason": reason})
        return self._talk.ask(call, "Batch", remote_batch)

    def _asking(self) -> Talk:
        refuse_unless_open(self.about(), to_send=False)
        return self._talk


def _chunk_bytes(settings: Settings) -> int:
    chosen = settings.number("UPLOAD_CHUNK_BYTES", _CHUNK_BYTES, "bytes")
    if not (chosen.is_integer() and 1 <= chosen <= _LARGEST_CHUNK_BYTES):
        raise UsageError(f"TOWNSHIP_SYNC_UPLOAD_CHUNK_BYTES is '{chosen}'; set 1 to {_LARGEST_CHUNK_BYTES}.")
    return int(chosen)
