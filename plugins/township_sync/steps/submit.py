"""Submit: send one publication to the provincial platform, each body once, whatever happens in between.

The batches of a publication are stored, with their keys and the hashes of their bodies, before the first is sent. A run
that follows a crash finds them there and sends the same bytes under the same keys; what the platform has acknowledged
is never sent again.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from township_sync.errors import TerminalError, TransientError, UsageError
from township_sync.outbound import province
from township_sync.outbound.batches import body, idempotency_key, records
from township_sync.outbound.province import OutgoingBatch
from township_sync.settings import Settings
from township_sync.steps.audit import keep_head
from township_sync.transport.answer import OutcomeUnknown
from township_sync.transport.peer import Peer, Refused
from township_sync.warehouse import exchange
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.exchange import Batch, PlannedBatch, Publication


@dataclass(frozen=True, slots=True)
class Submitted:
    """What one call did: batches and rows acknowledged now; all zero when there was nothing left to send."""

    publication_id: int
    batches_sent: int = 0
    rows_sent: int = 0
    batches_already_sent: int = 0


def submit(connection: Connection, settings: Settings, publication_id: int, now: datetime) -> Submitted:
    """Send what of a publication the platform has not acknowledged yet.

    Call it outside of any transaction: it commits before each request. TransientError: run it again later, nothing is
    sent twice. TerminalError: the platform refused the bytes, or our file is not the one that was published.
    """
    if connection.info.transaction_status.name != "IDLE":
        raise UsageError("submit needs a connection outside of a transaction; what it stores must outlive a crash.")
    with exchange.alone(connection, publication_id):
        publication = exchange.publication(connection, publication_id)
        if publication.state == "refused":
            raise TerminalError(f"Publication {publication_id} was refused, by the platform (see ops.batch.note) or at "
                                "the approval; publish a new revision.")
        outgoing = _outgoing(connection, settings, publication, now)
        _refuse_to_go_on([batch for batch, _ in outgoing])
        waiting = [(batch, sent) for batch, sent in outgoing if batch.state == "prepared"]
        peer = province.platform(settings) if waiting else None
        for batch, sent in waiting:
            assert peer is not None
            _send(connection, peer, batch, sent, now)
        exchange.mark_publication(connection, publication_id, "sent" if outgoing else "settled")
    keep_head(connection, settings)
    rows = sum(batch.row_count for batch, _ in waiting)
    return Submitted(publication_id, len(waiting), rows, len(outgoing) - len(waiting))


def _refuse_to_go_on(batches: Sequence[Batch]) -> None:
    refused = [batch.client_ref for batch in batches if batch.state == "refused"]
    if refused:
        raise TerminalError(f"The platform refused {', '.join(refused)} of a publication it has taken in part; "
                            "see ops.batch.note; publish again, the rows it did not take go out as a new revision.")


def _outgoing(
    connection: Connection, settings: Settings, publication: Publication, now: datetime
) -> list[tuple[Batch, OutgoingBatch]]:
    """Every batch with its body, proved to be the bytes that its key was made for; nothing for an empty file."""
    if publication.row_count == 0:
        return []
    header, rows = records(_published(settings, publication))
    if len(rows) != publication.row_count:
        raise TerminalError(f"{publication.path} holds {len(rows)} rows, {publication.row_count} were published.")
    batches = exchange.batches(connection, publication.publication_id) or exchange.plan_batches(
        connection, publication.publication_id, _planned(settings, publication, header, rows), now
    )
    bodies = [body(header, rows, batch.first_row, batch.row_count) for batch in batches]
    return [(batch, _proved(publication, batch, content)) for batch, content in zip(batches, bodies, strict=True)]


def _published(settings: Settings, publication: Publication) -> bytes:
    path = settings.workspace / "published" / publication.path
    data = path.read_bytes() if path.is_file() else b""
    if hashlib.sha256(data).hexdigest() != publication.sha256:
        raise TerminalError(f"The published file {publication.path} is missing or was changed; restore it.")
    return data


def _planned(settings: Settings, publication: Publication, header: bytes, rows: list[bytes]) -> list[PlannedBatch]:
    size = _batch_rows(settings)
    return [
        _plan(publication, number, first, body(header, rows, first, size), min(size, len(rows) - first + 1))
        for number, first in enumerate(range(1, len(rows) + 1, size), 1)
    ]


def _plan(publication: Publication, number: int, first_row: int, content: bytes, row_count: int) -> PlannedBatch:
    kind, dataset, period, revision = publication.kind, publication.dataset, publication.period, publication.revision
    digest = hashlib.sha256(content).hexdigest()
    reference = f"{kind}-{dataset}-{period}-r{revision}-{number}"
    key = idempotency_key(kind, dataset, period, revision, digest)
    return PlannedBatch(number, first_row, row_count, key, reference, digest)


def _batch_rows(settings: Settings) -> int:
    text = settings.get("BATCH_ROWS", "500")
    if not text.isdigit() or not 1 <= int(text) <= 10_000:
        raise UsageError(f"TOWNSHIP_SYNC_BATCH_ROWS is '{text}'; set a number from 1 to 10000.")
    return int(text)


def _proved(publication: Publication, batch: Batch, content: bytes) -> OutgoingBatch:
    if hashlib.sha256(content).hexdigest() != batch.body_sha256:
        raise TerminalError(f"The bytes of batch {batch.client_ref} are not those of its key; nothing was sent.")
    return OutgoingBatch(publication.kind, publication.dataset, publication.period, publication.revision,
                         batch.idempotency_key, batch.client_ref, content, batch.body_sha256)


def _send(connection: Connection, peer: Peer, batch: Batch, outgoing: OutgoingBatch, now: datetime) -> None:
    attempt = exchange.begin_attempt(connection, batch.batch_id, now)
    outcome = "unknown"
    try:
        # An earlier try may have got through without our learning of it.
        found = province.find(peer, outgoing) if batch.attempts else None
        remote_id = found or province.send(peer, outgoing)
        exchange.mark_sent(connection, batch.batch_id, remote_id, now)
        outcome = "found" if found else "acknowledged"
    except Refused as refused:
        outcome = "refused"
        if refused.status in province.REFUSED_FOR_GOOD:
            exchange.mark_refused(connection, batch, str(refused), now)
        raise
    except OutcomeUnknown:
        raise
    except TransientError:
        outcome = "not_sent"
        raise
    finally:
        if not connection.closed:
            exchange.end_attempt(connection, batch.batch_id, attempt, outcome, now)
