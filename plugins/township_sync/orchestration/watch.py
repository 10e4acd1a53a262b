"""Waiting for runs of Airflow with a watchdog: it knows which task is waited for, and gives up with a sentence."""

import json
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from township_sync.errors import TerminalError
from township_sync.orchestration.client import FINISHED, Client
from township_sync.settings import Settings

_ACTIVE = ("running", "queued", "up_for_retry", "awaiting_input", "deferred", "scheduled")
Say = Callable[[str], None]
Run = Mapping[str, Any]


class Watch:
    """Waits for runs; `say` is told what is being waited for, `patience` is in seconds for one run."""

    def __init__(self, settings: Settings, client: Client, say: Say, patience: float = 240.0) -> None:
        self._settings, self._client, self._say, self._patience = settings, client, say, patience

    def seen(self, dag_id: str) -> set[str]:
        """The runs of a DAG that exist now."""
        return {run["dag_run_id"] for run in self._client.runs(dag_id)}

    def triggered(self, dag_id: str, partition_key: str | None = None) -> Run:
        """Start a run and wait for its end."""
        return self._until_done(dag_id, self._client.trigger(dag_id, partition_key))

    def fired(self, dag_id: str, partition_key: str, before: set[str]) -> Run:
        """Wait for a run that Airflow starts by itself for a month or quarter, other than those seen before."""
        end = time.monotonic() + self._patience
        while time.monotonic() < end:
            self._say(f"{dag_id} {partition_key}: waiting for Airflow to start it")
            for run in self._client.runs(dag_id):
                if run["partition_key"] == partition_key and run["dag_run_id"] not in before:
                    return self._until_done(dag_id, run["dag_run_id"])
            time.sleep(0.4)
        raise TerminalError(f"Airflow did not start {dag_id} for {partition_key} within {self._patience:.0f} s.")

    def task_states(self, dag_id: str, run: Run) -> dict[str, str]:
        """How each task of a run ended; of a mapped task the last one."""
        return {task["task_id"]: task["state"] for task in self._client.tasks(dag_id, run["dag_run_id"])}

    def _until_done(self, dag_id: str, run_id: str) -> Run:
        end = time.monotonic() + self._patience
        while True:
            run = self._client.run(dag_id, run_id)
            if run["state"] in FINISHED:
                break
            tasks = self._client.tasks(dag_id, run_id)
            waits_for = _waits_for(tasks)
            self._say(f"{dag_id} {run['partition_key'] or ''}: {waits_for}")
            if time.monotonic() > end:
                raise TerminalError(f"{dag_id} is not done after {self._patience:.0f} s, it waits for {waits_for}; "
                                    f"see {self._log_folder(dag_id, run_id)}.")
            time.sleep(0.4)
        if run["state"] == "failed":
            raise TerminalError(self._failure(dag_id, run_id))
        return run

    def _failure(self, dag_id: str, run_id: str) -> str:
        failed = sorted({task["task_id"] for task in self._client.tasks(dag_id, run_id) if task["state"] == "failed"})
        folder = self._log_folder(dag_id, run_id)
        cause = next(filter(None, (last_error(log) for name in failed for log in _logs_of(folder, name))), "")
        names = ", ".join(failed) or "no task"
        return f"{dag_id} failed in {names}: {cause or 'no cause was logged'} (logs in {folder})"

    def _log_folder(self, dag_id: str, run_id: str) -> Path:
        return self._settings.workspace / "logs" / "airflow" / f"dag_id={dag_id}" / f"run_id={run_id}"


def _waits_for(tasks: list[dict[str, Any]]) -> str:
    active = [task for task in tasks if task["state"] in _ACTIVE]
    if not active:
        return "the scheduler"
    first = min(active, key=lambda task: _ACTIVE.index(task["state"]))
    same = sum(task["task_id"] == first["task_id"] for task in active)
    number = f" ({same} left)" if first["map_index"] >= 0 else ""
    return f"{first['task_display_name']} {first['task_id']}{number}, {first['state']}"


def _logs_of(folder: Path, task_id: str) -> list[Path]:
    return sorted(folder.glob(f"task_id={task_id}/**/*.log"), reverse=True)


def last_error(log: Path) -> str:
    """The last exception in a task's log as `Class: message`, or nothing."""
    found = ""
    for line in log.read_text(encoding="utf-8", errors="replace").splitlines():
        try:
            details = json.loads(line).get("error_detail")
        except (ValueError, AttributeError):
            continue
        if details:
            found = f"{details[0].get('exc_type')}: {details[0].get('exc_value')}"
    return found
