"""Health of the DAGs, as the watch heard it from Airflow last, with links to Airflow's own pages."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from township_sync.steps.watch_kinds import watch_file
from township_sync.steps.watch_words import run_link
from township_sync.warehouse import board_runs, watch
from township_sync.web.database import Reading
from township_sync.web.page import link_of, now_of, page
from township_sync.web.paging import ROWS, At, Paging, skipped

router = APIRouter()
STATES = ("queued", "running", "success", "failed")
Chosen = Annotated[str, Query(max_length=250)]


@router.get("/runs")
def runs(request: Request, connection: Reading, dag: Chosen = "", state: Chosen = "", at: At = 1) -> HTMLResponse:
    """Every DAG with its newest run, when anybody last looked, and the runs one by one."""
    now = now_of(request)
    looked = watch.watched(connection)
    airflow = looked.get("airflow")
    told = airflow.details if airflow else {}
    newest = board_runs.newest_runs(connection, now)
    found, total = board_runs.runs(connection, dag or None, state or None, ROWS, skipped(at))
    link = link_of(request)
    return page(
        request, "runs.html.j2", looked=looked, is_silent=_is_silent(looked, now), health=told.get("health", {}),
        dags=_dags(told), unread=told.get("unread", []), newest=newest, found=found, states=STATES,
        names=sorted({*told.get("dags", {}), *newest}), chosen={"dag": dag, "state": state},
        run_link=run_link, paging=Paging(at, total), go=lambda number: link("/runs", dag=dag, state=state, page=number),
    )


def _is_silent(looked: dict[str, watch.Watched], now: datetime) -> bool:
    """Whether nobody has watched for longer than config/watch.yaml allows, or Airflow did not answer last."""
    since = now - watch_file().silent_after
    return any(each.answered_at is None or each.answered_at < since for each in looked.values())


def _dags(told: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """What Airflow said of each DAG; its next run as a moment."""
    return {name: {**dag, "next_run": dag.get("next_run") and datetime.fromisoformat(dag["next_run"])}
            for name, dag in told.get("dags", {}).items()}
