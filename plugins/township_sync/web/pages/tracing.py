"""Trace: one row from its file through findings, history, batches and receipts to what its township was told."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Form, Path, Request
from fastapi.responses import HTMLResponse, Response

from township_sync.domain.contract import contract
from township_sync.domain.listed import shown_row
from township_sync.domain.masking import mask_whole_numbers
from township_sync.domain.period import Month
from township_sync.steps.published_files import unit_name
from township_sync.warehouse.life_of_a_row import Trace, trace_of_sheet
from township_sync.warehouse.life_of_a_row import trace as traced
from township_sync.web.database import Reading, TheSettings
from township_sync.web.page import back, now_of, page
from township_sync.web.paging import Number
from township_sync.web.personal import viewed
from township_sync.web.viewer import WhoLooks, must
from township_sync.workbooks.wording import advice

router = APIRouter()
_MOST_ROWS = 2_000_000
Name = Annotated[str, Form(max_length=400)]
RowNumber = Annotated[int, Path(ge=1, le=_MOST_ROWS)]


@router.get("/tracing")
def form(request: Request) -> HTMLResponse:
    """The form that asks for a place."""
    return _shown(request, None, {})


@router.post("/tracing")
def find(request: Request, connection: Reading, file: Name, sheet: Name,
         row: Annotated[int, Form(ge=1, le=_MOST_ROWS)], period: Annotated[str, Form(max_length=7)] = "") -> Response:
    """To the life of the row at a place. A name may be a number of somebody: it stands in no address."""
    month = str(Month.parse(period)) if period else None
    found = traced(connection, file, sheet, row, month)
    if found is None:
        return _shown(request, None, {"file": file, "sheet": sheet, "row": row, "period": period}, is_missing=True)
    return back(request, f"/tracing/{found.staged['sheet_id']}/{row}")


@router.get("/tracing/{sheet_id}/{row}")
def trace(request: Request, connection: Reading, sheet_id: Number, row: RowNumber) -> HTMLResponse:
    """The life of a row of the sheet with this number."""
    found = trace_of_sheet(connection, sheet_id, row)
    return _shown(request, found, _asked(found), is_missing=found is None)


@router.post("/tracing/{sheet_id}/{row}/whole", dependencies=[must("see_persons")])
def whole(request: Request, connection: Reading, settings: TheSettings, who: WhoLooks, sheet_id: Number,
          row: RowNumber) -> HTMLResponse:
    """The same with the row's cells whole; on record."""
    found = trace_of_sheet(connection, sheet_id, row)
    if found:
        viewed(settings, who, now_of(request), "tracing", f"{found.staged['submission_id']} {row}", 1)
    return _shown(request, found, _asked(found), is_missing=found is None, is_whole=True)


def _asked(found: Trace | None) -> dict[str, Any]:
    """What the form shows of a row: its place, but for a name of which something is masked."""
    if found is None:
        return {}
    names = {name: said for name in ("file", "sheet") if mask_whole_numbers(said := found.staged[name]) == said}
    return names | {"row": found.staged["sheet_row"], "period": found.staged["period"]}


def _shown(request: Request, found: Trace | None, asked: Mapping[str, Any], is_missing: bool = False,
           is_whole: bool = False) -> HTMLResponse:
    return page(
        request, "tracing.html.j2", 404 if is_missing else 200, life=found, is_missing=is_missing,
        asked={name: asked.get(name, "") for name in ("file", "sheet", "row", "period")},
        cells=_cells(found, is_whole) if found else [], is_whole=is_whole, unit_name=unit_name, advice=advice,
        title=contract(found.entity).title if found else "",
    )


def _cells(life: Trace, is_whole: bool) -> list[dict[str, Any]]:
    """The row's cells as they may be seen: heading, text, and what conforming did to it."""
    values = {field: value for field, (_, value, _) in life.cells.items()}
    texts = shown_row({"entity": life.entity, **values}, values, is_whole)
    return [{"title": contract(life.entity).column(field).header, "text": text, "state": life.cells[field][2]}
            for field, text in zip(values, texts, strict=True) if text or life.cells[field][2]]
