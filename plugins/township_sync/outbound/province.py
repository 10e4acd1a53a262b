"""The provincial platform: send a batch under its key, ask what became of it, read its receipts.

An answer that was lost is never a reason for a new key: the platform is asked for our reference, then the same bytes
go again under the same key.
"""

import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from township_sync.domain import outgoing
from township_sync.domain.masking import mask_whole_numbers
from township_sync.errors import TerminalError, UsageError
from township_sync.outbound.province_about import NotOpen, about, refuse_unless_open
from township_sync.outbound.province_contract import ContractBroken
from township_sync.outbound.province_feed import changes
from township_sync.outbound.province_holdings import HoldingsChanged, holdings
from township_sync.outbound.province_manifest import remote_batch
from township_sync.outbound.province_receipts import receipts as receipt_pages
from township_sync.outbound.province_records import RecordsPage, page_at
from township_sync.outbound.province_talk import Clock, ClockSkew, Fenced, Talk, VersionWithdrawn
from township_sync.outbound.province_upload import Upload
from township_sync.outbound.province_upload import find as find_batch
from township_sync.settings import Settings
from township_sync.transport.answer import Answer, Call, OutcomeUnknown
from township_sync.transport.pace import Pace, unhurried
from township_sync.transport.patience import Budget, Patience
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
        self._about: outgoing.About | None = None

    def about(self) -> outgoing.About:
        """What the platform says of itself; asked once in a run."""
        if self._about is None:
            self._about = about(self._talk)
        return self._about

    def deliver(
        self, batch: outgoing.OutgoingBatch, body: bytes | memoryview, fence: int, keep_alive: Callable[[], None]
    ) -> str:
        """Bring a batch to the platform and give its id there; doing it again gives the same id and repeats nothing.

        `fence` is our epoch as its sender; `keep_alive` is called before each request and may raise. All of it shares
        one deadline; what was uploaded until then stays there. Refused with the code BATCH_REFUSED, BATCH_WITHDRAWN or
        BATCH_VOIDED when the platform has the batch in that state.
        """
        refuse_unless_open(self.about(), to_send=True)
        return Upload(self._talk, batch, memoryview(body), fence, keep_alive, self._chunk_bytes).deliver()

    def find(self, client_ref: str) -> outgoing.RemoteBatch | None:
        """The batch that bears our reference, or None when the platform knows none."""
        return find_batch(self._asking(), client_ref)

    def receipts(self, remote_id: str) -> Iterator[outgoing.ReceiptPage]:
        """All pages of a batch's receipts."""
        return receipt_pages(self._asking(), remote_id)

    def changes(self, cursor: str) -> Iterator[outgoing.ChangePage]:
        """Every change of state of our batches after a cursor (empty: from the beginning), in order."""
        return changes(self._asking(), cursor)

    def holdings(self, dataset: str, period: str | None = None) -> Iterator[outgoing.HoldingPage]:
        """What the platform holds of a dataset (of one period of a quarterly one); HoldingsChanged: begin anew."""
        return holdings(self._asking(), dataset, period)

    def records_page(self, dataset: str, version: str = "", cursor: str = "") -> RecordsPage | None:
        """One page of a list that the platform keeps itself; see province_records.page_at."""
        return page_at(self._asking(), dataset, version, cursor)

    def withdraw(self, remote_id: str, reason: str) -> outgoing.RemoteBatch:
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


_MOST_PAGES = 10_000
_LONGEST_MESSAGE = 500


@dataclass(frozen=True, slots=True)
class OutgoingBatch:
    """One body with all that names it."""

    kind: str
    dataset: str
    period: str
    revision: int
    idempotency_key: str
    client_ref: str
    body: bytes
    body_sha256: str


@dataclass(frozen=True, slots=True)
class ReceiptPage:
    """One page of receipts; `counts` is what the platform says of the whole batch (received, accepted, rejected)."""

    receipts: tuple[Mapping[str, Any], ...]
    counts: Mapping[str, int]


def platform(settings: Settings) -> Peer:
    """The platform that the settings name."""
    return Peer(settings, "PLATFORM")


