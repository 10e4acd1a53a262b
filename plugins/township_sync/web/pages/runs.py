"""Health of the DAGs, as the watch heard it from Airflow last, with links to Airflow's own pages."""

from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from township_sync import project
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
        dags=told.get("dags", {}), unread=told.get("unread", []), newest=newest, found=found, states=STATES,
        names=sorted({*told.get("dags", {}), *newest}), chosen={"dag": dag, "state": state},
        paging=Paging(at, total), go=lambda number: link("/runs", dag=dag, state=state, page=number),
    )


def _is_silent(looked: dict[str, watch.Watched], now: datetime) -> bool:
    """Whether nobody has watched for longer than config/watch.yaml allows, or Airflow did not answer last."""
    allowed = timedelta(minutes=project.mapping("config/watch.yaml")["silent_after_minutes"])
    moments = [each.answered_at for each in looked.values()]
    return len(moments) < 2 or any(at is None or at < now - allowed for at in moments)
