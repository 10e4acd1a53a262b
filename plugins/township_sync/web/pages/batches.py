"""Batches and receipts: the three numbers of each dataset, every publication with its batches, every batch in full."""

from hashlib import sha256
from pathlib import Path
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import HTMLResponse, Response

from township_sync.settings import Settings
from township_sync.steps.approval_letter import title_of
from township_sync.steps.platform_codes import code_words, plain
from township_sync.steps.published_files import unit_name
from township_sync.steps.reconciliation_file import path_of_period
from township_sync.warehouse import board_batches, board_comparisons
from township_sync.warehouse.board_comparisons import Comparison
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.life_of_a_row import sheets_at
from township_sync.warehouse.reconciliations import unbalanced
from township_sync.web.database import Reading, TheSettings
from township_sync.web.page import link_of, now_of, page
from township_sync.web.paging import ROWS, At, Number, Paging, skipped
from township_sync.web.personal import taken
from township_sync.web.viewer import WhoLooks, must

router = APIRouter()
STATES = ("ready", "approved", "sent", "settled", "refused")
Chosen = Annotated[str, Query(max_length=60)]


@router.get("/batches")
def batches(request: Request, connection: Reading, period: Chosen = "", dataset: Chosen = "", state: Chosen = "",
            at: At = 1) -> HTMLResponse:
    """How every dataset stands three ways, and what was published, the newest first."""
    found = board_batches.sendings(connection, ROWS, skipped(at), period or None, dataset or None, state or None)
    known = board_batches.choices(connection)
    compared = board_comparisons.comparisons(connection)
    stopped = {name: why for name in sorted({each for _, each in known}) if (why := unbalanced(connection, name))}
    link = link_of(request)
    return page(
        request, "batches.html.j2", found=found, compared=compared, stopped=stopped, title_of=title_of,
        periods=list(dict.fromkeys(each for each, _ in known)), datasets=sorted({each for _, each in known}),
        states=STATES, chosen={"period": period, "dataset": dataset, "state": state},
        paging=Paging(at, found[0].total if found else 0),
        go=lambda number: link("/batches", period=period, dataset=dataset, state=state, page=number),
    )


@router.get("/batches/publications/{number}")
def publication(request: Request, connection: Reading, number: Number, at: At = 1) -> HTMLResponse:
    """One publication with its batches in the order of its rows."""
    about = board_batches.publication(connection, number)
    if about is None:
        raise HTTPException(404)
    found = board_batches.batches(connection, number, ROWS, skipped(at))
    link = link_of(request)
    return page(request, "publication.html.j2", about=about, found=found, title_of=title_of,
                paging=Paging(at, found[0]["total"] if found else 0),
                go=lambda other: link(f"/batches/publications/{number}", page=other))


@router.get("/batches/comparisons/{number}")
def comparison(request: Request, connection: Reading, settings: TheSettings, number: Number,
               at: At = 1) -> HTMLResponse:
    """One comparison: its three numbers, the balance by period, and which units' rows differ in what."""
    found = board_comparisons.comparison(connection, number)
    if found is None:
        raise HTTPException(404)
    rows = board_comparisons.differing_units(connection, number, ROWS, skipped(at))
    link = link_of(request)
    return page(request, "comparison.html.j2", found=found, rows=rows, number=number,
                has_workbook=_workbook_of(connection, settings, found) is not None,
                title_of=title_of, unit_name=unit_name,
                periods=board_comparisons.periods(connection, number),
                paging=Paging(at, rows[0]["total"] if rows else 0),
                go=lambda other: link(f"/batches/comparisons/{number}", page=other))


@router.get("/batches/comparisons/{number}/workbook", dependencies=[must("see_persons")])
def workbook(request: Request, connection: Reading, settings: TheSettings, who: WhoLooks, number: Number) -> Response:
    """The bureau's workbook of a comparison, with whole values of persons; on record before anything is handed out."""
    found = board_comparisons.comparison(connection, number)
    path = _workbook_of(connection, settings, found) if found else None
    if path is None:
        raise HTTPException(404)
    data, name = path.read_bytes(), f"{path.parent.name}.{path.name}"
    taken(settings, who, now_of(request), name, sha256(data).hexdigest(), None, masked=False)
    return Response(data, media_type="application/octet-stream",
                    headers={"content-disposition": f"attachment; filename*=utf-8''{quote(name)}"})


def _workbook_of(connection: Connection, settings: Settings, found: Comparison) -> Path | None:
    """Where the workbook that tells this comparison lies, inside of the folder of what was published."""
    root = settings.folder("published").resolve()
    path = path_of_period(settings, found.row["dataset"], found.row["period"]).resolve()
    is_there = path.is_relative_to(root) and path.is_file()
    return path if is_there and board_comparisons.has_workbook(connection, found) else None


@router.get("/batches/{number}")
def batch(request: Request, connection: Reading, number: Number, at: At = 1) -> HTMLResponse:
    """One batch: who approved it, every try, what the platform answered, and the rows that it refused."""
    found = board_batches.batch(connection, number)
    if found is None:
        raise HTTPException(404)
    refused, period = board_batches.refused_rows(connection, number, ROWS, skipped(at)), found.about["period"]
    sheets = sheets_at(connection, [(each["file"], each["sheet"], period) for each in refused if each["file"]])
    link = link_of(request)
    return page(request, "batch.html.j2", batch=found, refused=refused, title_of=title_of, unit_name=unit_name,
                sheet_of=lambda each: sheets.get((each["file"], each["sheet"], period)),
                code_words=code_words, plain=plain, paging=Paging(at, refused[0]["total"] if refused else 0),
                go=lambda other: link(f"/batches/{number}", page=other))
