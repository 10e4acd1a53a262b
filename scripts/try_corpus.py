"""Read every file of a folder as a submission and hold its cells against a second library's.

    .venv/bin/python scripts/try_corpus.py FOLDER [--json FILE] [--only CLASS] [--suffix .xls]

Every file must end in rows or in a named refusal. Classes: `same` (also: rows that no second library can read), `kind`
(the same value under another type), `differs`, `refused` (by us only), `refused_by_both`, `empty` (we see no cell and
give no finding that refuses, the second library sees some), `broken` (an exception of ours, or a killed parser).
Exit 0 when no file is `empty` or `broken`, else 1. Nothing that is read leaves this process but the first difference.
"""

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from datetime import time as clock
from math import isclose
from pathlib import Path
from typing import Any

import second_library  # type: ignore[import-not-found,unused-ignore]

from township_sync.domain.table import Cell, Grid
from township_sync.readers import Opened, open_bytes

_BROKEN = ("stopped: failure", "stopped: time", "stopped: processor time")
MOST_COMPARED = 6 * 1024 * 1024


@dataclass
class Outcome:
    """What became of one file (in a bundle: of one file in it)."""

    file: str
    outcome: str
    kind: str = ""
    findings: tuple[str, ...] = ()
    cells: int = 0
    seconds: float = 0.0
    difference: str = ""


def main() -> int:
    """Try the folder, print a table of classes by kind, and each file that is neither same nor refused by both."""
    asked = _arguments()
    outcomes: list[Outcome] = []
    for path in sorted(path for path in asked.folder.rglob("*") if path.is_file()):
        if not asked.suffix or path.suffix.lower() in asked.suffix:
            for outcome in try_file(path, path.relative_to(asked.folder).as_posix()):
                outcomes.append(outcome)
                _tell(outcome, asked.only)
    _sum_up(outcomes)
    if asked.json:
        asked.json.write_text(json.dumps([asdict(one) for one in outcomes], ensure_ascii=False, indent=1) + "\n")
    return int(any(one.outcome in ("empty", "broken") for one in outcomes))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--json", type=Path, help="write every outcome to this file")
    parser.add_argument("--only", help="print only the files of this class")
    parser.add_argument("--suffix", action="append", help="only files whose names end so; may be repeated")
    return parser.parse_args()


def try_file(path: Path, name: str) -> Iterator[Outcome]:
    """The outcome of one file; of a bundle, one for each file in it."""
    data = path.read_bytes()
    start = time.monotonic()
    try:
        opened = open_bytes(name, data)
    except Exception as error:  # the one thing that must never happen is what we look for
        yield Outcome(name, "broken", difference=f"{type(error).__name__}: {error}")
        return
    seconds = round(time.monotonic() - start, 3)
    for one in opened:
        yield judged(one, data if one.bundle is None else b"", seconds)


def judged(opened: Opened, data: bytes, seconds: float = 0.0) -> Outcome:
    """Our reading against the second library's; `data` is empty when there is nothing to compare with."""
    slugs = tuple(f"{found.slug}{_details(found.details)}" for found in opened.findings)
    cells = sum(len(_cells(grid)) for grid in opened.grids)
    made = Outcome(opened.name, "same", opened.kind, slugs, cells, seconds)
    other = second_library.read(_second_kind(opened, data), data) if 0 < len(data) <= MOST_COMPARED else None
    if any(reason in slug for slug in slugs for reason in _BROKEN):
        made.outcome = "broken"
    elif any(found.severity == "reject_file" for found in opened.findings):
        made.outcome = "refused" if other and any(other.values()) else "refused_by_both"
    elif other is not None:
        made.outcome, made.difference = compared(opened.grids, other)
    return made


def compared(grids: Any, other: second_library.Sheets) -> tuple[str, str]:
    """The class, and the first difference in words."""
    ours = {grid.name: (_cells(grid), _Passed(grid)) for grid in grids}
    if not any(cells or passed.end for cells, passed in ours.values()) and any(other.values()):
        return "empty", f"{sum(map(len, other.values()))} cells unseen"
    worst = ("same", "")
    for name, theirs in other.items():
        cells, passed = ours.get(name, ({}, None))
        for place in sorted(cells.keys() | theirs.keys()):
            if _same(cells.get(place), theirs.get(place)) or (passed and passed.over(place, theirs.get(place))):
                continue
            said = f"{name}!{place}: {cells.get(place)!r} / {theirs.get(place)!r}"
            if not _same_number(cells.get(place), theirs.get(place)):
                return "differs", said
            worst = ("kind", said) if worst[0] == "same" else worst
    return worst


