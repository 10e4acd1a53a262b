"""Follow: ask what became of every batch that was sent, until sent = accepted + rejected, row by row."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from township_sync.domain.package_manifest import is_packed
from township_sync.errors import TerminalError, TransientError, UsageError
from township_sync.outbound.province import Province, open_platform
from township_sync.settings import Settings
from township_sync.steps.audit import keep_head
from township_sync.steps.catch_up import CaughtUp, hear_changes, is_heard
from township_sync.steps.settle_batch import Settled, settle_batch
from township_sync.warehouse import adoption, exchange
from township_sync.warehouse import exchange_receipts as answered
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.exchange import Batch
from township_sync.warehouse.rate_bucket import pace

_DUE_HOURS = 24.0
_TOLD_FOR = timedelta(hours=24)
"""How long what was set aside is told of, so that somebody sees it whichever step heard it."""


@dataclass(frozen=True, slots=True)
class Followed:
    """How the open batches stand after one poll: batch ids by state, rows of the batches closed now, their periods.

    `unanswered` are batches that could not be asked about; `overdue` those without a whole receipt for longer than
    TOWNSHIP_SYNC_RECEIPT_DUE_HOURS (default 24): somebody has to call the platform. `strange` are those of which a
    receipt came now that fits no row, `heard` is what the platform's feed said, `set_aside` (name, why) what it told in
    the last day that fits nothing of ours, also while something was published or pushed.
    """

    closed: tuple[int, ...] = ()
    pending: tuple[int, ...] = ()
    out_of_balance: tuple[int, ...] = ()
    unanswered: tuple[int, ...] = ()
    overdue: tuple[int, ...] = ()
    strange: tuple[int, ...] = ()
    rows_accepted: int = 0
    rows_rejected: int = 0
    rows_set_aside: int = 0
    periods: tuple[str, ...] = ()
    heard: CaughtUp = field(default_factory=CaughtUp)
    set_aside: tuple[tuple[str, str], ...] = ()

    @property
    def asked(self) -> int:
        """How many batches were open."""
        return sum(map(len, (self.closed, self.pending, self.out_of_balance, self.unanswered)))


def follow_receipts(connection: Connection, settings: Settings, now: datetime) -> Followed:
    """Hear the platform's feed, ask for the receipts of every open batch, keep them, and close what adds up.

    Receipts may come twice, out of order or late: the end is the same. Nothing is guessed: a batch that does not add up
    becomes `out_of_balance` with the difference in its note, and is asked about again. TransientError when the platform
    answers for nothing; TerminalError, after all batches were asked about, when an answer makes no sense.
    """
    if not is_heard(settings):
        return _followed(connection, settings, [_packed(connection, batch) for batch in _open(connection)], now)
    platform = open_platform(settings, now, pace(connection, settings))
    platform.about()
    heard, problem = CaughtUp(), None
    try:
        heard = hear_changes(connection, settings, platform, now)
    except (TransientError, TerminalError) as said:
        problem = said
    settled = [_settle(connection, platform, batch, now) for batch in _open(connection)]
    adoption.place_adopted(connection)
    followed = _followed(connection, settings, settled, now, heard)
    late = [each.batch for each in settled if each.state == "pending" and each.batch.batch_id in followed.overdue]
    _ask_for_overdue(connection, settings, platform, late)
    keep_head(connection, settings)
    _raise_problems(settled, problem)
    return followed


def due_before(settings: Settings, now: datetime) -> datetime:
    """What was sent before this moment should have its receipts by now; UsageError when the setting is no number."""
    hours = settings.number("RECEIPT_DUE_HOURS", _DUE_HOURS, "hours")
    try:
        return now - timedelta(hours=hours)
    except OverflowError:
        raise UsageError(f"TOWNSHIP_SYNC_RECEIPT_DUE_HOURS is '{hours}'; set it to a number of hours.") from None


def _open(connection: Connection) -> list[Batch]:
    return exchange.open_batches(connection)


def _settle(connection: Connection, platform: Province, batch: Batch, now: datetime) -> Settled:
    if is_packed(batch.remote_id):
        return _packed(connection, batch)
    return settle_batch(connection, platform, batch, now)


def _packed(connection: Connection, batch: Batch) -> Settled:
    """What went out by hand is answered by hand (steps/import_answer.py)."""
    return Settled(batch, "pending", answered.balance(connection, batch.batch_id))


def _ask_for_overdue(connection: Connection, settings: Settings, platform: Province, batches: Sequence[Batch]) -> None:
    """What the platform says of a batch whose receipt does not come is kept with it, for the person who calls there."""
    hours = settings.number("RECEIPT_DUE_HOURS", _DUE_HOURS, "hours")
    for batch in batches:
        if is_packed(batch.remote_id):
            continue
        try:
            found = platform.find(batch.client_ref)
        except (TransientError, TerminalError):
            continue
        state = f"says it is {found.state}" if found else "knows no such batch"
        answered.note_overdue(connection, batch.batch_id, f"no receipt for {hours:g} hours; the platform {state}")


def _raise_problems(settled: Sequence[Settled], of_the_feed: TransientError | TerminalError | None) -> None:
    problems = [of_the_feed, *(each.problem for each in settled)]
    nonsense = [problem for problem in problems if isinstance(problem, TerminalError)]
    transient = [problem for problem in problems if isinstance(problem, TransientError)]
    if nonsense:
        raise nonsense[0]
    if transient and all(each.state == "unanswered" for each in settled):
        raise transient[0]


def _followed(connection: Connection, settings: Settings, settled: Sequence[Settled], now: datetime,
              heard: CaughtUp | None = None) -> Followed:
    def batches(state: str) -> tuple[int, ...]:
        return tuple(each.batch.batch_id for each in settled if each.state == state)

    due = due_before(settings, now)
    done = [each.balance for each in settled if each.state == "closed"]
    late = {each.batch.batch_id for each in settled if each.state != "closed" and each.batch.sent_at
            and each.batch.sent_at < due}
    return Followed(
        batches("closed"), batches("pending"), batches("out_of_balance"), batches("unanswered"), tuple(sorted(late)),
        tuple(each.batch.batch_id for each in settled if each.strangers), sum(one.accepted for one in done),
        sum(one.rejected for one in done), sum(each.balance.set_aside for each in settled),
        tuple(answered.periods_of(connection, batches("closed"))), heard or CaughtUp(),
        tuple(adoption.set_aside_since(connection, now - _TOLD_FOR)),
    )
