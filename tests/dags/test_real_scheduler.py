"""One real Airflow with its scheduler: a run the timetable fires, months made up by hand, the quarter they fire."""

import hashlib
import os
import re
import signal
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

import psutil
import pytest

from dags.canaries.surroundings import Surroundings
from dags.collected import lineage, metrics, stored_name
from township_sync import project
from township_sync.orchestration import installation, processes, standalone
from township_sync.orchestration.installation import Running
from township_sync.orchestration.watch import Watch
from township_sync.warehouse import approvals
from township_sync.warehouse import watch as kept
from township_sync.warehouse.connect import connect

pytestmark = [pytest.mark.airflow, pytest.mark.timeout(300)]
SHANGHAI = ZoneInfo("Asia/Shanghai")
QUARTER = ("2020-04", "2020-05", "2020-06")


def _eventually(ask: Callable[[], Any], what: str, seconds: float = 180) -> Any:
    end = time.monotonic() + seconds
    while not (answer := ask()):
        assert time.monotonic() < end, f"{what} did not happen within {seconds} s"
        time.sleep(0.5)
    return answer


def _done(running: Running, dag_id: str, run_type: str) -> list[dict[str, Any]]:
    runs = [run for run in running.client.runs(dag_id) if run["run_type"] == run_type]
    return runs if runs and all(run["state"] in ("success", "failed") for run in runs) else []


@pytest.fixture(scope="module")
def killed_run(running: Running) -> str:
    """The run of a task whose worker was killed while it waited for a table."""
    client = running.client
    with connect(running.settings) as connection, connection.transaction():
        connection.execute("LOCK TABLE ops.judgement IN ACCESS EXCLUSIVE MODE")
        run = client.trigger("notify_townships")
        [task] = _eventually(lambda: [one for one in client.tasks("notify_townships", run)
                                      if one["task_id"] == "list_months" and one["state"] == "running" and one["pid"]],
                             "a task at work")
        os.kill(psutil.Process(task["pid"]).ppid(), signal.SIGKILL)
    return run


@pytest.fixture(scope="module")
def made_up(running: Running, killed_run: str) -> list[dict[str, Any]]:
    """The three months of a past quarter, made up by hand as the runbook says.

    Airflow needs a while to miss the worker that was killed; that is spent here.
    """
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


LEFT_OVER = "2019-01"


def _made(running: Running) -> int:
    """A publication of two rows of a month of which nothing else is known, made and not approved."""
    lines = ["row_key,action,row_version,corrects,企业名称,电话",
             *(f"{number:064x},new,{'ab' * 32},,第{number}家,0737-2800000" for number in (1, 2))]
    data = ("\r\n".join(lines) + "\r\n").encode()
    path = running.settings.folder("published") / LEFT_OVER / "recruiter.r1.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    with connect(running.settings) as connection, connection.transaction():
        row = connection.execute(
            "INSERT INTO ops.publication (kind, dataset, entity, period, revision, path, sha256, row_count, counts, "
            "contract_version, made_at) VALUES ('month', 'recruiter', 'recruiter', %s, 1, %s, %s, 2, '{}', 'test', "
            "now()) RETURNING publication_id",
            (LEFT_OVER, f"{LEFT_OVER}/{path.name}", hashlib.sha256(data).hexdigest())).fetchone()
        assert row is not None
        connection.execute(
            "INSERT INTO ops.publication_row (publication_id, row_no, dataset, entity, row_key, row_hash, action) "
            "SELECT %s, number, 'recruiter', 'recruiter', lpad(number::text, 64, '0'), %s, 'new' "
            "FROM generate_series(1, 2) AS number", (row["publication_id"], "ab" * 32))
    return int(row["publication_id"])


def _publication(running: Running, number: int) -> str:
    with connect(running.settings) as connection:
        found = connection.execute("SELECT state FROM ops.publication WHERE publication_id = %s", (number,)).fetchone()
    assert found is not None
    return str(found["state"])


