"""What travels between us and a platform: batches as they leave, and what the platform says of them.

Terms and fields are those of docs/provincial_platform.openapi.yaml; values were checked where they came in.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class OutgoingBatch:
    """All that names one body; it was decided when the batch was planned, and never changes.

    `corrects` are our names of earlier batches of which this one replaces rows.
    """

    kind: str
    dataset: str
    period: str
    revision: int
    idempotency_key: str
    client_ref: str
    row_count: int
    byte_count: int
    body_sha256: str
    corrects: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RemoteBatch:
    """A batch as the platform knows it; `state` is declared, received, final, refused, withdrawn or voided."""

    remote_id: str
    idempotency_key: str
    client_ref: str
    kind: str
    dataset: str
    period: str
    county_code: str
    revision: int
    row_count: int
    byte_count: int
    body_sha256: str
    corrects: tuple[str, ...]
    state: str
    received_bytes: int
    change_no: int
    reason: str | None


@dataclass(frozen=True, slots=True)
class Receipt:
    """One verdict on one row; `receipt_hash` is SHA-256 over all that it says. `message` is masked."""

    receipt_id: str
    sequence: int
    row_no: int
    row_key: str
    action: str
    row_version: str
    status: str
    code: str
    message: str
    receipt_hash: str


@dataclass(frozen=True, slots=True)
class ReceiptPage:
    """One page of receipts; `counts` is what the platform says of the whole batch (received, accepted, rejected)."""

    is_final: bool
    receipts: tuple[Receipt, ...]
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class ChangePage:
    """One page of the feed of changes; `cursor` is where to go on, now or next time."""

    batches: tuple[RemoteBatch, ...]
    cursor: str
    has_more: bool


@dataclass(frozen=True, slots=True)
class HeldRow:
    """One row that the platform holds; `values` in the order of its page's columns."""

    row_key: str
    row_version: str
    remote_id: str
    row_no: int
    values: Sequence[str]


@dataclass(frozen=True, slots=True)
class HoldingPage:
    """One page of what the platform holds of a dataset; all pages of one reading bear the same `version`."""

    version: str
    row_count: int
    columns: tuple[str, ...]
    rows: tuple[HeldRow, ...]


@dataclass(frozen=True, slots=True)
class About:
    """What the platform says of itself: contract versions by state, whether it is open, and its clock."""

    versions: Mapping[str, str]
    state: str
    until: datetime | None
    server_time: datetime
