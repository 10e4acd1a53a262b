"""Submit: send one approved publication to the provincial platform, each body once, whatever happens in between.

The batches of a publication were stored, with their keys and the hashes of their bodies, in the transaction that
published it. A run that follows a crash finds them there and sends the same bytes under the same keys; what the
platform has acknowledged is never sent again. One process at a time sends a publication: it holds a lease, every write
of it is made under that lease, and the platform refuses who has an older one.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from township_sync.domain.outgoing import OutgoingBatch
from township_sync.errors import TerminalError, UsageError
from township_sync.outbound import province
from township_sync.outbound.batches import Body, bodies
from township_sync.outbound.province import Province
from township_sync.settings import Settings
from township_sync.steps.audit import keep_head
from township_sync.steps.catch_up import catch_up, is_heard
from township_sync.steps.plan_batches import planned
from township_sync.steps.published_files import sha256
from township_sync.transport.answer import Unreachable
from township_sync.transport.peer import Refused
from township_sync.warehouse import audit, exchange, lease, reconciliations, sending
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.exchange import Batch, Publication
from township_sync.warehouse.lease import Lease
from township_sync.warehouse.rate_bucket import pace

_LEASE_SECONDS = 180.0


@dataclass(frozen=True, slots=True)
class Submitted:
    """What one call did: batches and rows acknowledged now; all zero when there was nothing left to send."""

    publication_id: int
    batches_sent: int = 0
    rows_sent: int = 0
    batches_already_sent: int = 0


def submit(connection: Connection, settings: Settings, publication_id: int, now: datetime,
           platform: Province | None = None) -> Submitted:
    """Send what of an approved publication the platform has not acknowledged yet.

    What the platform says of us is heard first: what it has already is not sent again. Who sends several in one run
    opens the `platform` once, when the run begins. Call it outside of any transaction: it commits before each request.
    TransientError: run it again later, nothing is sent twice (LeaseHeld: another process is at it; LeaseLost: another
    took over). TerminalError: nobody approved it, its dataset is out of balance, the platform refused the bytes, or our
    file is not the one that was published.
    """
    if connection.info.transaction_status.name != "IDLE":
        raise UsageError("submit needs a connection outside of a transaction; what it stores must outlive a crash.")
    platform = platform or conversation(connection, settings, now)
    if _fit(connection, publication_id).state == "approved" and is_heard(settings):
        catch_up(connection, settings, platform, now)
    with sending.alone(connection, publication_id, lease_seconds(settings)) as mine:
        publication = _fit(connection, publication_id)
        done = _Sender(connection, settings, platform, mine, publication, now).send()
    keep_head(connection, settings)
    return done


def conversation(connection: Connection, settings: Settings, now: datetime) -> Province:
    """The platform for all that one run sends, as many publications as it may be; the run begins `now`."""
    return province.open_platform(settings, now, pace(connection, settings))


def lease_seconds(settings: Settings) -> float:
    """How long a sender may be silent before another takes its publication over: longer than one call may take."""
    return settings.number("LEASE_SECONDS", _LEASE_SECONDS, "seconds")


def refuse_unbalanced(connection: Connection, publication_id: int, dataset: str, period: str) -> None:
    """TerminalError while a dataset is out of balance (对账不平): nothing of it that was not begun leaves."""
    found = reconciliations.unbalanced(connection, dataset)
    if found:
        counts = ", ".join(f"{name} {count}" for name, count in found.items() if name != "periods")
        raise TerminalError(f"Publication {publication_id} ({dataset} {period}) is approved and not sent: its dataset "
                            f"is out of balance with the platform ({counts}). Reconcile again, or believe the platform "
                            f"with `township-sync reconcile settle {dataset}` and publish anew.")


def _fit(connection: Connection, number: int) -> Publication:
    found = exchange.publication(connection, number)
    if found.state == "ready":
        raise TerminalError(f"Publication {number} ({found.dataset} {found.period}) is not approved; "
                            f"approve it in Airflow (Required Actions) or by `township-sync approve {number}`.")
    if found.state == "refused":
        raise TerminalError(f"Publication {number} ({found.dataset} {found.period}) was refused by the platform (see "
                            "ops.batch.note), returned at the approval, or overtaken by what the platform had of us "
                            "already; publish a new revision.")
    return found


@dataclass(frozen=True, slots=True)
class _Sender:
    connection: Connection
    settings: Settings
    platform: Province
    lease: Lease
    publication: Publication
    now: datetime

    def send(self) -> Submitted:
        if self.publication.row_count == 0:
            self._mark("settled")
            return Submitted(self.publication.publication_id)
        batches = exchange.batches(self.connection, self.publication.publication_id) or self._planned()
        _refuse_to_go_on(batches)
        if not any(batch.is_begun for batch in batches):
            refuse_unbalanced(self.connection, self.publication.publication_id, self.publication.dataset,
                              self.publication.period)
        waiting = [batch for batch in batches if batch.state == "prepared"]
        for batch, body in self._with_bodies(batches) if waiting else ():
            self._deliver(batch, body)
        self._mark("sent")
        rows = sum(batch.row_count for batch in waiting)
        return Submitted(self.publication.publication_id, len(waiting), rows, len(batches) - len(waiting))

    def _mark(self, state: str) -> None:
        sending.mark_publication(self.connection, self.lease, self.publication.publication_id, state)

    def _planned(self) -> Sequence[Batch]:
        """The batches of a publication that was made before they were planned together with it."""
        one, path = self.publication, self._published()
        plan = list(planned(self.settings, path, one.kind, one.dataset, one.period, one.revision))
        if (rows := sum(batch.row_count for batch in plan)) != one.row_count:
            raise TerminalError(f"{one.path} holds {rows} rows, {one.row_count} were published; restore it.")
        with self.connection.transaction():
            lease.hold(self.connection, self.lease)
            exchange.plan_batches(self.connection, one.publication_id, plan, self.now)
            audit.tell_plans(self.connection, self.now)
        return exchange.batches(self.connection, one.publication_id)

    def _published(self) -> Path:
        path = self.settings.workspace / "published" / self.publication.path
        if not path.is_file() or sha256(path) != self.publication.sha256:
            raise TerminalError(f"The published file {self.publication.path} is missing or was changed; restore it.")
        return path

    def _with_bodies(self, batches: Sequence[Batch]) -> Iterator[tuple[Batch, Body]]:
        """Each batch that waits, with its body, proved to be the bytes that its key was made for."""
        with self._published().open("rb") as published:
            for batch, body in zip(batches, bodies(published, [one.row_count for one in batches]), strict=True):
                if batch.state == "prepared":
                    if body.sha256 != batch.body_sha256:
                        raise TerminalError(f"The bytes of batch {batch.client_ref} are not those of its key; nothing "
                                            "of it was sent: restore the published file.")
                    yield batch, body

    def _deliver(self, batch: Batch, body: Body) -> None:
        attempt = sending.begin_attempt(self.connection, self.lease, batch, self.now)
        outcome = "unknown"
        try:
            remote_id = self.platform.deliver(self._outgoing(batch, body), body.content, self.lease.epoch,
                                              lambda: lease.renew(self.connection, self.lease))
        except Refused as refused:
            outcome = "refused"
            if refused.status in province.REFUSED_FOR_GOOD:
                sending.mark_refused(self.connection, self.lease, batch, str(refused), self.now)
            raise
        except (Unreachable, province.NotOpen):
            outcome = "not_sent"
            raise
        else:
            sending.mark_sent(self.connection, self.lease, batch, remote_id, self.now)
            outcome = "acknowledged"
        finally:
            if not self.connection.closed:
                sending.end_attempt(self.connection, self.lease, batch, attempt, outcome, self.now)

    def _outgoing(self, batch: Batch, body: Body) -> OutgoingBatch:
        one = self.publication
        return OutgoingBatch(one.kind, one.dataset, one.period, one.revision, batch.idempotency_key, batch.client_ref,
                             batch.row_count, len(body.content), batch.body_sha256, body.corrects)


def _refuse_to_go_on(batches: Sequence[Batch]) -> None:
    refused = [batch.client_ref for batch in batches if batch.state == "refused"]
    if refused:
        raise TerminalError(f"The platform refused {', '.join(refused)} of a publication it has taken in part; "
                            "see ops.batch.note; publish again, the rows it did not take go out as a new revision.")
