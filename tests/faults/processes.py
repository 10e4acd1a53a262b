"""Processes to be killed: each is forked from one server process that has everything imported, so a start costs little.

A step can be made to die by itself at the n-th call or return of a Python function, of an HTTP exchange or of a
statement; what dies, dies by SIGKILL, in the middle of whatever it was doing.
"""

import multiprocessing
import os
import signal
import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from types import FrameType
from typing import Any, Literal

from township_sync.settings import Settings

DONE, TRANSIENT, TERMINAL, CRASHED = 0, 75, 70, 1
Place = Literal["function", "request", "statement"]
PLACES: dict[Place, tuple[str, ...]] = {
    "function": ("/township_sync/steps/", "/township_sync/warehouse/", "/township_sync/outbound/",
                 "/township_sync/channels/"),
    "request": ("/township_sync/transport/exchange.py",),
    "statement": ("/psycopg/connection.py",),
}
"""Parts of the files whose functions are counted."""
_ONLY = {"request": "exchange", "statement": "execute"}
"""Of a place that has many functions the one that counts."""


@dataclass(frozen=True, slots=True)
class Death:
    """Die at the n-th event of a place: when the function is called, or when it returns."""

    place: Place
    nth: int
    at_return: bool = False


def context() -> multiprocessing.context.ForkServerContext:
    """The context whose processes are forked from one that has everything imported."""
    plugins, tests = Path(__file__).resolve().parents[2] / "plugins", Path(__file__).resolve().parents[1]
    os.environ["PYTHONPATH"] = os.pathsep.join([str(plugins), str(tests)])
    chosen = multiprocessing.get_context("forkserver")
    chosen.set_forkserver_preload(["faults.warm"])
    return chosen


def start(work: Callable[..., Any], *given: Any) -> ForkServerProcess:
    """Start a process that does the work."""
    process = context().Process(target=work, args=given, daemon=True)
    process.start()
    return process


def run_step(
    step: Callable[[Settings], None], workspace: str, environment: dict[str, str], death: Death | None, counts_file: str
) -> None:
    """Do one step in this process and leave with what became of it as the exit code.

    With a file for counts nothing dies: how many events of each place there were is written there.
    """
    from township_sync.errors import TownshipSyncError, TransientError

    settings = Settings(Path(workspace), environment)
    counts = _watch(death) if death or counts_file else {}
    try:
        step(settings)
    except TransientError as problem:
        _leave(settings, TRANSIENT, repr(problem))
    except TownshipSyncError as problem:
        _leave(settings, TERMINAL, repr(problem))
    except BaseException:
        _leave(settings, CRASHED, traceback.format_exc())
    sys.setprofile(None)
    if counts_file:
        Path(counts_file).write_text(repr(counts))
    os._exit(DONE)


def _leave(settings: Settings, code: int, said: str) -> None:
    with (settings.folder("logs") / "steps.log").open("a", encoding="utf-8") as log:
        log.write(f"{code} {said}\n")
    os._exit(code)


def _watch(death: Death | None) -> dict[str, int]:
    """Count the events of every place; at the one that is meant, die."""
    counts: dict[str, int] = {}
    known: dict[Any, str] = {}

    def place_of(code: Any) -> str:
        for place, parts in PLACES.items():
            if any(part in code.co_filename for part in parts):
                return place if _ONLY.get(place, code.co_name) == code.co_name else ""
        return ""

    def happened(frame: FrameType, event: str, _: Any) -> None:
        if event not in ("call", "return"):
            return
        code = frame.f_code
        place = known.get(code)
        if place is None:
            place = known[code] = place_of(code)
        if not place:
            return
        key = f"{place} {event}"
        counts[key] = nth = counts.get(key, 0) + 1
        if death and place == death.place and nth == death.nth and (event == "return") == death.at_return:
            os.kill(os.getpid(), signal.SIGKILL)

    sys.setprofile(happened)
    return counts
