"""One batch's receipts from the platform into the warehouse, page by page, and whether the batch adds up."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from township_sync.errors import TerminalError, TransientError
from township_sync.outbound.province import ClockSkew, Province, VersionWithdrawn
from township_sync.transport.peer import Refused
from township_sync.warehouse import exchange_receipts as answered
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.exchange import Batch
from township_sync.warehouse.exchange_receipts import Balance


@dataclass(frozen=True, slots=True)
class Settled:
    """How a batch stands after its receipts were asked for: closed, pending, out_of_balance or unanswered.

    `strangers` counts receipts that came now and fit no row of it; `problem` is why it could not be asked, or what made
    no sense.
    """

    batch: Batch
    state: str
    balance: Balance
    strangers: int = 0
    problem: TransientError | TerminalError | None = None


def settle_batch(connection: Connection, platform: Province, batch: Batch, now: datetime) -> Settled:
    """Keep every page of a batch's receipts; when all of them are final, give the rows their verdicts and close it.

    Each page is one transaction and every reading begins at the first page, since a platform may add to an earlier
    one: what is read again changes nothing. Nothing follows from verdicts before they are final. One batch keeps no
    other from closing: only what is wrong with the platform as a whole is raised.
    """
    reading = _Reading()
    try:
        for page in platform.receipts(batch.remote_id or ""):
            reading.strangers += answered.keep_receipts(connection, batch.batch_id, page.receipts, now)
            reading.told += [receipt.receipt_hash for receipt in page.receipts]
            reading.counts, reading.is_final = page.counts, reading.is_final and page.is_final
    except (ClockSkew, VersionWithdrawn):
        raise
    except TransientError as problem:
        return _stands(connection, batch, "unanswered", reading.strangers, problem)
    except Refused as refused:
        # A platform that does not know our batch any more is a matter for people; the rows are not sent again.
        wrong = f"The platform answers {refused.status} when asked for the receipt of {batch.remote_id}."
        return _close(connection, batch, now, reading, wrong)
    except TerminalError as problem:
        return _close(connection, batch, now, reading, str(problem), problem)
    if not (reading.is_final and reading.counts):
        return _stands(connection, batch, "pending", reading.strangers)
    return _close(connection, batch, now, reading)


@dataclass(slots=True)
class _Reading:
    is_final: bool = True
    strangers: int = 0
    counts: Mapping[str, int] | None = None
    told: list[str] = field(default_factory=list)


def _close(connection: Connection, batch: Batch, now: datetime, reading: _Reading, wrong: str | None = None,
           problem: TerminalError | None = None) -> Settled:
    # Only an answer that was heard to its end shows what the platform does not say any more.
    counts, told = (None, None) if wrong else (reading.counts, reading.told)
    state = answered.settle(connection, batch.batch_id, batch.publication_id, now, counts, wrong, told)
    return _stands(connection, batch, state, reading.strangers, problem)


def _stands(connection: Connection, batch: Batch, state: str, strangers: int,
            problem: TransientError | TerminalError | None = None) -> Settled:
    return Settled(batch, state, answered.balance(connection, batch.batch_id), strangers, problem)
