"""Months: how complete, timely and correct each is, and closing or reopening one with a reason."""

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Form, HTTPException, Request
from fastapi.responses import HTMLResponse, Response

from township_sync.domain.contract import contract
from township_sync.domain.period import Month
from township_sync.steps.close_period import before_closing, close_period, reopen_period
from township_sync.steps.published_files import unit_name
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.periods import closed_months, late_files, period_acts
from township_sync.warehouse.rates import rates
from township_sync.warehouse.reports import judged_months
from township_sync.web.database import Reading, TheSettings, Writing
from township_sync.web.kept import kept
from township_sync.web.page import back, now_of, page
from township_sync.web.viewer import WhoLooks, must

router = APIRouter()
_MOST_UNITS = 200


@router.get("/months")
def months(request: Request, connection: Reading) -> HTMLResponse:
    """Every month that was judged, the newest first, with its rates over time."""
    known = [str(month) for month in judged_months(connection)]
    by_month = {each.period: each for each in rates(connection, apart=("period",))}
    return page(request, "months.html.j2", known=known[::-1], rates=by_month, closed=closed_months(connection))


@router.get("/months/{period}")
def month(request: Request, connection: Reading, period: str) -> HTMLResponse:
    """One month: what is missing, what is to be mended, what came late, and the form that closes or opens it."""
    return _shown(request, connection, period)


@router.post("/months/{period}/{act}", dependencies=[must("close_months")])
def answered(request: Request, connection: Writing, settings: TheSettings, who: WhoLooks, period: str,
             act: Literal["close", "reopen"], because: Annotated[str, Form(max_length=500)] = "") -> Response:
    """Close or reopen the month, with the reason, on record."""
    if not because.strip():
        return _shown(request, connection, period, "reason_needed")
    change = close_period if act == "close" else reopen_period
    change(connection, settings, Month.parse(period), now_of(request), who.name, because)
    return back(request, f"/months/{period}", "month_closed" if act == "close" else "month_reopened")


def _shown(request: Request, connection: Connection, period: str, lacking: str | None = None) -> HTMLResponse:
    month = Month.parse(period)
    if month not in judged_months(connection):
        raise HTTPException(404)
    facts = kept(request, connection, f"month {month}", lambda: _facts(connection, month, now_of(request)))
    return page(request, "month.html.j2", 400 if lacking else 200, period=str(month), lacking=lacking, most=_MOST_UNITS,
                unit_name=unit_name, title_of=lambda entity: contract(entity).title, **facts)


def _facts(connection: Connection, month: Month, now: datetime) -> dict[str, Any]:
    """How a month stands, and what was done with it."""
    period = str(month)
    whole = rates(connection, period, apart=("period",))
    return {
        "standing": before_closing(connection, month, now), "closing": closed_months(connection).get(period),
        "acts": period_acts(connection, period), "late": late_files(connection, period),
        "whole": whole[0] if whole else None, "by_sheet": rates(connection, period, apart=("period", "sheet")),
    }
