"""What failed for one month keeps no other month's reports from being delivered, and the run still ends failed."""

import runpy
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def notify() -> Any:
    return runpy.run_path(str(ROOT / "dags/notify_townships.py"))["dag"]


def test_delivery_waits_for_every_month_and_runs_whatever_became_of_it(notify: Any) -> None:
    deliver = notify.get_task("deliver")
    assert deliver.upstream_task_ids == {"prepare"}
    assert deliver.trigger_rule == "all_done"


def test_a_run_in_which_a_month_failed_ends_failed(notify: Any) -> None:
    # Airflow judges a run by its last tasks alone; one that waits for both fails with either.
    [last] = notify.leaves
    assert last.upstream_task_ids == {"prepare", "deliver"}
    assert last.trigger_rule == "none_failed"
