"""The watchdog: it names what it waits for, gives up with a sentence, and tells why a run failed."""

import json
from pathlib import Path
from typing import Any

import pytest

from township_sync.errors import TerminalError
from township_sync.orchestration.watch import Watch
from township_sync.settings import Settings


class _Airflow:
    """Answers like Airflow's interface, with one run that never leaves its state."""

    def __init__(self, state: str, *tasks: tuple[str, str, int]) -> None:
        self._run = {"dag_run_id": "r1", "state": state, "partition_key": "2020-05"}
        self._tasks = [{"task_id": name, "task_display_name": "读取", "state": how, "map_index": number}
                       for name, how, number in tasks]

    def trigger(self, dag_id: str, partition_key: str | None) -> str:
        return "r1"

    def run(self, dag_id: str, run_id: str) -> dict[str, Any]:
        return self._run

    def runs(self, dag_id: str) -> list[dict[str, Any]]:
        return [self._run]

    def tasks(self, dag_id: str, run_id: str) -> list[dict[str, Any]]:
        return self._tasks


def _watch(folder: Path, airflow: _Airflow, said: list[str]) -> Watch:
    return Watch(Settings(folder, {}), airflow, said.append, patience=0.5)  # type: ignore[arg-type]


def test_it_gives_up_and_names_the_task_it_waited_for(tmp_path: Path) -> None:
    airflow = _Airflow("running", ("plan", "success", -1), ("read", "running", 3), ("read", "queued", 4))
    said: list[str] = []
    with pytest.raises(TerminalError, match=r"load_submissions is not done .* waits for 读取 read \(2 left\), running"):
        _watch(tmp_path, airflow, said).triggered("load_submissions", "2020-05")
    assert said[0] == "load_submissions 2020-05: 读取 read (2 left), running"


def test_a_run_that_airflow_never_starts_is_given_up(tmp_path: Path) -> None:
    with pytest.raises(TerminalError, match="did not start load_submissions for 2020-05"):
        _watch(tmp_path, _Airflow("running"), []).fired("load_submissions", "2020-05", before={"r1"})


def test_a_failure_is_told_with_its_task_and_cause(tmp_path: Path) -> None:
    log = tmp_path / "logs/airflow/dag_id=sync_monthly/run_id=r1/task_id=submit/attempt=1.log"
    log.parent.mkdir(parents=True)
    detail = {"error_detail": [{"exc_type": "TransientError", "exc_value": "The platform does not answer."}]}
    log.write_text(f"no json\n{json.dumps(detail)}\n", encoding="utf-8")
    airflow = _Airflow("failed", ("publish", "success", -1), ("submit", "failed", -1))
    with pytest.raises(TerminalError, match="failed in submit: TransientError: The platform does not"):
        _watch(tmp_path, airflow, []).triggered("sync_monthly", "2020-05")


def test_a_run_that_succeeded_is_given_back(tmp_path: Path) -> None:
    airflow = _Airflow("success", ("collect", "success", -1), ("announce", "skipped", -1))
    watch = _watch(tmp_path, airflow, [])
    run = watch.triggered("receive_submissions")
    assert watch.task_states("receive_submissions", run) == {"collect": "success", "announce": "skipped"}
