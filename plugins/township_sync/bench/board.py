"""`township-sync bench board`: what a page of the board costs when a province counts on it.

A year of 2,008 units and 2,500,000 rows is made in SQL (`board_year`); then every page that the application lists is
asked over HTTP, by one viewer after another click, for units, months, rules and batches that change from time to time.
The yardstick is a person: an answer within 0.3 s is felt as immediate enough to go on clicking.
"""

import os
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from multiprocessing import get_context
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter

import requests
from fastapi.routing import APIRoute

from township_sync.bench.board_peer import let_in, served
from township_sync.bench.board_units import project_of
from township_sync.bench.board_year import make_year
from township_sync.errors import DefinitionError, TerminalError
from township_sync.settings import Settings
from township_sync.warehouse.connect import Connection, connect
from township_sync.warehouse.scratch import scratch_warehouse
from township_sync.warehouse.statements import statement
from township_sync.web.app import board as board_app

UNITS, MONTHS = 2_008, 12
_EACH, _WARMING = 9, 2
_WITHOUT = ("/batches/comparisons/{number}/workbook", "/units/{unit_code}/workbooks/{report_id}/{position}")
"""Files that lie on the disk or not: nothing of the board makes them, and a year made in SQL has none."""


@dataclass(frozen=True, slots=True)
class Measured:
    """One page: how often it was asked, the median, the 95th of a hundred and the first answer, in milliseconds."""

    page: str
    asked: int
    median_ms: float
    p95_ms: float
    first_ms: float
    kilobytes: float

    def as_record(self) -> dict[str, object]:
        """All figures by name."""
        return asdict(self)


def board(settings: Settings, rows: int, repeat: int, progress: Callable[[str], None]) -> Iterator[Measured]:
    """Measure every page `repeat` times, in an order in which no page follows itself."""
    with project_of(UNITS) as folder, _project(folder), scratch_warehouse(settings) as scratch:
        with ProcessPoolExecutor(1, get_context("spawn")) as other:
            made = other.submit(_make, scratch, rows).result()
        progress(f"{made:,} rows of {UNITS:,} units and {MONTHS} months")
        with connect(scratch) as connection:
            wanted = _addressed(pages(scratch, connection))
        with served(scratch) as url:
            yield from _measure(url, wanted, repeat)


@contextmanager
def _project(folder: Path) -> Iterator[None]:
    """The processes that are started now read their definitions there."""
    before = os.environ.get("TOWNSHIP_SYNC_PROJECT")
    os.environ["TOWNSHIP_SYNC_PROJECT"] = str(folder)
    try:
        yield
    finally:
        del os.environ["TOWNSHIP_SYNC_PROJECT"]
        if before is not None:
            os.environ["TOWNSHIP_SYNC_PROJECT"] = before


def _make(settings: Settings, rows: int) -> int:
    with connect(settings) as connection:
        return make_year(connection, rows, MONTHS, lambda told: print(told, flush=True))


def pages(settings: Settings, connection: Connection) -> dict[str, list[str]]:
    """By page of the application some addresses of it, for things that lie in this warehouse; a page that shows
    something else when it is asked for one thing is there twice. None of a page about what is not there.
    """
    routes = [route for route in board_app(settings, let_in).routes if isinstance(route, APIRoute)]
    listed = [route.path for route in routes if "GET" in route.methods and ":path" not in route.path]
    found = {path: [] if "{" in path else [path] for path in listed}
    for row in connection.execute(statement("bench_year/addresses"), {"each": _EACH}):
        found.setdefault(row["page"], []).append(row["address"])
    return found


def _addressed(found: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """DefinitionError for a page that would not be measured."""
    if unknown := [page for page, addresses in found.items() if not addresses and page not in _WITHOUT]:
        raise DefinitionError(f"sql/bench_year/addresses.sql has no address of {', '.join(unknown)}; add them.")
    return {page: addresses for page, addresses in found.items() if addresses}


def _measure(url: str, wanted: Mapping[str, Sequence[str]], repeat: int) -> Iterator[Measured]:
    taken: dict[str, list[float]] = defaultdict(list)
    size: dict[str, int] = {}
    with requests.Session() as session:
        for turn in range(repeat + _WARMING):
            for page, addresses in wanted.items():
                address = addresses[turn % len(addresses)]
                start = perf_counter()
                answer = session.get(url + address, timeout=60)
                taken[page].append((perf_counter() - start) * 1000)
                size[page] = len(answer.content)
                _refuse_failed(address, answer)
    for page, times in taken.items():
        warm = times[_WARMING:]
        last = quantiles(warm, n=20)[-1] if len(warm) > 1 else warm[0]
        yield Measured(page, len(warm), median(warm), last, times[0], size[page] / 1024)


def _refuse_failed(address: str, answer: requests.Response) -> None:
    """A page that is not there for one of its things is an answer; an error is none."""
    if answer.status_code >= 500 or answer.status_code in (401, 403):
        raise TerminalError(f"{address} answered {answer.status_code}; what it costs when it works is not known.")
