"""`township-sync bench judge`: what judging a month costs, beside the library's own engine and one pass of polars.

Each side runs in a process of its own on the same month of `townships.py`, one after the other. Counted is, of ours,
all of `steps.judge.judge`: from rows that are kept in files, as a loaded month is kept in the warehouse, to findings,
fates and validations of Great Expectations; fetching the rows is counted. Of the library it is the frames of all units
and the validations, of a month that lies in memory, without findings and fates (both to its advantage); of polars its
one select, without the making of its frame. `one_pass` is like with like: our pass on the library's frames, again
without findings and fates. The making of the month is never counted, nor is a first run on a few rows, which loads
libraries and definitions. The peak is that of the whole process, its libraries and the month included; how much of it
was there before judging is told beside it.
"""

import gc
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import Literal

from township_sync.bench import townships
from township_sync.domain.period import Month
from township_sync.domain.table import ReadFile

Side = Literal["ours", "one_pass", "library", "polars"]
SIDES: tuple[Side, ...] = ("ours", "one_pass", "library", "polars")
_FEW_ROWS = 200


@dataclass(frozen=True, slots=True)
class Measured:
    """One run of one side: seconds on the clock and of the processor, megabytes, and how many rows each rule found.

    `before_mb` is what the process held before it began, the month included, `peak_mb` the most it held while judging.
    """

    side: Side
    rows: int
    seconds: float
    cpu_seconds: float
    before_mb: float
    peak_mb: float
    found: dict[str, int] = field(default_factory=dict)

    def as_record(self) -> dict[str, object]:
        """All figures by name."""
        return asdict(self)


def judge(
    sizes: Sequence[int], repeat: int, progress: Callable[[str], None], sides: Sequence[Side] = SIDES
) -> list[Measured]:
    """Measure each side at each size, `repeat` times; the run in the middle by processor time is given."""
    found = []
    for rows in sizes:
        for side in sides:
            progress(f"{side}: {rows:,} rows")
            runs = [_in_a_process_of_its_own(side, rows) for _ in range(repeat)]
            middle = median(run.cpu_seconds for run in runs)
            found.append(min(runs, key=lambda run: abs(run.cpu_seconds - middle)))
    return found


def told(found: Sequence[Measured]) -> list[str]:
    """The figures as sentences: for each size the ratios and the peak, and how the cost of a row grows."""
    lines, ours = [], [one for one in found if one.side == "ours"]
    for own in ours:
        peers = {one.side: one for one in found if one.rows == own.rows and one is not own}
        passed, library = peers.get("one_pass"), peers.get("library")
        ratios = ", ".join(
            f"RATIO to {side} {own.seconds / one.seconds:.2f} (of processor time "
            f"{own.cpu_seconds / one.cpu_seconds:.2f})" for side, one in peers.items()
        )
        lines.append(f"{own.rows:,} rows: {own.seconds:.1f} s, {own.cpu_seconds:.1f} s of processor; {ratios}; "
                     f"peak {own.peak_mb:.0f} MB, {own.before_mb:.0f} MB of it there before; "
                     f"{sum(own.found.values()):,} findings")
        if passed and library:
            lines.append(f"  LIKE WITH LIKE, one pass to library: RATIO {passed.seconds / library.seconds:.2f} (of "
                         f"processor time {passed.cpu_seconds / library.cpu_seconds:.2f})")
        lines += [f"  {side}: {one.seconds:.1f} s, {one.cpu_seconds:.1f} s of processor, peak {one.peak_mb:.0f} MB"
                  for side, one in peers.items()]
    if len(ours) > 1:
        first, last = (one.cpu_seconds / one.rows for one in (ours[0], ours[-1]))
        sizes = f"{ours[0].rows:,} to {ours[-1].rows:,}"
        lines.append(f"GROWTH of the processor time of a row from {sizes} rows: {last / first:.2f}")
    return lines


def _in_a_process_of_its_own(side: Side, rows: int) -> Measured:
    with ProcessPoolExecutor(1, get_context("spawn")) as one:
        return one.submit(measure, side, rows).result()


def measure(side: Side, rows: int) -> Measured:
    """One run in this process."""
    with TemporaryDirectory(prefix="township-sync-bench-") as folder:
        _prepared(side, _FEW_ROWS, Path(folder))()
        run = _prepared(side, rows, Path(folder))
        gc.collect()
        with suppress(OSError):
            Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # forget the peak so far
        before, start, cpu_start = _megabytes("VmRSS"), perf_counter(), process_time()
        found = run()
        seconds, cpu_seconds = perf_counter() - start, process_time() - cpu_start
    return Measured(side, rows, seconds, cpu_seconds, before, _megabytes("VmHWM"), found)


def _prepared(side: Side, rows: int, folder: Path) -> Callable[[], dict[str, int]]:
    """What is to be measured, with its month made."""
    from township_sync.bench import judge_peers
    from township_sync.compilers.definitions import definitions

    if side == "ours":
        stored = townships.stored_month(rows, folder)
        return lambda: _ours(stored, townships.PERIOD)
    files, period = townships.month(rows), townships.PERIOD
    if side == "one_pass":
        return lambda: judge_peers.one_pass(files, period)
    if side == "library":
        return lambda: judge_peers.library(files, period)
    frame, known = judge_peers.as_polars(files), definitions(period)
    return lambda: judge_peers.in_polars(frame, known)


def _ours(files: Sequence[ReadFile], period: Month) -> dict[str, int]:
    from township_sync.steps.judge import judge as judge_month

    found: dict[str, int] = {}
    for finding in judge_month(files, period, with_results=True).findings:
        found[finding.slug] = found.get(finding.slug, 0) + 1
    return found


def _megabytes(name: str) -> float:
    """A line of this process's status."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return int(next(line for line in lines if line.startswith(name + ":")).split()[1]) / 1024
