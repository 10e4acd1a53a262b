"""How runs end: a failure that every leaf outlives would leave the run green."""

import runpy
from pathlib import Path
from typing import Any

import pytest

DAGS = Path(__file__).resolve().parents[2] / "dags"


@pytest.fixture
def receiving() -> Any:
    return runpy.run_path(str(DAGS / "receive_submissions.py"))["dag"]


def test_a_run_in_which_collecting_failed_is_failed(receiving: Any) -> None:
    ends = [leaf for leaf in receiving.leaves if leaf.trigger_rule == "all_success"]
    assert [leaf.upstream_task_ids for leaf in ends] == [{"collect", "mirror"}]


def test_months_that_landed_are_announced_in_any_case(receiving: Any) -> None:
    announce = receiving.get_task("announce")
    assert (announce.trigger_rule, announce.upstream_task_ids) == ("all_done", {"collect", "mirror"})
