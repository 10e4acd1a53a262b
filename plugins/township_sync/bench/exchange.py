"""`township-sync bench exchange`: what sending a month exactly once costs, beside a bare upload of the same bytes.

A first month of so many persons is merged; then a process of its own publishes it, approves, pushes, follows the
receipts and reconciles, against the sandbox as another process with its fsynced ledger. The yardstick sends the same
bodies to the same sandbox in the same run with nothing but `requests`: declare, upload, commit, no answer checked but
for its status, no database, no receipts. Both are processes that begin with nothing; the memory is the most that our
process ever held. Staging and merging are not measured. PLATFORM_RATE, at which ours lets itself ask, is lifted: by
default the push alone would wait for it, whatever it costs.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter
from typing import TypeVar

from township_sync.bench.bare_upload import upload
from township_sync.bench.staged_months import FIRST, RECEIVED, stage_month
from township_sync.errors import TerminalError
from township_sync.sandbox import serve
from township_sync.settings import Settings
from township_sync.warehouse.connect import connect
from township_sync.warehouse.scratch import scratch_warehouse

_MOST_POLLS = 20
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Sent:
    """One run of ours: what was sent, the seconds of each part, and the most megabytes that the process held."""

    rows: int
    batches: int
    seconds: dict[str, float]
    peak_mb: float


@dataclass(frozen=True, slots=True)
class Measured:
    """Ours and the bare upload of the same bytes."""

    ours: Sent
    body_mb: float
    bare_seconds: float

    @property
    def ratio(self) -> float:
        """All of ours to the bare upload."""
        return sum(self.ours.seconds.values()) / self.bare_seconds

    @property
    def push_ratio(self) -> float:
        """The push alone to the bare upload."""
        return self.ours.seconds["push"] / self.bare_seconds

    def as_record(self) -> dict[str, object]:
        """All figures by name."""
        return asdict(self) | {"ratio": self.ratio, "push_ratio": self.push_ratio}


def exchange(settings: Settings, rows: int, now: datetime, progress: Callable[[str], None]) -> Measured:
    """Measure one month of so many persons, all of them new to the platform; it is `now` when this begins."""
    began = perf_counter()
    with scratch_warehouse(settings) as scratch, _sandbox(scratch) as ours:
        progress(f"staging and merging {rows:,} rows")
        _merge(ours, rows)
        progress("publishing, pushing, following, reconciling")
        sent = _in_a_process_of_its_own(send, ours, now + timedelta(seconds=perf_counter() - began))
        progress("uploading the same bytes bare")
        body_mb, seconds = _in_a_process_of_its_own(upload, ours, now + timedelta(seconds=perf_counter() - began))
    return Measured(sent, body_mb, seconds)


@contextmanager
def _sandbox(settings: Settings) -> Iterator[Settings]:
    unlimited = {f"TOWNSHIP_SYNC_PLATFORM_{name}": "1000000" for name in ("RATE", "BURST")}
    quick = {**settings.environment, "TOWNSHIP_SYNC_SANDBOX_PENDING_POLLS": "0", **unlimited}
    for peer in ("PLATFORM_URL", "SMTP_URL", "PORTAL_URL"):
        quick.pop(f"TOWNSHIP_SYNC_{peer}", None)
    own = replace(settings, environment=quick)
    try:
        yield replace(own, environment={**quick, **serve.start(own)})
    finally:
        serve.stop(own)


def _merge(settings: Settings, rows: int) -> None:
    from township_sync.steps.merge import merge

    with connect(settings) as connection:
        month = stage_month(connection, settings, rows, 0)
        merge(connection, month.files, month.judgement, RECEIVED + timedelta(days=31))


def _in_a_process_of_its_own(work: Callable[[Settings, datetime], Result], settings: Settings, now: datetime) -> Result:
    with ProcessPoolExecutor(1, get_context("spawn")) as one:
        return one.submit(work, settings, now).result()


def send(settings: Settings, now: datetime) -> Sent:
    """Publish, approve, push, follow and reconcile in this process."""
    from township_sync.steps import month as steps
    from township_sync.steps.compare import compare_all, platform_of, refuse_unbalanced
    from township_sync.warehouse import approvals, exchange
    from township_sync.warehouse.publications import unsent

    seconds: dict[str, float] = {}
    began_at, began = now, perf_counter()

    @contextmanager
    def timed(part: str) -> Iterator[None]:
        start = perf_counter()
        nonlocal now
        now = began_at + timedelta(seconds=start - began)  # each part is a task of its own, which reads the clock anew
        yield
        seconds[part] = perf_counter() - start

    with connect(settings) as connection:
        with timed("publish"):
            steps.publish(settings, connection, FIRST, now)
        with timed("approve"):
            made = unsent(connection, "month", ("ready",))
            approvals.approve(connection, [one.publication_id for one in made], now, None, None)
        with timed("push"):
            rows = steps.push(settings, connection, "month", now)
        batches = len(exchange.open_batches(connection))
        with timed("follow"):
            for _ in range(_MOST_POLLS):
                if not exchange.open_batches(connection):
                    break
                steps.follow_open_batches(settings, connection, now)
        with timed("reconcile"):
            refuse_unbalanced(compare_all(connection, settings, platform_of(connection, settings, now), now))
        if exchange.open_batches(connection):
            raise TerminalError(f"Batches are still open after {_MOST_POLLS} polls; see ops.batch.note.")
    return Sent(rows, batches, seconds, _peak_megabytes())


def _peak_megabytes() -> float:
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return int(next(line for line in lines if line.startswith("VmHWM:")).split()[1]) / 1024
