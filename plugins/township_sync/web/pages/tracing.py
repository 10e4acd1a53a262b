"""Trace: one row from its file through findings, history, batches and receipts to what its township was told."""

from typing import Annotated, Any

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse

from township_sync.domain.contract import contract
from township_sync.domain.listed import shown_row
from township_sync.domain.period import Month
from township_sync.steps.published_files import unit_name
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.life_of_a_row import Trace
from township_sync.warehouse.life_of_a_row import trace as traced
from township_sync.warehouse.storable import storable
from township_sync.web.database import Reading, TheSettings
from township_sync.web.page import now_of, page
from township_sync.web.personal import viewed
from township_sync.web.viewer import WhoLooks, must
from township_sync.workbooks.wording import advice

router = APIRouter()
_MOST_ROWS = 2_000_000
Name = Annotated[str, Query(max_length=400)]
RowNumber = Annotated[int | None, Query(ge=1, le=_MOST_ROWS)]


@router.get("/tracing")
def trace(request: Request, connection: Reading, file: Name = "", sheet: Name = "", row: RowNumber = None,
          period: Annotated[str, Query(max_length=7)] = "") -> HTMLResponse:
    """The life of the row at a place; without a place the form that asks for one."""
    return _shown(request, connection, (file, sheet, row, period))


@router.post("/tracing/whole", dependencies=[must("see_persons")])
def whole(
    request: Request, connection: Reading, settings: TheSettings, who: WhoLooks, file: Annotated[str, Form()],
    sheet: Annotated[str, Form()], row: Annotated[int, Form(ge=1, le=_MOST_ROWS)], period: Annotated[str, Form()] = "",
) -> HTMLResponse:
    """The same with the row's cells whole; on record."""
    found = _life(connection, (file, sheet, row, period))
    if found:
        viewed(settings, who, now_of(request), "tracing", f"{found.staged['submission_id']} {row}", 1)
    return _shown(request, connection, (file, sheet, row, period), is_whole=True)


Place = tuple[str, str, int | None, str]


def _life(connection: Connection, place: Place) -> Trace | None:
    file, sheet, row, period = place
    if not (file and sheet and row):
        return None
    return traced(connection, storable(file), storable(sheet), row, str(Month.parse(period)) if period else None)


def _shown(request: Request, connection: Connection, place: Place, is_whole: bool = False) -> HTMLResponse:
    found = _life(connection, place)
    names = ("file", "sheet", "row", "period")
    asked = {name: "" if value is None else value for name, value in zip(names, place, strict=True)}
    return page(
        request, "tracing.html.j2", 404 if found is None and all(place[:3]) else 200, life=found, asked=asked,
        cells=_cells(found, is_whole) if found else [], is_whole=is_whole, unit_name=unit_name, advice=advice,
        title=contract(found.entity).title if found else "",
    )


def _cells(life: Trace, is_whole: bool) -> list[dict[str, Any]]:
    """The row's cells as they may be seen: heading, text, and what conforming did to it."""
    values = {field: value for field, (_, value, _) in life.cells.items()}
    texts = shown_row({"entity": life.entity, **values}, values, is_whole)
    return [{"title": contract(life.entity).column(field).header, "text": text, "state": life.cells[field][2]}
            for field, text in zip(values, texts, strict=True) if text or life.cells[field][2]]