def test_a_push_marked_successful_by_hand_sends_nothing_and_is_made_up_for_by_following_the_receipts(
    running: Running, made_up: list[dict[str, Any]]
) -> None:
    """A9: Airflow's state of a task is never the truth."""
    client, number = running.client, _made(running)
    with connect(running.settings) as connection, connection.transaction():
        connection.execute("LOCK TABLE ops.publication IN ACCESS EXCLUSIVE MODE")
        run = client.trigger("sync_monthly", LEFT_OVER)
        _eventually(lambda: client.tasks("sync_monthly", run), "the run")
        client.ask("PATCH", f"/api/v2/dags/sync_monthly/dagRuns/{quote(run)}/taskInstances/submit",
                   json={"new_state": "success"})
    _eventually(lambda: client.run("sync_monthly", run)["state"] == "success", "the run whose push never ran")
    assert _publication(running, number) in ("ready", "approved"), "no task's state is taken for a sending"
    with connect(running.settings) as connection:
        approvals.approve(connection, [number], datetime.now(SHANGHAI), "张主任", "核对无误")
    following = client.trigger("follow_receipts")
    _eventually(lambda: client.run("follow_receipts", following)["state"] == "success", "the receipts")
    assert _publication(running, number) in ("sent", "settled")


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


@pytest.fixture(scope="module")
def told(running: Running, surroundings: Surroundings, killed_run: str, made_up: list[dict[str, Any]]) -> str:
    """What the engineers' mail says after the watch ran, when Airflow had missed the worker."""
    client = running.client
    _eventually(lambda: client.ask("GET", f"/api/v2/eventLogs?run_id={quote(killed_run)}&event=heartbeat timeout")
                ["event_logs"], "Airflow missing the worker")
    surroundings.bring_mail_up()
    Watch(running.settings, client, lambda _: None).triggered("watch_pipeline")
    mails = (message_from_bytes(path.read_bytes(), policy=policy.default) for path in surroundings.mail.glob("*.eml"))
    return "".join(str(mail.get_body(("plain",)).get_content()) for mail in mails if "engineer@" in mail["To"])


def test_a_worker_that_is_killed_is_told_of_though_no_callback_ran(running: Running, told: str) -> None:
    with connect(running.settings) as connection:
        tellings = {(each.kind, each.subject): each.tellings for each in kept.alerts(connection)}
        assert kept.watched(connection)["airflow"].answered_at is not None
    assert tellings["task_killed", "notify_townships list_months"] == 1
    assert "docs/runbook.md#task_killed" in told


def test_every_metric_of_the_dashboard_and_of_its_rules_is_emitted(surroundings: Surroundings, told: str) -> None:
    used = re.findall(r"(?<![#\w])airflow_[a-z_]+", project.text("docs/grafana/township_sync.json")
                      + project.text("docs/grafana/alerts.yaml"))
    assert len(set(used)) > 20
    time.sleep(3)  # each process tells every two seconds
    assert set(used) - {stored_name(each) for each in metrics(surroundings.collector.told)} == set()


def test_lineage_names_dags_and_tasks(surroundings: Surroundings, told: str) -> None:
    events = lineage(surroundings.collector.told)
    names = {event["job"]["name"] for event in events}
    assert {"watch_pipeline", "watch_pipeline.watch", "watch_pipeline.measure"} <= names
    assert {event["eventType"] for event in events} >= {"START", "COMPLETE"}
    assert not any("sourceCode" in event["job"].get("facets", {}) for event in events)


@pytest.mark.stops_airflow
def test_stopping_leaves_no_process_behind(running: Running) -> None:
    sessions = list(standalone.sessions(running.settings).values())
    assert len(processes.members(sessions)) > len(sessions)
    installation.down(running.settings)
    assert processes.members(sessions) == []
    assert installation.down(running.settings) == []
