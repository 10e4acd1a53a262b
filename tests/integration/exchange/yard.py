"""The other side of `killed_sender.py`: start a step in a process of its own, wait for its end, wake it up."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from township_sync.settings import Settings

_TESTS = Path(__file__).resolve().parents[2]
_SENDER = Path(__file__).with_name("killed_sender.py")


@dataclass(frozen=True)
class At:
    """A point at which a process sends itself a signal; see `killed_sender.py`."""

    place: str = ""
    nth: int = 1
    signal: str = "KILL"
    is_after: bool = False


@dataclass(frozen=True)
class Child:
    """One process; `told` is where it writes what its step gave, or its error."""

    yard: "Yard"
    pid: int
    told: Path

    def wait(self) -> str | int:
        """Wait until it is `killed`, `stopped`, or ended (its exit code: 0, or 1 for an error)."""
        ended: str | int = self.yard.ask({"wait": self.pid})["ended"]
        return ended

    def wake(self) -> None:
        os.kill(self.pid, signal.SIGCONT)

    @property
    def said(self) -> str:
        return self.told.read_text(encoding="utf-8") if self.told.exists() else ""


class Yard:
    """A process that forks others; one request at a time."""

    def __init__(self) -> None:
        environment = {"PATH": os.environ["PATH"], "PYTHONPATH": f"{_TESTS}:{_TESTS.parent / 'plugins'}"}
        self._process = subprocess.Popen([sys.executable, str(_SENDER)], env=environment, text=True,
                                         stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def ask(self, request: dict[str, Any]) -> dict[str, Any]:
        assert self._process.stdin and self._process.stdout
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        return answer

    def start(self, settings: Settings, step: str, what: object, at: At | None = None,
              sabotages: tuple[str, ...] = ()) -> Child:
        """Start a step: `publish` a period, `submit` a number, `push` a kind, `follow`."""
        point, told = at or At(), settings.workspace / f"told-{len(list(settings.workspace.glob('told-*')))}.json"
        told.touch()
        environment = settings.environment | {"PATH": os.environ["PATH"]}
        answer = self.ask({"workspace": str(settings.workspace), "environment": environment, "step": step,
                           "what": str(what), "at": point.place, "nth": point.nth, "signal": point.signal,
                           "is_after": point.is_after, "sabotages": sabotages, "told": str(told)})
        return Child(self, answer["pid"], told)

    def close(self) -> None:
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait(10)


@contextmanager
def opened() -> Iterator[Yard]:
    """A yard for the time of a block."""
    yard = Yard()
    try:
        yield yard
    finally:
        yard.close()
