"""The provincial platform: send a batch under its key, ask what became of it, read its receipts.

An answer that was lost is never a reason for a new key: the platform is asked for our reference, then the same bytes
go again under the same key.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from township_sync.domain.masking import mask_whole_numbers
from township_sync.errors import TerminalError
from township_sync.settings import Settings
from township_sync.transport.answer import Answer, Call, OutcomeUnknown
from township_sync.transport.patience import Budget
from township_sync.transport.peer import Peer

REFUSED_FOR_GOOD = {409, 413, 415, 422}
"""Statuses that speak of the body itself; others (403, 404, 410 …) speak of the address, the rights or the version."""

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
