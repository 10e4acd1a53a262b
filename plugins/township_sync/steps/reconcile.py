"""Reconcile: follow the receipts of what was sent until sent = accepted + rejected, row by row."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from township_sync.errors import TerminalError, TransientError, UsageError
from township_sync.outbound import province
from township_sync.settings import Settings
from township_sync.steps.audit import keep_head
from township_sync.transport.peer import Peer, Refused
from township_sync.warehouse import exchange
from township_sync.warehouse import exchange_receipts as answered
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.exchange import Balance, Batch

_DUE_HOURS = 24.0


@dataclass(frozen=True, slots=True)
class Followed:
    """How the open batches stand after one poll: batch ids by state, rows of the batches closed now, their periods.

    `unanswered` are batches that could not be asked about; `overdue` those without a whole receipt for longer than
    TOWNSHIP_SYNC_RECEIPT_DUE_HOURS (default 24): somebody has to call the platform.
    """

    closed: tuple[int, ...] = ()
    pending: tuple[int, ...] = ()
    out_of_balance: tuple[int, ...] = ()
    unanswered: tuple[int, ...] = ()
    overdue: tuple[int, ...] = ()
    rows_accepted: int = 0
    rows_rejected: int = 0
    rows_set_aside: int = 0
    periods: tuple[str, ...] = ()

    @property
    def asked(self) -> int:
        """How many batches were open."""
        return sum(map(len, (self.closed, self.pending, self.out_of_balance, self.unanswered)))


@dataclass(slots=True)
class _Tally:
    states: dict[int, str] = field(default_factory=dict)
    balances: dict[int, Balance] = field(default_factory=dict)
    problem: TransientError | None = None
    nonsense: TerminalError | None = None

    def with_state(self, state: str) -> tuple[int, ...]:
        return tuple(number for number, now_in in self.states.items() if now_in == state)


def follow_receipts(connection: Connection, settings: Settings, now: datetime) -> Followed:
    """Ask for the receipts of every open batch, keep them, and close what adds up.

    Receipts may come twice, out of order or late: the end is the same. Nothing is guessed: a batch that does not add up
    becomes `out_of_balance` with the difference in its note, and is asked about again. TransientError when there are
    open batches and the platform answers for none; TerminalError, after all batches were asked about, when an answer
    makes no sense.
    """
    batches = exchange.open_batches(connection)
    peer = province.platform(settings) if batches else None
    tally = _Tally()
    for batch in batches:
        assert peer is not None
        _follow(connection, peer, batch, now, tally)
    keep_head(connection, settings)
    if tally.nonsense:
        raise tally.nonsense
    if tally.problem and len(tally.with_state("unanswered")) == len(batches):
        raise tally.problem
    return _followed(connection, tally, batches, due_before(settings, now))


def _follow(connection: Connection, peer: Peer, batch: Batch, now: datetime, tally: _Tally) -> None:
    try:
        state, balance = _settle(connection, peer, batch, now, tally)
    except TransientError as problem:
        tally.states[batch.batch_id], tally.problem = "unanswered", problem
    else:
        tally.states[batch.batch_id] = state
        tally.balances[batch.batch_id] = balance


def _settle(connection: Connection, peer: Peer, batch: Batch, now: datetime, tally: _Tally) -> tuple[str, Balance]:
    counts: Mapping[str, int] | None = None
    stands = answered.balance(connection, batch.batch_id)
    try:
        for page in province.receipts(peer, batch.remote_id or ""):
            stands = answered.store_receipts(connection, batch.batch_id, page.receipts, now)
            counts = page.counts
    except Refused as refused:
        # A platform that does not know our batch any more is a matter for people; the rows are not sent again.
        lost = f"The platform answers {refused.status} when asked for the receipt of {batch.remote_id}."
        return answered.close_batch(connection, batch.batch_id, batch.publication_id, now, stands, lost), stands
    except TerminalError as problem:
        tally.nonsense = tally.nonsense or problem
        said = str(problem)
        return answered.close_batch(connection, batch.batch_id, batch.publication_id, now, stands, said), stands
    if counts is None:
        return "pending", stands
    note = _difference(stands, counts)
    return answered.close_batch(connection, batch.batch_id, batch.publication_id, now, stands, note), stands


def _difference(stands: Balance, counts: Mapping[str, int]) -> str | None:
    """What does not add up, in one sentence, or None."""
    ours = {"received": stands.sent, "accepted": stands.accepted, "rejected": stands.rejected}
    differing = [f"{name} {ours[name]} by row, {value} by the platform's count" for name, value in counts.items()
                 if name in ours and value != ours[name]]
    if stands.missing:
        differing.insert(0, f"{stands.missing} of {stands.sent} rows without a receipt")
    return "; ".join(differing) or None


def due_before(settings: Settings, now: datetime) -> datetime:
    """What was sent before this moment should have its receipts by now; UsageError when the setting is no number."""
    hours = settings.number("RECEIPT_DUE_HOURS", _DUE_HOURS, "hours")
    try:
        return now - timedelta(hours=hours)
    except OverflowError:
        raise UsageError(f"TOWNSHIP_SYNC_RECEIPT_DUE_HOURS is '{hours}'; set it to a number of hours.") from None


def _followed(connection: Connection, tally: _Tally, batches: list[Batch], due_before: datetime) -> Followed:
    closed = tally.with_state("closed")
    done = [tally.balances[number] for number in closed]
    late = {batch.batch_id for batch in batches if batch.sent_at and batch.sent_at < due_before} - set(closed)
    return Followed(
        closed, tally.with_state("pending"), tally.with_state("out_of_balance"), tally.with_state("unanswered"),
        tuple(sorted(late)), sum(one.accepted for one in done), sum(one.rejected for one in done),
        sum(one.set_aside for one in tally.balances.values()), tuple(answered.periods_of(connection, closed)),
    )
