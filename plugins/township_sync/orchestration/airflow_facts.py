"""What Airflow says of itself and of our DAGs, asked by its REST interface: no database, no callback."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from township_sync import project
from township_sync.domain.airflow_facts import AirflowFacts, Run
from township_sync.orchestration.client import Client

OUR_TAG = "township-sync"
_LOST = "heartbeat timeout,state mismatch"
"""What Airflow writes into its event log when a task's worker is gone: no callback of the task is run then."""
_UNDER_WAY = ("running", "queued", "scheduled", "awaiting_input", "deferred")
_PAGE = 100
_KILLED_FOR = timedelta(days=7)
_MARGIN = timedelta(minutes=10)


def airflow_facts(client: Client, now: datetime, since: datetime | None) -> AirflowFacts:
    """Ask for all that the watch needs; runs that changed since Airflow answered last, at first those of a week.

    TransientError or TerminalError when Airflow does not answer.
    """
    client.sign_in()
    dags = {dag["dag_id"]: dag for dag in _all(client, "/api/v2/dags", "dags", tags=OUR_TAG)}
    changed = (since or now - _KILLED_FOR) - _MARGIN
    # First those under way, so that one that ends meanwhile is among the changed ones.
    runs = [*_all(client, "/api/v2/dags/~/dagRuns", "dag_runs", state=["queued", "running"], order_by="id")]
    runs += _all(client, "/api/v2/dags/~/dagRuns", "dag_runs", updated_at_gte=changed.isoformat(), order_by="id")
    tasks = _all(client, "/api/v2/dags/~/dagRuns/~/taskInstances", "task_instances", state=list(_UNDER_WAY))
    killed = _all(client, "/api/v2/eventLogs", "event_logs", included_events=_LOST.split(","),
                  after=(now - _KILLED_FOR).isoformat())
    return AirflowFacts(
        client.url, [_run(run) for run in runs if run["dag_id"] in dags], client.health(),
        {dag_id: _dag(dag) for dag_id, dag in dags.items()}, _unread(client, set(dags)),
        [_task(task) for task in tasks if task["dag_id"] in dags],
        [_place(event) | {"since": event["when"]} for event in killed if event["dag_id"] in dags],
    )


def _all(client: Client, path: str, name: str, **params: Any) -> Iterator[dict[str, Any]]:
    """Every entry of a listing, page by page."""
    offset = 0
    while True:
        page = client.ask("GET", path, params=params | {"limit": _PAGE, "offset": offset})[name]
        yield from page
        offset += len(page)
        if len(page) < _PAGE:
            return


def _run(run: Mapping[str, Any]) -> Run:
    return Run(run["dag_id"], run["dag_run_id"], run["partition_key"] or "", run["run_type"], run["state"],
               _moment(run["run_after"]), _when(run["start_date"]), _when(run["end_date"]))


def _dag(dag: Mapping[str, Any]) -> dict[str, Any]:
    return {"title": dag["dag_display_name"], "is_paused": dag["is_paused"], "next_run": dag["next_dagrun_run_after"],
            "timetable": dag["timetable_description"]}


def _task(task: Mapping[str, Any]) -> dict[str, Any]:
    since = task["start_date"] if task["state"] == "running" else task["queued_when"] or task["scheduled_when"]
    return _place({**task, "run_id": task["dag_run_id"]}) | {"state": task["state"], "since": since}


def _place(task: Mapping[str, Any]) -> dict[str, Any]:
    return {name: task[name] for name in ("dag_id", "run_id", "task_id", "map_index")}


def _unread(client: Client, known: set[str]) -> list[str]:
    """DAG files of ours that Airflow cannot read, or does not know."""
    ours = {path.stem for path in (project.root() / "dags").glob("*.py")}
    errors = _all(client, "/api/v2/importErrors", "import_errors")
    return sorted((ours - known) | (ours & {Path(error["filename"]).stem for error in errors}))


def _when(moment: str | None) -> datetime | None:
    return _moment(moment) if moment else None


def _moment(moment: str) -> datetime:
    return datetime.fromisoformat(moment)