def send(peer: Peer, batch: OutgoingBatch) -> str:
    """Send a batch and give the platform's id for it; sending it again gives the same id.

    Raises TransientError (also when the outcome is unknown), Refused with its status, or TerminalError when the
    platform acknowledges other bytes.
    """
    call = Call(
        "POST", "/api/batches",
        {"kind": batch.kind, "dataset": batch.dataset, "period": batch.period, "revision": str(batch.revision),
         "client_ref": batch.client_ref},
        {"Idempotency-Key": batch.idempotency_key, "Content-SHA256": batch.body_sha256,
         "Content-Type": "text/csv; charset=utf-8"},
        batch.body,
    )
    return peer.ask(call, lambda answer: _acknowledged(answer, batch), lambda budget: find(peer, batch, budget))


def find(peer: Peer, batch: OutgoingBatch, budget: Budget | None = None) -> str | None:
    """The platform's id for a batch that it may have taken earlier, or None when it has not."""
    found = peer.ask(Call("GET", "/api/batches", {"client_ref": batch.client_ref}), _items, budget=budget)
    ours = [item for item in found if item.get("idempotency_key") == batch.idempotency_key]
    return _remote_id(ours[0], batch) if ours else None


def receipts(peer: Peer, remote_id: str) -> Iterator[ReceiptPage]:
    """The pages of a batch's receipt; none when the platform is not ready. TerminalError when pages run in a circle."""
    cursor, seen = "", set[str]()
    for _ in range(_MOST_PAGES):
        call = Call("GET", f"/api/batches/{remote_id}/receipt", {"cursor": cursor} if cursor else {})
        page = peer.ask(call, _receipt_page)
        if page is None:
            return
        yield ReceiptPage(tuple(_receipt(row) for row in page["rows"]), _counts(page))
        cursor = str(page.get("next_cursor") or "")
        if not cursor:
            return
        if cursor in seen:
            break
        seen.add(cursor)
    raise TerminalError(f"The receipt of batch {remote_id} runs in a circle; tell the platform's operator.")


def _acknowledged(answer: Answer, batch: OutgoingBatch) -> str:
    return _remote_id(answer.json(), batch)


def _remote_id(said: Mapping[str, Any], batch: OutgoingBatch) -> str:
    remote_id = said.get("batch_id")
    if not isinstance(remote_id, str) or not re.fullmatch(r"[A-Za-z0-9_.-]{1,100}", remote_id):
        raise OutcomeUnknown("The platform's answer names no batch.")
    if said.get("body_sha256") != batch.body_sha256:
        raise TerminalError(f"The platform holds other bytes under our key of {batch.client_ref}; compare both sides "
                            "before anything is sent again.")
    return remote_id


def _items(answer: Answer) -> list[Mapping[str, Any]]:
    items = answer.json().get("items")
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise OutcomeUnknown("The platform's list of batches has no items.")
    return items


def _receipt_page(answer: Answer) -> dict[str, Any] | None:
    page = answer.json()
    if answer.status == 202:
        return None
    rows = page.get("rows")
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise TerminalError("The platform's receipt has no rows; its contract changed, adapt outbound/province.py.")
    return page


def _counts(page: Mapping[str, Any]) -> dict[str, int]:
    counts = page.get("counts")
    given = counts.items() if isinstance(counts, dict) else ()
    return {name: value for name, value in given if isinstance(value, int)}


def _receipt(row: Mapping[str, Any]) -> dict[str, Any]:
    """One receipt in our own form; `receipt_hash` is over all that it says."""
    try:
        said = {
            "receipt_id": _plain(str(row["receipt_id"]), 200), "row_no": _number(row["row_no"]),
            "row_key": _plain(str(row["row_key"]), 200), "sequence": _number(row.get("sequence", 0)),
            "status": _plain(str(row["status"]), 40), "code": _plain(str(row.get("code") or ""), 40),
            "message": _plain(mask_whole_numbers(str(row.get("message") or "")), _LONGEST_MESSAGE),
        }
    except (KeyError, ValueError, TypeError, OverflowError) as error:
        raise TerminalError(f"A receipt of the platform lacks a field or has another type ({type(error).__name__}); "
                            "its contract changed, adapt outbound/province.py.") from None
    text = json.dumps(said, ensure_ascii=False, sort_keys=True)
    return {**said, "receipt_hash": hashlib.sha256(text.encode()).hexdigest()}


def _number(value: Any) -> int:
    number = int(value)
    if not 0 <= number < 2**62:
        raise ValueError("out of range")
    return number


def _plain(text: str, longest: int) -> str:
    """Text without control characters (a NUL would be refused by the database), cut to a length."""
    return "".join(c if c.isprintable() else " " for c in text)[:longest]
