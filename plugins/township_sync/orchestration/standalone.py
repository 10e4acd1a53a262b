"""Airflow on this machine: its processes started together, waited for, and all stopped again."""

import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from township_sync import project
from township_sync.errors import TerminalError, UsageError
from township_sync.orchestration import processes
from township_sync.orchestration.client import Client
from township_sync.orchestration.environment import Keys, keys_for_start, variables, write_files
from township_sync.settings import Settings

HEALTHY_WITHIN_SECONDS = 120.0
_COMPONENTS = {
    "api-server": ["api-server"],
    "scheduler": ["scheduler", "--skip-serve-logs"],
    "dag-processor": ["dag-processor"],
}
Progress = Callable[[str], None]


def start(settings: Settings, metadata_dsn: str, progress: Progress = lambda _: None) -> Keys:
    """Start Airflow on this workspace; returns at once when the processes are on their way (see `wait`).

    UsageError when it already runs; TerminalError when its database cannot be prepared.
    """
    refuse_when_running(settings)
    chosen = keys_for_start(settings)
    write_files(settings, chosen)
    environment = variables(settings, chosen, metadata_dsn)
    progress("preparing Airflow's database")
    _migrate(settings, environment)
    progress("starting Airflow's processes")
    started: dict[str, processes.Session] = {}
    for name, words in _COMPONENTS.items():
        started[name] = processes.start(_airflow(words), environment, _log(settings, name))
        _register(settings).write_text(json.dumps(started))
    return chosen


def wait(settings: Settings, chosen: Keys) -> Client:
    """Wait until Airflow is healthy and has read every DAG; TerminalError names what is not ready."""
    client, end = Client(chosen), time.monotonic() + HEALTHY_WITHIN_SECONDS
    wanted = {path.stem for path in (project.root() / "dags").glob("*.py")}
    while not client.is_healthy():
        _give_up_when_dead(settings, end)
        time.sleep(0.5)
    client.sign_in()
    while missing := wanted - client.dag_ids():
        if errors := client.import_errors():
            raise TerminalError(f"A DAG cannot be read: {errors[0].strip().splitlines()[-1]}")
        if time.monotonic() > end:
            names = ", ".join(sorted(missing))
            raise TerminalError(f"Airflow has not read {names}; see {_log(settings, 'dag-processor')}.")
        time.sleep(0.5)
    return client


def stop(settings: Settings) -> bool:
    """Stop all processes that `start` started and all they forked; False when there was none."""
    started = sessions(settings).values()
    alive = bool(processes.members(started))
    processes.stop(started)
    _register(settings).unlink(missing_ok=True)
    return alive


def refuse_when_running(settings: Settings) -> None:
    """Raise UsageError when this workspace's Airflow is alive."""
    if is_running(settings):
        raise UsageError("Airflow already runs on this workspace; stop it with `township-sync down` first.")


def is_running(settings: Settings) -> bool:
    """Whether any process of this workspace's Airflow is alive."""
    return bool(processes.members(sessions(settings).values()))


def _give_up_when_dead(settings: Settings, end: float) -> None:
    for name, session in sessions(settings).items():
        if not processes.members([session]):
            raise TerminalError(f"Airflow's {name} ended while starting; see {_log(settings, name)}.")
    if time.monotonic() > end:
        logs = _log(settings, "scheduler").parent
        raise TerminalError(f"Airflow is not healthy after {HEALTHY_WITHIN_SECONDS:.0f} s; see {logs}.")


def _migrate(settings: Settings, environment: dict[str, str]) -> None:
    with _log(settings, "migrate").open("ab") as log:
        done = subprocess.run(_airflow(["db", "migrate"]), env=environment, stdout=log, stderr=log, check=False)
    if done.returncode:
        raise TerminalError(f"Airflow's database could not be prepared; see {_log(settings, 'migrate')}.")


def _airflow(words: list[str]) -> list[str]:
    return [sys.executable, "-m", "airflow", *words]


def _log(settings: Settings, name: str) -> Path:
    return settings.folder("logs") / f"airflow_{name}.log"


def _register(settings: Settings) -> Path:
    return settings.folder("run") / "airflow_sessions.json"


def sessions(settings: Settings) -> dict[str, processes.Session]:
    """The sessions of the components that were started last, by name."""
    path = _register(settings)
    kept = json.loads(path.read_text()) if path.exists() else {}
    return {name: processes.Session(*session) for name, session in kept.items()}
