"""One real Airflow with its scheduler: a run the timetable fires, months made up by hand, the quarter they fire."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from township_sync.orchestration import installation, processes, standalone
from township_sync.orchestration.installation import Running

pytestmark = [pytest.mark.airflow, pytest.mark.timeout(300)]
SHANGHAI = ZoneInfo("Asia/Shanghai")
QUARTER = ("2020-04", "2020-05", "2020-06")


def _eventually(ask: Callable[[], Any], what: str, seconds: float = 90) -> Any:
    end = time.monotonic() + seconds
    while not (answer := ask()):
        assert time.monotonic() < end, f"{what} did not happen within {seconds} s"
        time.sleep(0.5)
    return answer


def _done(running: Running, dag_id: str, run_type: str) -> list[dict[str, Any]]:
    runs = [run for run in running.client.runs(dag_id) if run["run_type"] == run_type]
    return runs if runs and all(run["state"] in ("success", "failed") for run in runs) else []


@pytest.fixture(scope="module")
def made_up(running: Running) -> list[dict[str, Any]]:
    """The three months of a past quarter, made up by hand as the runbook says."""
    days = {"from_date": "2020-04-01T00:00:00Z", "to_date": "2020-06-30T00:00:00Z"}
    running.client.ask("POST", "/api/v2/backfills", json={"dag_id": "sync_monthly", **days, "max_active_runs": 1})
    found: list[dict[str, Any]] = _eventually(
        lambda: len(runs := _done(running, "sync_monthly", "backfill")) == len(QUARTER) and runs, "the backfill"
    )
    return found


def test_months_that_were_missed_can_be_made_up_in_their_order(made_up: list[dict[str, Any]]) -> None:
    in_order = sorted(made_up, key=lambda run: str(run["start_date"]))
    assert [(run["partition_key"], run["state"]) for run in in_order] == [(month, "success") for month in QUARTER]


def test_the_third_month_fires_the_quarter_once(running: Running, made_up: list[dict[str, Any]]) -> None:
    runs = _eventually(lambda: _done(running, "update_quarterly_posts", "asset_triggered"), "the quarter")
    assert [(run["partition_key"], run["state"]) for run in runs] == [("2020Q2", "success")]


def test_the_timetable_itself_fires_the_latest_due_month_and_no_other(
    running: Running, made_up: list[dict[str, Any]]
) -> None:
    from township_sync.orchestration.timetables import DueDay

    due = DueDay("09:00").latest(datetime.now(SHANGHAI) - timedelta(minutes=5))
    assert due is not None
    runs = _eventually(lambda: _done(running, "sync_monthly", "scheduled"), "the run of the last due day")
    month = due.replace(day=1) - timedelta(days=1)
    assert [(run["partition_key"], run["state"]) for run in runs] == [(month.strftime("%Y-%m"), "success")]
    assert datetime.fromisoformat(runs[0]["run_after"]) == due


def test_the_password_is_needed_and_is_kept_for_its_owner_alone(running: Running) -> None:
    import requests

    answer = requests.get(f"{running.keys.url}/api/v2/dags", timeout=10)
    assert answer.status_code == 401
    for name in ("airflow_keys.json", "airflow_passwords.json"):
        assert (running.settings.workspace / "run" / name).stat().st_mode & 0o077 == 0


def test_a_second_start_on_the_same_workspace_is_refused_and_disturbs_nothing(running: Running) -> None:
    from township_sync.errors import UsageError

    with pytest.raises(UsageError, match="already runs"):
        installation.up(running.settings)
    assert running.client.is_healthy()


@pytest.mark.stops_airflow
def test_stopping_leaves_no_process_behind(running: Running) -> None:
    sessions = list(standalone.sessions(running.settings).values())
    assert len(processes.members(sessions)) > len(sessions)
    installation.down(running.settings)
    assert processes.members(sessions) == []
    assert installation.down(running.settings) == []
