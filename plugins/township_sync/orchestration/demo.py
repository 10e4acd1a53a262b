"""The demo: the real road with Airflow's real scheduler, from the townships' files to the platform and back by mail.

Months are handed in one after the other, as in life. Airflow's own clock is off meanwhile, so that no hourly run comes
in between; loading and the quarter are fired by their assets, the rest is triggered.
"""

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from township_sync.domain.period import Month
from township_sync.errors import TerminalError
from township_sync.orchestration import demo_source, installation, standalone
from township_sync.orchestration.demo_page import Page
from township_sync.orchestration.demo_progress import Progress
from township_sync.orchestration.demo_source import SAMPLE_SEED as SAMPLE_SEED
from township_sync.orchestration.demo_source import Source
from township_sync.orchestration.environment import Keys
from township_sync.orchestration.watch import Watch
from township_sync.settings import Settings
from township_sync.warehouse import exchange
from township_sync.warehouse.connect import connect
from township_sync.warehouse.summary import Totals, totals

MOST_RECEIPT_POLLS = 10
_FOR_THE_DEMO = {
    "TOWNSHIP_SYNC_CLOCK": "off",
    "TOWNSHIP_SYNC_APPROVAL": "automatic",
    "TOWNSHIP_SYNC_CHANNEL": "portal",
    "TOWNSHIP_SYNC_DIGEST_AT": "always",
    "TOWNSHIP_SYNC_SANDBOX_REFUSED_ONE_IN": "400",
}


def demo(settings: Settings, inbox: Path | None = None, period: str | None = None, seed: int = SAMPLE_SEED) -> None:
    """Run the whole road, print one page about it, and stop all that was started.

    UsageError for an inbox or period that does not fit, or when this workspace's Airflow already runs; TerminalError
    when a run fails or does not come to its end, naming the task.
    """
    given = demo_source.inbox_source(inbox, period) if inbox else None
    environment = {**_FOR_THE_DEMO, **settings.environment, "TOWNSHIP_SYNC_CLOCK": "off"}
    ours = replace(settings, workspace=demo_source.workspace_for(settings, inbox, seed), environment=environment)
    standalone.refuse_when_running(ours)
    with _ended_by_signals(), Progress() as progress, _running(ours, progress) as known:
        source, before = given or _sample(ours, seed, progress), _totals(ours)
        _Road(known[0], source, progress, _watch(known, progress)).go()
        page = Page.of(ours, source, before)
    page.show(progress.seconds)


@contextmanager
def _ended_by_signals() -> Iterator[None]:
    """Let TERM and HUP end the demo as an interrupt does, so that everything is stopped."""
    before = {number: signal.signal(number, _end) for number in (signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _end(number: int, _: object) -> None:
    sys.exit(128 + number)


@contextmanager
def _running(settings: Settings, progress: Progress) -> Iterator[tuple[Settings, Keys]]:
    try:
        with progress.step("Start database, sandbox and Airflow"):
            launched = installation.launch(settings, progress.say)
        yield launched
    finally:
        with progress.step("Stop everything"):
            installation.down(settings)


def _sample(settings: Settings, seed: int, progress: Progress) -> Source:
    with progress.step("Make three sample months"):
        return demo_source.sample_source(settings, seed)


def _totals(settings: Settings) -> Totals:
    with connect(settings) as connection:
        return totals(connection)


def _watch(known: tuple[Settings, Keys], progress: Progress) -> Watch:
    with progress.step("Wait for Airflow"):
        return Watch(known[0], standalone.wait(*known), progress.say)


@dataclass
class _Road:
    settings: Settings
    source: Source
    progress: Progress
    watch: Watch

    def go(self) -> None:
        """All months, the quarter that they fire, the reconciliation, and the reports."""
        quarters = self.watch.seen("update_quarterly_posts")
        for month in self.source.folders:
            self._month(month)
        if self.source.quarter:
            with self.progress.step(f"{self.source.quarter}  update_quarterly_posts, fired by its three months"):
                self.watch.fired("update_quarterly_posts", str(self.source.quarter), quarters)
            self._receipts(str(self.source.quarter))
        with self.progress.step("Hold ours against the platform's records  reconcile_platform"):
            self.watch.triggered("reconcile_platform")
        with self.progress.step("Tell the townships  notify_townships"):
            self.watch.triggered("notify_townships")

    def _month(self, month: Month) -> None:
        demo_source.hand_in(self.source, month, self._portal)
        loads = self.watch.seen("load_submissions")
        with self.progress.step(f"{month}  receive_submissions"):
            run = self.watch.triggered("receive_submissions")
        if self.watch.task_states("receive_submissions", run)["announce"] == "success":
            with self.progress.step(f"{month}  load_submissions, fired by what landed"):
                self.watch.fired("load_submissions", str(month), loads)
        with self.progress.step(f"{month}  sync_monthly"):
            self.watch.triggered("sync_monthly", str(month))
        self._receipts(str(month))

    def _receipts(self, period: str) -> None:
        with self.progress.step(f"{period}  follow_receipts"):
            for _ in range(MOST_RECEIPT_POLLS):
                if not self._open_batches():
                    return
                self.watch.triggered("follow_receipts")
        raise TerminalError(f"Batches of {period} are still open after {MOST_RECEIPT_POLLS} polls; see ops.batch.note.")

    def _open_batches(self) -> int:
        with connect(self.settings) as connection:
            return len(exchange.open_batches(connection))

    @property
    def _portal(self) -> Path:
        named = os.environ.get("TOWNSHIP_SYNC_SANDBOX_PORTAL_ROOT")
        return Path(named) if named else self.settings.folder("sandbox") / "portal"
