"""One world: a warehouse, a platform and a mail sink of its own, a proxy before each, and steps that run in it."""

import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any

import psycopg
import requests

from faults import processes
from faults.processes import Death, run_step
from faults.proxy import Proxy
from faults.steps_of_a_world import Step, once_around
from faults.what_was_sent import HURRY, REFUSED_NAMES
from township_sync.domain.period import Month
from township_sync.settings import Settings
from township_sync.warehouse.databases import with_database

AUDIT = Path(__file__).resolve().parents[2] / "scripts/audit_exactly_once.py"
LONGEST_STEP = 40.0
"""Seconds after which a step that still runs is a fault of ours."""
_FINAL = """
SELECT batch_id FROM change AS newest
WHERE state = 'final' AND change_no = (SELECT max(change_no) FROM change WHERE batch_id = newest.batch_id)
ORDER BY change_no
"""
_STANDS = """
SELECT (SELECT count(*) FROM ops.publication), (SELECT count(*) FROM ops.receipt),
       (SELECT string_agg(state, ',' ORDER BY batch_id) FROM ops.batch),
       (SELECT string_agg(state, ',' ORDER BY publication_id) FROM ops.publication),
       (SELECT count(*) FROM ops.report WHERE status = 'sent')
"""
_OPEN = """
SELECT (SELECT count(*) FROM ops.batch WHERE state IN ('prepared', 'sent', 'out_of_balance'))
     + (SELECT count(*) FROM ops.publication WHERE state IN ('ready', 'approved', 'sent'))
     + (SELECT count(*) FROM ops.report WHERE status <> 'sent')
"""


