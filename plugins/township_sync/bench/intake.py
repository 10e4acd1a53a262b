"""`township-sync bench intake`: what reading costs us, beside what only unpacking the values costs calamine.

The yardstick is python-calamine's `iter_rows` over every sheet, in this process. Ours is `steps.read.read_files`: the
container inspected, the facts of the XML told, values parsed in the limited process and brought over, header and rows
found, every cell conformed, findings made. Both run on the same bytes, in turns, after one run that is not counted (so
the start of processes and the loading of definitions are left out on both sides); the medians are compared.
"""

import gc
import io
import resource
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

from township_sync.bench import books
from township_sync.domain.table import ReadFile
from township_sync.readers import guard, limits
from township_sync.steps.read import read_files


@dataclass(frozen=True, slots=True)
class Measured:
    """One set of books: seconds (medians) of calamine and of ours, and the memory that reading one of them took.

    The ratio is that of the seconds on the clock; the processor's seconds (of both our processes) tell how much of it
    is waiting for other programs on a busy machine.
    `child_mb` is the most memory that the parsing process ever held, all in all (what it shares with the process that
    it was forked from included); `parent_mb` the growth of this process's peak while it read, its result included, the
    bytes of the file not. Their sum is above the true peak, since the two peaks are not at the same moment.
    """

    name: str
    books: int
    rows: int
    findings: int
    calamine_seconds: float
    our_seconds: float
    calamine_cpu_seconds: float
    our_cpu_seconds: float
    child_mb: float
    parent_mb: float

    @property
    def ratio(self) -> float:
        return self.our_seconds / self.calamine_seconds

    @property
    def cpu_ratio(self) -> float:
        return self.our_cpu_seconds / self.calamine_cpu_seconds

    def as_record(self) -> dict[str, object]:
        """All figures by name."""
        peak = self.child_mb + self.parent_mb
        return asdict(self) | {"ratio": self.ratio, "cpu_ratio": self.cpu_ratio, "peak_mb": peak}


def intake(rows: int, small_rows: int, repeat: int, progress: Callable[[str], None]) -> list[Measured]:
    """Measure 14 books of `small_rows` rows and one of `rows`, each `repeat` times."""
    found: list[Measured] = []
    for count, length in ((14, small_rows), (1, rows)):
        name = f"{count} x {length:,} rows"
        progress(f"making {name}")
        made = books.make_books(length, count)
        progress(f"reading {name}")
        with _raised(length):
            found.append(_measured(name, made, repeat))
    return found


@contextmanager
def _raised(rows: int) -> Iterator[None]:
    """The limit on rows raised so far that the book is read."""
    before = limits.in_force()
    limits.take({"SHEET_ROWS": max(int(before["SHEET_ROWS"]), 2 * rows)})
    try:
        yield
    finally:
        limits.take(before)


def _measured(name: str, made: Sequence[bytes], repeat: int) -> Measured:
    _ours(made[:1] if len(made) > 1 else [books.make_book(5, 1)])
    parent_mb, child_mb = _memory(made[0])
    _calamine(made[:1])
    times = [(*_seconds(_calamine, made), *_seconds(_ours, made)) for _ in range(repeat)]
    files = _ours(made)
    rows = sum(len(sheet.rows) for file in files for sheet in file.sheets)
    findings = sum(len(file.findings) for file in files)
    raw, raw_cpu, ours, our_cpu = (median(column) for column in zip(*times, strict=True))
    return Measured(name, len(made), rows, findings, raw, ours, raw_cpu, our_cpu, child_mb, parent_mb)


def _seconds(read: Callable[[Sequence[bytes]], object], made: Sequence[bytes]) -> tuple[float, float]:
    """Seconds on the clock, and of the processor in this process and in the one that parses."""
    gc.collect()
    with guard.counted() as usages:
        start, cpu_start = perf_counter(), process_time()
        read(made)
        elapsed, cpu = perf_counter() - start, process_time() - cpu_start
    return elapsed, cpu + sum(usage.cpu_seconds for usage in usages)


def _calamine(made: Sequence[bytes]) -> int:
    """Every row of every sheet, and nothing done with it."""
    import python_calamine

    count = 0
    for data in made:
        with python_calamine.load_workbook(io.BytesIO(data)) as workbook:
            for name in workbook.sheet_names:
                count += sum(1 for _ in workbook.get_sheet_by_name(name).iter_rows())
    return count


def _ours(made: Sequence[bytes]) -> list[ReadFile]:
    return read_files([("bench.xlsx", data) for data in made], books.unit_code(), books.PERIOD)


def _memory(data: bytes) -> tuple[float, float]:
    """Megabytes: by how much this process grew at most while it read, and the most that the parsing process held."""
    gc.collect()
    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # forget the peak so far
    before = _status("VmRSS")
    with guard.counted() as usages:
        kept = _ours([data])
    grown = max(0.0, _status("VmHWM") - before)
    del kept
    return grown, max(usage.peak_bytes for usage in usages) / limits.MEGABYTE


def _status(name: str) -> float:
    """A line of this process's status in megabytes; where there is none, the peak since its start."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    line = next(line for line in status.read_text(encoding="ascii").splitlines() if line.startswith(name + ":"))
    return int(line.split()[1]) / 1024
