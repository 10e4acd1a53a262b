"""Runs steps in processes of their own, which die or fall asleep at a named point.

The yard reads one JSON object a line and answers each with one: `run` forks a process that has every module loaded
already, and gives its pid; `wait` tells how that process stands: killed, stopped or ended.
A point is where the process sends itself a signal: a function (`warehouse.sending.mark_sent`) when it is called for the
n-th time, a generator when it is about to give its n-th item, or a request (`http POST /commit`) before it is sent, or
after its answer began to come.
"""

import json
import os
import signal
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from importlib import import_module
from inspect import isgeneratorfunction
from pathlib import Path
from typing import Any

import requests

from integration.exchange.sabotage import SABOTAGES
from township_sync.settings import Settings
from township_sync.steps import month
from township_sync.steps.follow import follow_receipts
from township_sync.steps.publish import publish_month
from township_sync.steps.submit import submit
from township_sync.warehouse.connect import connect

NOW = datetime(2020, 6, 5, 1, tzinfo=UTC)
STEPS: dict[str, Callable[[Any, Settings, str], Any]] = {
    "publish": lambda connection, settings, period: len(publish_month(connection, settings, period, NOW)),
    "submit": lambda connection, settings, number: submit(connection, settings, int(number), NOW).rows_sent,
    "push": lambda connection, settings, kind: month.push(settings, connection, kind, NOW),
    "follow": lambda connection, settings, _: len(follow_receipts(connection, settings, NOW).closed),
}


class _Point:
    """Counts, and sends this process a signal the n-th time."""

    def __init__(self, nth: int, name: str) -> None:
        self.left, self.signal = nth, getattr(signal, f"SIG{name}")

    def reached(self) -> None:
        self.left -= 1
        if self.left == 0:
            os.kill(os.getpid(), self.signal)


def _arrange(place: str, point: _Point, is_after: bool) -> None:
    if place.startswith("http "):
        _, method, ending = place.split(" ")
        _wrap(requests.Session, "request", _request(method, ending, point, is_after))
    else:
        owner, name = _owner(place)
        items = isgeneratorfunction(getattr(owner, name))
        _wrap(owner, name, _items(point) if items else _call(point, is_after))


def _owner(place: str) -> tuple[Any, str]:
    """Whatever holds the function: a module of ours, or a class in one."""
    path, _, name = f"township_sync.{place}".rpartition(".")
    try:
        return import_module(path), name
    except ModuleNotFoundError:
        module, _, inner = path.rpartition(".")
        return getattr(import_module(module), inner), name


def _wrap(owner: Any, name: str, around: Callable[[Any], Any]) -> None:
    setattr(owner, name, around(getattr(owner, name)))


def _call(point: _Point, is_after: bool) -> Callable[[Any], Any]:
    def around(original: Any) -> Any:
        def counted(*args: Any, **options: Any) -> Any:
            if not is_after:
                point.reached()
            done = original(*args, **options)
            if is_after:
                point.reached()
            return done

        return counted

    return around


def _items(point: _Point) -> Callable[[Any], Any]:
    def around(original: Any) -> Any:
        def counted(*args: Any, **options: Any) -> Iterator[Any]:
            for item in original(*args, **options):
                point.reached()
                yield item

        return counted

    return around


def _request(method: str, ending: str, point: _Point, is_after: bool) -> Callable[[Any], Any]:
    def around(original: Any) -> Any:
        matched = _call(point, is_after)(original)

        def request(self: Any, asked: str, url: str, **options: Any) -> Any:
            meant = asked == method and url.endswith(ending)
            return (matched if meant else original)(self, asked, url, **options)

        return request

    return around


def _run(asked: dict[str, Any]) -> None:
    """In the child: arrange, run one step, and say how it ended."""
    os.environ.clear()
    os.environ.update(asked["environment"])
    settings, told = Settings.load(Path(asked["workspace"])), Path(asked["told"])
    try:
        for name in asked["sabotages"]:
            SABOTAGES[name]()
        if asked["at"]:
            _arrange(asked["at"], _Point(asked["nth"], asked["signal"]), asked["is_after"])
        with connect(settings) as connection:
            told.write_text(json.dumps(STEPS[asked["step"]](connection, settings, asked["what"])))
    except Exception as error:
        told.write_text(f"{type(error).__name__}: {error}")
        os._exit(1)
    os._exit(0)


def _wait(pid: int) -> dict[str, Any]:
    _, status = os.waitpid(pid, os.WUNTRACED)
    if os.WIFSTOPPED(status):
        return {"ended": "stopped"}
    return {"ended": "killed"} if os.WIFSIGNALED(status) else {"ended": os.WEXITSTATUS(status)}


def main() -> None:
    """Answer until the other side hangs up."""
    for line in sys.stdin:
        asked = json.loads(line)
        if "wait" in asked:
            answer = _wait(asked["wait"])
        else:
            pid = os.fork()
            if pid == 0:
                _run(asked)
            answer = {"pid": pid}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