@dataclass
class World:
    """A world in a folder; `server` has the warehouse that it begins with, `beginning` is the workspace of that."""

    folder: Path
    server: str
    beginning: Path
    name: str
    record: list[str] = field(default_factory=list)
    is_restored: bool = False

    def __post_init__(self) -> None:
        shutil.copytree(self.beginning, self.folder, ignore=shutil.ignore_patterns("archive"))
        (self.folder / "archive").symlink_to(self.beginning / "archive")
        self._database(f'CREATE DATABASE "{self.name}" TEMPLATE warehouse STRATEGY FILE_COPY')
        names = self.folder / "refused.txt"
        names.write_text("\n".join(REFUSED_NAMES), encoding="utf-8")
        self.environment = {**HURRY, "TOWNSHIP_SYNC_DSN": self.dsn, "PATH": os.environ["PATH"],
                            "TOWNSHIP_SYNC_SANDBOX_REFUSED_NAMES": str(names)}
        self.platform, self.mail = Proxy(), Proxy()
        self.peers = self._start_peers()
        self.environment |= self._addresses() | {
            "TOWNSHIP_SYNC_PLATFORM_URL": f"http://127.0.0.1:{self.platform.port}",
            "TOWNSHIP_SYNC_SMTP_URL": f"smtp://127.0.0.1:{self.mail.port}",
        }

    @property
    def settings(self) -> Settings:
        return Settings(self.folder, self.environment)

    def start(self, step: Step, death: Death | None = None, counts: str = "") -> ForkServerProcess:
        """Start a step in a process of its own."""
        return processes.start(run_step, step, str(self.folder), self.environment, death, counts)

    def finish(self, process: ForkServerProcess) -> int:
        """Wait for a step; its exit code (negative: the signal that killed it)."""
        process.join(LONGEST_STEP)
        if process.exitcode is None:
            process.kill()
            raise AssertionError(f"a step runs for more than {LONGEST_STEP:g} seconds\n{self.told()}")
        if process.exitcode == processes.CRASHED:
            raise AssertionError(f"a step ended with an error that is none of ours\n{self.told()}")
        return process.exitcode

    def until_quiet(self, periods: Sequence[Month], most: int = 8) -> None:
        """Plain reruns until nothing changes any more and no step complains."""
        self.script()
        self.platform.set()
        self.mail.set()
        stood, code, began = None, None, time.monotonic()
        for _ in range(most):
            before, stood = stood, self.stands()
            if before == stood and code == processes.DONE and not self._open():
                self.record.append(f"{time.monotonic() - began:.1f} s until it was quiet")
                return
            self.let_time_pass()
            code = self.finish(self.start(partial(once_around, periods=periods)))
        raise AssertionError(f"the world does not come to rest: exit {code}, open {self._open()}\n{self.told()}")

    def audit(self) -> str:
        """What the audit from outside finds wrong; empty when all holds."""
        options = ["--mail-may-repeat", *(["--restored"] if self.is_restored else [])]
        done = subprocess.run([sys.executable, "-I", str(AUDIT), str(self.folder), *options],
                              capture_output=True, text=True, check=False)
        return "" if done.returncode == 0 else f"{done.stdout}{done.stderr}"

    def told(self) -> str:
        """What happened in this world, for whoever has to repeat it."""
        log = self.folder / "logs/steps.log"
        said = log.read_text(encoding="utf-8").splitlines()[-40:] if log.is_file() else []
        return "\n".join([*self.record, "--- what the steps said:", *said])

    def script(self, *faults: dict[str, Any]) -> None:
        """Faults that the platform plays on the next requests."""
        requests.post(f"{self.direct}/__faults", json=list(faults), timeout=5).raise_for_status()

    def script_left(self) -> list[dict[str, Any]]:
        left: list[dict[str, Any]] = requests.get(f"{self.direct}/__faults", timeout=5).json()
        return left

    def final_batches(self) -> list[str]:
        """Batches that the platform has decided, by its own ledger."""
        with sqlite3.connect(f"file:{self.folder / 'sandbox/platform.sqlite'}?mode=ro", uri=True) as ledger:
            found = ledger.execute(_FINAL)
            return [str(batch_id) for (batch_id,) in found]

    def kill_peers(self) -> None:
        """The platform and the mail sink die at once, and come back at the same addresses."""
        self.peers.kill()
        self.peers.join()
        self.peers = self._start_peers()

    def kill_sessions(self) -> int:
        """End every session of the warehouse; how many there were."""
        found = self._database("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = "
                               f"'{self.name}'")
        return int(found[0][0])

    def let_time_pass(self) -> None:
        """An hour is over: the platform may be asked again, however long it wanted to be left alone."""
        with psycopg.connect(self.dsn, autocommit=True) as connection:
            connection.execute("UPDATE ops.rate_bucket SET not_before = NULL")

    def back_up(self, name: str) -> None:
        self._database(f'DROP DATABASE IF EXISTS "{self.name}_{name}"')
        self._database(f'CREATE DATABASE "{self.name}_{name}" TEMPLATE "{self.name}" STRATEGY FILE_COPY')

    def restore(self, name: str) -> None:
        """The warehouse is what it was when it was backed up; files, platform and mail stay as they are."""
        self.is_restored = True
        self._database(f'DROP DATABASE "{self.name}" WITH (FORCE)')
        self._database(f'CREATE DATABASE "{self.name}" TEMPLATE "{self.name}_{name}" STRATEGY FILE_COPY')

    @property
    def dsn(self) -> str:
        return with_database(self.server, self.name)

    def stands(self) -> tuple[Any, ...]:
        """How everything stands, in few figures."""
        with psycopg.connect(self.dsn, autocommit=True) as connection:
            ours = connection.execute(_STANDS).fetchone()
        return (*(ours or ()), len(list((self.folder / "sandbox/mail").glob("*.eml"))))

    def _open(self) -> int:
        with psycopg.connect(self.dsn, autocommit=True) as connection:
            found = connection.execute(_OPEN).fetchone()
        return int(found[0]) if found else 0

    def close(self) -> None:
        """Nothing of it is left running."""
        self.platform.stop()
        self.mail.stop()
        self.peers.kill()
        self.peers.join()
        for name in self._database(f"SELECT datname FROM pg_database WHERE datname LIKE '{self.name}%'"):
            self._database(f'DROP DATABASE "{name[0]}" WITH (FORCE)')

    def _start_peers(self) -> ForkServerProcess:
        file = self.folder / "run/sandbox.json"
        before = file.read_bytes() if file.exists() else b""
        process = processes.start(serve_peers, str(self.folder), self.environment, str(file))
        deadline = time.monotonic() + 20
        while not file.exists() or file.read_bytes() == before:
            assert process.is_alive() and time.monotonic() < deadline, "the sandbox does not start"
            time.sleep(0.01)
        addresses = self._addresses()
        self.direct = addresses["TOWNSHIP_SYNC_PLATFORM_URL"]
        self.platform.target, self.mail.target = map(_port, (self.direct, addresses["TOWNSHIP_SYNC_SMTP_URL"]))
        return process

    def _addresses(self) -> dict[str, str]:
        said: dict[str, Any] = json.loads((self.folder / "run/sandbox.json").read_text())
        return {name: str(value) for name, value in said.items() if name != "pid"}

    def _database(self, statement: str) -> list[tuple[Any, ...]]:
        with psycopg.connect(with_database(self.server, "postgres"), autocommit=True) as server:
            done = server.execute(statement)  # type: ignore[call-overload]
            return list(done.fetchall()) if done.description else []


def serve_peers(folder: str, environment: dict[str, str], file: str) -> None:
    """The sandbox in this process."""
    from township_sync.sandbox import peers, platform_ledger

    # Nobody pulls the plug of this machine: what a killed process wrote is there, with or without fsync.
    os.fsync = lambda _: None  # type: ignore[assignment]
    platform_ledger.sqlite3 = _Hasty  # type: ignore[assignment]
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Path(file).parent.mkdir(exist_ok=True)
    peers.run(Settings(Path(folder), environment), Path(file))


class _Hasty:
    """sqlite3 without waiting for the disk."""

    Row = sqlite3.Row

    class Connection(sqlite3.Connection):
        """Whoever asks for EXTRA gets OFF."""

        def execute(self, statement: str, *values: Any) -> sqlite3.Cursor:  # type: ignore[override]
            return super().execute("PRAGMA synchronous = OFF" if "synchronous" in statement else statement, *values)

    @staticmethod
    def connect(path: Path, **options: Any) -> sqlite3.Connection:
        return sqlite3.connect(path, factory=_Hasty.Connection, **options)


def _port(url: str) -> int:
    found = re.search(r":(\d+)$", url)
    assert found
    return int(found[1])
