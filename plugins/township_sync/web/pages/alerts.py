"""Alerts and their delivery: what stands, what is over, whom each was told to, and what waits in the outbox."""

from typing import Annotated, Literal

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import HTMLResponse

from township_sync.domain.unit import CITY
from township_sync.steps import watch_words
from township_sync.steps.published_files import unit_name
from township_sync.warehouse import board_alerts, watch
from township_sync.warehouse.digests import waiting_messages
from township_sync.web.database import Reading, TheSettings
from township_sync.web.page import link_of, page
from township_sync.web.paging import ROWS, At, Number, Paging, skipped

router = APIRouter()
State = Literal["open", "cleared"]
Status = Literal["", "pending", "sent", "void"]


@router.get("/alerts")
def alerts(request: Request, connection: Reading, settings: TheSettings,
           state: Annotated[State, Query()] = "open", at: At = 1) -> HTMLResponse:
    """Alerts that stand, the gravest first, or those that are over; and what no channel has taken yet."""
    standing = watch.alerts(connection)
    found, total = (standing, len(standing)) if state == "open" else board_alerts.cleared_alerts(
        connection, ROWS, skipped(at))
    link = link_of(request)
    shown = found[skipped(at):skipped(at) + ROWS] if state == "open" else found
    return page(request, "alerts.html.j2", standing=standing, found=shown, state=state, paging=Paging(at, total),
                waiting=waiting_messages(connection), alert_words=watch_words,
                runbook=lambda kind: watch_words.runbook_link(settings, kind),
                go=lambda number: link("/alerts", state=state, page=number))


@router.get("/alerts/messages")
def messages(request: Request, connection: Reading, status: Annotated[Status, Query()] = "",
             at: At = 1) -> HTMLResponse:
    """The outbox: every message with its channel and what became of it."""
    found, total = board_alerts.messages(connection, status or None, ROWS, skipped(at))
    link = link_of(request)
    return page(request, "messages.html.j2", found=found, status=status, paging=Paging(at, total),
                unit_name=lambda code: "" if code == CITY else unit_name(code),
                go=lambda number: link("/alerts/messages", status=status, page=number))


@router.get("/alerts/{number}")
def alert(request: Request, connection: Reading, settings: TheSettings, number: Number) -> HTMLResponse:
    """One alert with every turn of its life, and who was told of it when."""
    found = board_alerts.alert(connection, number)
    if found is None:
        raise HTTPException(404)
    return page(request, "alert.html.j2", alert=found, deliveries=board_alerts.deliveries(connection, number),
                alert_words=watch_words, runbook=watch_words.runbook_link(settings, found.kind))
