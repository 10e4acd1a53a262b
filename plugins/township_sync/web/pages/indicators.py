"""Indicators against their targets: the city at a glance, an indicator by unit, a unit's figure down to its persons."""

from collections.abc import Mapping
from dataclasses import dataclass
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
from township_sync.steps.drill_down import members_of
from township_sync.steps.published_files import unit_name
from township_sync.warehouse import board_figures
from township_sync.warehouse.board_figures import FigureRun
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.life_of_a_row import Place, sheets_at
from township_sync.web.database import Reading, TheSettings, Writing
from township_sync.web.page import link_of, now_of, page
from township_sync.web.paging import ROWS, At, Paging, skipped
from township_sync.web.personal import viewed
from township_sync.web.viewer import WhoLooks, must
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
    return page(request, "indicators.html.j2", runs=runs, run=run, pack=run and packs()[run.pack], found=found,
                **_texts())


@router.get("/indicators/{name}")
def indicator(request: Request, connection: Reading, name: str, day: Day = None, at: At = 1) -> HTMLResponse:
    """One indicator over time, and by unit: those that miss their target first."""
    asked = _asked(connection, name, day)
    found, total = board_figures.unit_figures(connection, asked.run, name, ROWS, skipped(at))
    link = link_of(request)
    return page(request, "indicator.html.j2", run=asked.run, about=asked.about, found=found, unit_name=unit_name,
                history=board_figures.over_time(connection, asked.runs, name, CITY), paging=Paging(at, total),
                go=lambda number: link(f"/indicators/{name}", day=asked.run.as_of, page=number), **_texts())


@router.get("/indicators/{name}/units/{unit}")
def figure(request: Request, connection: Reading, name: str, unit: str, day: Day = None) -> HTMLResponse:
    """One unit's figure over time, and the way down to whom it counts."""
    return _shown(request, connection, _asked(connection, name, day, unit), unit)


@router.post("/indicators/{name}/units/{unit}/members")
def members(request: Request, connection: Writing, settings: TheSettings, who: WhoLooks, name: str, unit: str,
            day: FormDay = None) -> HTMLResponse:
    """Whom the figure counts, masked, each with its file, sheet and row; on record."""
    asked = _asked(connection, name, day, unit)
    found = _counted(connection, asked, unit)
    viewed(settings, who, now_of(request), "indicators", asked.thing(unit), len(found))
    return _shown(request, connection, asked, unit, found)


@router.post("/indicators/{name}/units/{unit}/whole", dependencies=[must("see_persons")])
def whole(request: Request, connection: Writing, settings: TheSettings, who: WhoLooks, name: str, unit: str,
          day: FormDay = None) -> HTMLResponse:
    """The same with whole values; on record."""
    asked = _asked(connection, name, day, unit)
    found = _counted(connection, asked, unit)
    viewed(settings, who, now_of(request), "indicators", asked.thing(unit), len(found))
    return _shown(request, connection, asked, unit, found, is_whole=True)


@dataclass(frozen=True, slots=True)
class _Asked:
    """An indicator of its pack, the runs that count, and the one of the day that was asked about."""

    about: Indicator
    runs: list[FigureRun]
    run: FigureRun

    @property
    def month(self) -> Month:
        return Month(self.run.as_of.year, self.run.as_of.month)

    def thing(self, unit: str) -> str:
        """What is seen, as the record of acts names it."""
        return f"{self.about.name} {unit} {self.month}"


def _asked(connection: Connection, name: str, day: date | None, unit: str | None = None) -> _Asked:
    runs = _runs(connection)
    run = _chosen(runs, day)
    if run is None or name not in packs()[run.pack].indicators or unit not in (None, *units()):
        raise HTTPException(404)
    return _Asked(packs()[run.pack].indicators[name], runs, run)


def _counted(connection: Connection, asked: _Asked, unit: str) -> list[dict[str, Any]]:
    found = members_of(connection, asked.month, asked.about.name, asked.run.known_on)
    return [row for row in found if row["unit_code"] == unit]


def _shown(request: Request, connection: Connection, asked: _Asked, unit: str,
           counted: list[dict[str, Any]] | None = None, is_whole: bool = False) -> HTMLResponse:
    history = board_figures.over_time(connection, asked.runs, asked.about.name, unit)
    shown = None if counted is None else [(shown_row(row, MEMBER, is_whole), row) for row in counted[:MOST_MEMBERS]]
    sheets = sheets_at(connection, [_place(row) for _, row in shown or () if row["file"]])
    return page(request, "figure.html.j2", run=asked.run, about=asked.about, unit=unit, history=history,
                current=next((each for each in history if each.as_of == asked.run.as_of), None), unit_name=unit_name,
                members=shown, total=len(counted or ()), is_whole=is_whole,
                sheet_of=lambda row: sheets.get(_place(row)), **_texts())


def _place(row: Mapping[str, Any]) -> Place:
    return row["file"], row["sheet"], row.get("period")


def _texts() -> dict[str, Any]:
    said = report_words()

    def target(each: Figure, about: Indicator) -> str:
        return target_text(each.operator, each.target, about, said)

    return {"value_text": value_text, "target": target, "status_word": lambda each: status_text(each, said),
            "lights": {"met": "good", "missed": "bad", "striving": "check", "nobody": "none", "no_baseline": "none",
                       "not_run": "none"}}


def _runs(connection: Connection) -> list[FigureRun]:
    """Those by the pack that is valid on the day itself: others are trials."""
    known: dict[str, Pack] = dict(packs())
    return [run for run in board_figures.runs(connection) if run.pack in known and known[run.pack].holds_on(run.as_of)]


def _chosen(runs: list[FigureRun], day: date | None) -> FigureRun | None:
    return next((each for each in runs if day in (None, each.as_of)), None)
