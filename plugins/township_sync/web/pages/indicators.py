"""Indicators against their targets: the city at a glance, an indicator by unit, a unit's figure down to its persons."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Form, HTTPException, Query, Request
from fastapi.responses import HTMLResponse

from township_sync.compilers.policies import packs
from township_sync.domain.indicator import CITY, Figure
from township_sync.domain.listed import shown_row
from township_sync.domain.period import Month
from township_sync.domain.policy_pack import Indicator, Pack
from township_sync.domain.unit import units
from township_sync.settings import Settings
from township_sync.steps.drill_down import members_of
from township_sync.steps.published_files import unit_name
from township_sync.warehouse import board_figures
from township_sync.warehouse.board_figures import FigureRun
from township_sync.warehouse.connect import Connection
from township_sync.web.database import Reading, TheSettings, Writing
from township_sync.web.page import link_of, now_of, page
from township_sync.web.paging import ROWS, At, Paging, skipped
from township_sync.web.personal import viewed
from township_sync.web.viewer import Viewer, WhoLooks, must
from township_sync.workbooks.figure_text import status_text, target_text, value_text
from township_sync.workbooks.report_words import report_words

router = APIRouter()
MOST_MEMBERS = 1000
MEMBER = ("member", "in_numerator", "in_denominator", "amount", "note")
Day = Annotated[date | None, Query()]
FormDay = Annotated[date | None, Form()]


@router.get("/indicators")
def indicators(request: Request, connection: Reading, day: Day = None) -> HTMLResponse:
    """The city's figures about a day, by theme, with how many units reach their target."""
    runs = _runs(connection)
    run = _chosen(runs, day)
    found = board_figures.city_figures(connection, run) if run else []
    return page(request, "indicators.html.j2", runs=runs, run=run, pack=run and packs()[run.pack], found=found, **_texts())


@router.get("/indicators/{name}")
def indicator(request: Request, connection: Reading, name: str, day: Day = None, at: At = 1) -> HTMLResponse:
    """One indicator over time, and by unit: those that miss their target first."""
    runs, run, about = _asked(connection, name, day)
    found, total = board_figures.unit_figures(connection, run, name, ROWS, skipped(at))
    link = link_of(request)
    return page(request, "indicator.html.j2", runs=runs, run=run, about=about, found=found, paging=Paging(at, total),
                history=board_figures.over_time(connection, runs, name, CITY), unit_name=unit_name,
                go=lambda number: link(f"/indicators/{name}", day=run.as_of, page=number), **_texts())


@router.get("/indicators/{name}/units/{unit}")
def figure(request: Request, connection: Reading, name: str, unit: str, day: Day = None) -> HTMLResponse:
    """One unit's figure over time, and the way down to whom it counts."""
    runs, run, about = _asked(connection, name, day)
    return _figure(request, connection, (runs, run, about), unit)


@router.post("/indicators/{name}/units/{unit}/members")
def members(request: Request, connection: Writing, settings: TheSettings, who: WhoLooks, name: str, unit: str,
            day: FormDay = None) -> HTMLResponse:
    """Whom the figure counts, masked, each with its file, sheet and row; on record."""
    return _members(request, connection, settings, who, (name, unit, day))


@router.post("/indicators/{name}/units/{unit}/whole", dependencies=[must("see_persons")])
def whole(request: Request, connection: Writing, settings: TheSettings, who: WhoLooks, name: str, unit: str,
          day: FormDay = None) -> HTMLResponse:
    """The same with whole values; on record."""
    return _members(request, connection, settings, who, (name, unit, day), is_whole=True)


def _members(request: Request, connection: Connection, settings: Settings, who: Viewer, what: tuple[str, str, date | None],
             is_whole: bool = False) -> HTMLResponse:
    name, unit, day = what
    runs, run, about = _asked(connection, name, day)
    month = Month(run.as_of.year, run.as_of.month)
    if unit not in units():
        raise HTTPException(404)
    found = [row for row in members_of(connection, month, name, run.known_on) if row["unit_code"] == unit]
    viewed(settings, who, now_of(request), "indicators", f"{name} {unit} {month}", len(found))
    shown = [(shown_row(row, MEMBER, is_whole), row) for row in found[:MOST_MEMBERS]]
    return _figure(request, connection, (runs, run, about), unit, members=shown, total=len(found), is_whole=is_whole)


def _figure(request: Request, connection: Connection, asked: tuple[list[FigureRun], FigureRun, Indicator], unit: str,
            **more: Any) -> HTMLResponse:
    runs, run, about = asked
    if unit not in units():
        raise HTTPException(404)
    history = board_figures.over_time(connection, runs, about.name, unit)
    facts: dict[str, Any] = {"members": None, "total": 0, "is_whole": False, **more}
    return page(request, "figure.html.j2", runs=runs, run=run, about=about, unit=unit, history=history,
                current=next((each for each in history if each.as_of == run.as_of), None), unit_name=unit_name,
                most=MOST_MEMBERS, **facts, **_texts())


def _texts() -> dict[str, Any]:
    said = report_words()

    def target(each: Figure, about: Indicator) -> str:
        return target_text(each.operator, each.target, about, said)

    return {"value_text": value_text, "target": target, "status_word": lambda each: status_text(each, said),
            "lights": {"met": "good", "missed": "bad", "striving": "check", "nobody": "none", "no_baseline": "missing",
                       "not_run": "missing"}}


def _runs(connection: Connection) -> list[FigureRun]:
    """Those by the pack that is valid on the day itself: others are trials."""
    known: dict[str, Pack] = dict(packs())
    return [run for run in board_figures.runs(connection) if run.pack in known and known[run.pack].holds_on(run.as_of)]


def _chosen(runs: list[FigureRun], day: date | None) -> FigureRun | None:
    return next((each for each in runs if day in (None, each.as_of)), None)


def _asked(connection: Connection, name: str, day: date | None) -> tuple[list[FigureRun], FigureRun, Indicator]:
    runs = _runs(connection)
    run = _chosen(runs, day)
    if run is None or name not in packs()[run.pack].indicators:
        raise HTTPException(404)
    return runs, run, packs()[run.pack].indicators[name]
