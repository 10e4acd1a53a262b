"""A month with the planted workbook in a real Airflow, in which much goes wrong.

Another township sends workbooks that break while they are read. The platform refuses a batch, and rows, in words that
quote what it was sent; the mail server is down; a task is killed while it talks to the platform.
"""

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import psutil
import requests

from dags.canaries.planted import CANARIES, MONTH, REFUSED, UNIT, WORKBOOK_NAME, workbook
from dags.canaries.surroundings import Surroundings
from township_sync.errors import TerminalError
from township_sync.orchestration import processes, standalone
from township_sync.orchestration.client import FINISHED
from township_sync.orchestration.installation import Running
from township_sync.orchestration.watch import Watch

_OTHER_UNIT = "430981116"
_QUOTED = "，".join([*CANARIES.values(), *REFUSED.values()])
_REFUSAL = {"action": "answer", "status": 422, "headers": {"Content-Type": "application/problem+json"},
            "body": f'{{"code": "E100", "title": "{_QUOTED}", "detail": "{_QUOTED}", "message": "{_QUOTED}"}}'}


@dataclass
class Story:
    """What happens, in order; `errors` is what those said who waited for a run."""

    running: Running
    surroundings: Surroundings
    errors: list[str] = field(default_factory=list)

    def go(self) -> None:
        self.surroundings.take_mail_down()
        self._hand_in()
        loads = self._watch.seen("load_submissions")
        with self._said():
            self._watch.triggered("receive_submissions")
        with self._said():
            self._watch.fired("load_submissions", MONTH, loads)
        untold = self.running.client.trigger("notify_townships")
        self._push()
        self._kill_a_task()
        self.surroundings.bring_mail_up()
        self._end("notify_townships", untold)
        with self._said():
            self._watch.triggered("notify_townships")

    def _hand_in(self) -> None:
        whole = workbook()
        broken = {"五月.xlsx": whole[: len(whole) // 2], "五月补.csv": _QUOTED.encode("gb18030") + b"\xff\0"}
        files = {UNIT: {WORKBOOK_NAME: whole}, _OTHER_UNIT: broken}
        for unit, named in files.items():
            folder = self.running.settings.folder("sandbox") / "portal" / MONTH / unit
            folder.mkdir(parents=True, exist_ok=True)
            for name, data in named.items():
                (folder / name).write_bytes(data)

    def _push(self) -> None:
        """The first batch is refused for good, and what is refused later is refused in words that quote it."""
        self._script({"match": "POST /api/v1/batches", **_REFUSAL})
        with self._said():
            self._watch.triggered("sync_monthly", MONTH)
        self._script({"match": "GET /api/v1/batches/*/receipts", "action": "reshape", "path": "rows/*/message",
                      "op": "set", "value": _QUOTED, "times": 99})
        for _ in range(2):
            with self._said():
                self._watch.triggered("follow_receipts")

    def _kill_a_task(self) -> None:
        """Reconciling is killed while the platform takes its time to answer."""
        self._script({"match": "GET /api/v1/", "action": "slow", "seconds": 30})
        run = self.running.client.trigger("reconcile_platform")
        port = urlsplit(self.running.settings.url("PLATFORM_URL")).port
        [victim, *_] = eventually(lambda: [pid for pid in self._members() if port in _ports(pid)], "a task at work")
        os.kill(victim, signal.SIGKILL)
        self._script()
        eventually(lambda: [task for task in self.running.client.tasks("reconcile_platform", run)
                            if task["state"] in ("up_for_retry", "failed")], "the end of the killed task")

    def _end(self, dag_id: str, run_id: str) -> None:
        eventually(lambda: self.running.client.run(dag_id, run_id)["state"] in FINISHED, f"the end of {dag_id}")

    def _members(self) -> list[int]:
        return processes.members(standalone.sessions(self.running.settings).values())

    def _script(self, *faults: dict[str, Any]) -> None:
        url = self.running.settings.url("PLATFORM_URL")
        requests.post(f"{url}/__faults", json=list(faults), timeout=10).raise_for_status()

    @contextmanager
    def _said(self) -> Iterator[None]:
        try:
            yield
        except TerminalError as error:
            self.errors.append(str(error))

    @property
    def _watch(self) -> Watch:
        return Watch(self.running.settings, self.running.client, self.errors.append, patience=120)


def _ports(pid: int) -> set[int]:
    """The ports that a process talks to."""
    with suppress(psutil.Error):
        return {each.raddr.port for each in psutil.Process(pid).net_connections("tcp") if each.raddr}
    return set()


def eventually(ask: Callable[[], Any], what: str, seconds: float = 180) -> Any:
    """The first answer that is not empty."""
    end = time.monotonic() + seconds
    while not (answer := ask()):
        assert time.monotonic() < end, f"{what} did not happen within {seconds} s"
        time.sleep(0.3)
    return answer
