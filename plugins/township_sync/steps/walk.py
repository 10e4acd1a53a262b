"""The whole road for one inbox and one month without Airflow (`township-sync run`)."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from township_sync.domain.period import Month
from township_sync.errors import TerminalError
from township_sync.sandbox import serve
from township_sync.settings import Settings
from township_sync.sources.folder import refuse_without_senders
from township_sync.steps import month as steps
from township_sync.steps.approve import approve_automatically
from township_sync.steps.catch_up import is_heard
from township_sync.steps.check import as_json
from township_sync.steps.compare import Compared, compare_all, platform_of, refuse_unbalanced
from township_sync.steps.notify import deliver_reports, prepare_reports
from township_sync.steps.passphrases import make_missing_passphrases
from township_sync.warehouse import embedded, exchange, schema
from township_sync.warehouse.connect import Connection, connect

MOST_RECEIPT_POLLS = 10
Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Walked:
    """What `check --json` would say about the month, and figures of every hop."""

    answer: Mapping[str, Any]
    figures: Mapping[str, int | str]


def walk(settings: Settings, inbox: Path, period: Month, now: datetime, progress: Progress = lambda _: None) -> Walked:
    """Take an inbox (one folder per unit code) of one month all the way, and stop what was started for it.

    A second walk over the same inbox changes nothing and sends nothing. UsageError, before anything is done, when no
    file lies in a unit's folder; TerminalError, after everything was done, when the platform's records are not ours.
    """
    refuse_without_senders(inbox)
    progress("starting the database server and the peers")
    with _at_hand(settings, inbox, period) as ours, connect(ours) as connection:
        return _Road(ours, connection, period, now, progress).go()


@contextmanager
def _at_hand(settings: Settings, inbox: Path, period: Month) -> Iterator[Settings]:
    had_server, had_sandbox = embedded.is_running(settings), serve.is_running(settings)
    embedded.ensure_running(settings)
    try:
        schema.upgrade(settings)
        drop = str(_drop_folder(settings, inbox, period))
        given = {"TOWNSHIP_SYNC_CHANNEL": "folder", "TOWNSHIP_SYNC_DROP_FOLDER": drop,
                 "TOWNSHIP_SYNC_DIGEST_AT": "always"}  # whoever walks by hand waits for no hour
        peers = serve.stand_in(settings, "PLATFORM", "SMTP")
        if "TOWNSHIP_SYNC_PLATFORM_URL" in peers:
            given["TOWNSHIP_SYNC_APPROVAL"] = "automatic"  # of what goes to a sandbox nobody is asked
        yield replace(settings, environment={**settings.environment, **peers, **given})
    finally:
        if not had_sandbox:
            serve.stop(settings)
        if not had_server:
            embedded.stop(settings)


def _drop_folder(settings: Settings, inbox: Path, period: Month) -> Path:
    """A drop folder that has this inbox as its one month; the inbox itself is not touched."""
    root = settings.folder("run") / "drop"
    root.mkdir(exist_ok=True)
    for other in root.iterdir():
        other.unlink()
    (root / str(period)).symlink_to(inbox.resolve(), target_is_directory=True)
    return root


@dataclass(frozen=True, slots=True)
class _Road:
    settings: Settings
    connection: Connection
    period: Month
    began_at: datetime
    progress: Progress
    began: float = field(default_factory=time.monotonic)

    @property
    def now(self) -> datetime:
        """The moment of a hop: what went by since the walk began is measured, no clock is read. The platform would not
        talk to one whose clock stood still for as long as a large month takes."""
        return self.began_at + timedelta(seconds=time.monotonic() - self.began)

    def go(self) -> Walked:
        figures: dict[str, int | str] = {}
        figures.update(self._receive())
        self.progress("judging and merging")
        loaded = steps.load_month(self.settings, self.connection, self.period, self.now)
        figures.update(loaded.counts)
        figures.update(self._send())
        compared = self._reconcile()
        figures["rows_agreed"] = sum(each.found.counts["agreed"] or 0 for each in compared)
        figures.update(self._tell())
        refuse_unbalanced(compared)
        return Walked(as_json(loaded.files, loaded.judgement), figures)

    def _receive(self) -> dict[str, int]:
        self.progress("mirroring the platform's lists")
        steps.mirror(self.settings, self.connection, self.now)
        self.progress("receiving")
        received = steps.receive_all(self.settings, self.connection, self.now)
        for unit_code in steps.units_to_read(self.connection, self.period):
            self.progress(f"reading what {unit_code or 'an unknown sender'} sent")
            steps.read_pending(self.settings, self.connection, unit_code, self.period)
        passed = {f"passed_over_{reason}": files for reason, files in received.passed_by_reason.items()}
        return {"received": len(received.new), **passed}

    def _send(self) -> dict[str, int]:
        self.progress("publishing and pushing")
        made = steps.publish(self.settings, self.connection, self.period, self.now)
        if self.settings.get("APPROVAL") == "automatic":
            approve_automatically(self.connection, made.ids, self.now)
        sent = steps.push(self.settings, self.connection, "month", self.now)
        self.progress("following receipts")
        for _ in range(MOST_RECEIPT_POLLS):
            if not exchange.open_batches(self.connection):
                return {"rows_published": made.rows, "rows_sent": sent}
            steps.follow_open_batches(self.settings, self.connection, self.now)
        raise TerminalError(f"Batches are still open after {MOST_RECEIPT_POLLS} polls; see ops.batch.note.")

    def _reconcile(self) -> list[Compared]:
        """Ours beside the platform's own records, row by row; nothing where no platform can be asked."""
        if not is_heard(self.settings):
            return []
        self.progress("reconciling")
        holder = platform_of(self.connection, self.settings, self.now)
        return compare_all(self.connection, self.settings, holder, self.now)

    def _tell(self) -> dict[str, int]:
        self.progress("telling the townships")
        make_missing_passphrases(self.settings)
        prepared = prepare_reports(self.connection, self.settings, self.period, self.now)
        delivered = deliver_reports(self.connection, self.settings, self.now)
        return {"reports_prepared": len(prepared), "reports_delivered": len(delivered)}