def _cells(grid: Grid) -> dict[tuple[int, int], Any]:
    return {
        (row, column): cell.value
        for row, cells in enumerate(grid.rows, 1) for column, cell in enumerate(cells, 1) if _is_seen(cell)
    }


class _Passed:
    """What may differ: errors, which some libraries show as nothing, and what we name as stray instead of reading."""

    def __init__(self, grid: Grid) -> None:
        self.errors = {(row, column) for row, cells in enumerate(grid.rows, 1)
                       for column, cell in enumerate(cells, 1) if cell.kind == "error"}
        self.end = (len(grid.rows), max(map(len, grid.rows), default=0)) if grid.stray_cells else None

    def over(self, place: tuple[int, int], theirs: Any) -> bool:
        if self.end and (place[0] > self.end[0] or place[1] > self.end[1]):
            return True
        return place in self.errors and (theirs is None or str(theirs).startswith(("#", "0x")))


def _is_seen(cell: Cell) -> bool:
    return cell.kind not in ("empty", "formula_without_value")


def _same(ours: Any, theirs: Any) -> bool:
    if isinstance(ours, str) and isinstance(theirs, str):
        return ours.replace("\r\n", "\n").strip() == theirs.replace("\r\n", "\n").strip()
    if isinstance(ours, int | float) and isinstance(theirs, int | float):
        return (type(ours) is type(theirs) is bool and ours == theirs) or isclose(ours, theirs, rel_tol=1e-9)
    if isinstance(ours, datetime) and isinstance(theirs, datetime):
        return abs(ours.replace(tzinfo=None) - theirs.replace(tzinfo=None)) < timedelta(seconds=1)
    blank = (ours is None or not str(ours).strip()) and (theirs is None or not str(theirs).strip())
    return blank or (type(ours) is type(theirs) and ours == theirs)


def _same_number(ours: Any, theirs: Any) -> bool:
    """Whether two values are one number of days, by whichever of the two date systems, or one number."""
    a, b = _serial(ours), _serial(theirs)
    if a is None or b is None or type(ours) is type(theirs):
        return False
    return any(abs(abs(a - b) - shift) < 1e-5 for shift in (0, 1, 1462))


def _serial(value: Any) -> float | None:
    """A number, a moment or a truth as the number that a sheet stores."""
    if isinstance(value, clock):
        return (value.hour * 3600 + value.minute * 60 + value.second + value.microsecond / 1e6) / 86400
    if isinstance(value, date):
        moment = value if isinstance(value, datetime) else datetime(value.year, value.month, value.day)
        return (moment.replace(tzinfo=None) - datetime(1899, 12, 30)) / timedelta(days=1)
    return float(value) if isinstance(value, int | float) else None


def _second_kind(opened: Opened, data: bytes) -> str:
    """A refused file of unknown kind is offered to the library of its container."""
    if opened.kind in second_library.LIBRARIES:
        return opened.kind
    containers = {b"PK": "xlsx", b"\xd0\xcf": "xls", b"\x09\x08": "xls"}
    return containers.get(data[:2], opened.kind)


def _details(details: Mapping[str, object]) -> str:
    return f" ({', '.join(map(str, details.values()))})" if details else ""


def _tell(one: Outcome, only: str | None) -> None:
    if one.outcome == only or (only is None and one.outcome not in ("same", "refused_by_both")):
        said = f"{one.outcome:<8} {one.kind:<5} {one.file}  {'; '.join(one.findings)}  {one.difference}"
        print(said[:400], flush=True)


def _sum_up(outcomes: list[Outcome]) -> None:
    for (kind, outcome), count in sorted(Counter((one.kind, one.outcome) for one in outcomes).items()):
        print(f"{kind:<8} {outcome:<16} {count:>6}")
    slow = max(outcomes, key=lambda one: one.seconds, default=None)
    if slow:
        print(f"{len(outcomes)} files; the slowest took {slow.seconds} s: {slow.file}")


if __name__ == "__main__":
    sys.exit(main())
