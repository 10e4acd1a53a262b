"""The DAG files: wiring only, named like their DAGs, read fast and without asking anybody."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from township_sync.errors import DefinitionError, TerminalError, TransientError, UsageError

ROOT = Path(__file__).resolve().parents[2]
EXPECTED = {
    "receive_submissions", "load_submissions", "sync_monthly", "update_quarterly_posts", "follow_receipts",
    "notify_townships", "compute_indicators", "reconcile_platform", "watch_pipeline",
}
READ_ALL = """
import json, runpy, sys, time
import airflow.sdk, airflow.timetables.base, airflow.providers.standard.operators.hitl
from airflow.sdk import DAG, task
told = {}
for path in sys.argv[1:]:
    begun = time.perf_counter()
    runpy.run_path(path)
    told[path] = time.perf_counter() - begun
heavy = ("pandas", "great_expectations", "psycopg", "openpyxl", "python_calamine", "requests", "numpy")
print(json.dumps({"seconds": told, "heavy": [name for name in heavy if name in sys.modules]}))
"""
"""Reads every DAG file in a fresh process and tells how long each took and what heavy thing was imported."""


def _is_chinese(text: str) -> bool:
    return any("\u4e00" <= character <= "\u9fff" for character in text)


def test_there_is_one_dag_per_file_and_it_has_the_files_name(dag_file: Path, dag: Any) -> None:
    assert dag.dag_id == dag_file.stem


def test_these_dags_exist() -> None:
    assert {path.stem for path in (ROOT / "dags").glob("*.py")} == EXPECTED


def test_a_dag_file_is_wiring_only(dag_file: Path) -> None:
    lines = dag_file.read_text(encoding="utf-8").splitlines()
    assert len(lines) <= 60
    assert not any(line.lstrip().startswith(("def ", "class ", "@")) for line in lines)


def test_all_are_read_within_a_second_without_a_connection_or_a_heavy_import() -> None:
    nowhere = {"AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": "postgresql+psycopg2://nobody@/nothing?host=/nowhere",
               "TOWNSHIP_SYNC_DSN": "postgresql://nobody@127.0.0.1:1/nothing", "PYTHONPATH": str(ROOT / "plugins")}
    files = [str(ROOT / "dags" / f"{name}.py") for name in sorted(EXPECTED)]
    done = subprocess.run([sys.executable, "-c", READ_ALL, *files], env={**os.environ, **nowhere}, capture_output=True,
                          text=True, check=True)
    told = json.loads(done.stdout.splitlines()[-1])
    assert max(told["seconds"].values()) < 1.0
    assert told["heavy"] == []


def test_a_dag_says_in_chinese_what_it_is_and_whose(dag: Any) -> None:
    assert _is_chinese(dag.dag_display_name)
    assert _is_chinese(dag.doc_md)
    assert dag.dag_id in dag.doc_md, "the text must name its section of the runbook"
    assert "township-sync" in dag.tags and len(dag.tags) > 1
    assert all(task.owner == "沅江市人社局" for task in dag.tasks)


def test_every_task_has_a_chinese_title_of_its_own(dag: Any) -> None:
    titles = [task.task_display_name for task in dag.tasks]
    assert all(map(_is_chinese, titles))
    assert len(set(titles)) == len(titles)


def test_no_dag_catches_up_or_runs_twice_at_once(dag: Any) -> None:
    assert dag.catchup is False
    assert dag.max_active_runs == 1
    assert dag.start_date is None, "with a start date the first unpausing would make a run at once"


def test_the_class_of_an_error_decides_whether_it_is_tried_again(dag: Any) -> None:
    for task in dag.tasks:
        policy = task.retry_policy
        decided = {error: policy.evaluate(error("…"), 1, 3).action.value
                   for error in (TransientError, TerminalError, UsageError, DefinitionError)}
        assert decided == {TransientError: "retry", TerminalError: "fail", UsageError: "fail", DefinitionError: "fail"}
        assert task.retries == 3


def test_every_dag_has_a_section_in_the_runbook(dag_file: Path) -> None:
    headings = (ROOT / "docs/runbook.md").read_text(encoding="utf-8").splitlines()
    assert f"## {dag_file.stem}" in headings


def test_the_road_hangs_together_by_its_assets() -> None:
    import runpy

    loaded = {name: runpy.run_path(str(ROOT / "dags" / f"{name}.py"))["dag"] for name in EXPECTED}
    gives = {name: {asset.name for task in dag.tasks for asset in task.outlets} for name, dag in loaded.items()}
    assert gives["receive_submissions"] == {"submissions_landed"}
    assert gives["load_submissions"] == {"submissions_loaded"}
    assert gives["sync_monthly"] == {"month_synced"}
    assert loaded["load_submissions"].timetable.asset_condition.name == "submissions_landed"
    assert loaded["update_quarterly_posts"].timetable.asset_condition.name == "month_synced"


def test_a_push_is_always_preceded_by_its_approval() -> None:
    import runpy

    for name in ("sync_monthly", "update_quarterly_posts"):
        dag = runpy.run_path(str(ROOT / "dags" / f"{name}.py"))["dag"]
        assert dag.get_task("submit").upstream_task_ids >= {"approve"}
        assert dag.get_task("approve").upstream_task_ids == {"publish"}
