"""The first page: units × sheets of a month, or units × months of a sheet, every place a light."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from township_sync.domain.contract import sent_entities
from township_sync.domain.unit import Unit, units
from township_sync.warehouse.board_lights import (
    SheetLight,
    files_of_units,
    light_sums,
    lights,
    lit_units,
    months,
)
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.periods import closed_months
from township_sync.web.database import Reading
from township_sync.web.page import page, today_of
from township_sync.web.paging import ROWS, At, Paging, skipped
from township_sync.web.sheets import in_order, short_title
from township_sync.web.words import language_of

router = APIRouter()
LIGHTS = ("bad", "fix", "missing", "check", "due", "good")
_MONTHS = 12


@router.get("/")
def overview(request: Request, connection: Reading, period: str = "", sheet: str = "", unit: str = "", light: str = "",
             at: At = 1) -> HTMLResponse:
    """How every unit stands: in one month by sheet, or with one sheet by month."""
    known = months(connection)[:_MONTHS]
    if not known:
        return page(request, "overview_empty.html.j2")
    month, today = period if period in known else known[0], today_of(request)
    wanted = _wanted(connection, today, month, unit, [light] if light in LIGHTS else [])
    shown = wanted[skipped(at):skipped(at) + ROWS]
    face = _of_sheet(connection, today, known, sheet, shown) if sheet in sent_entities() else _of_month(
        connection, today, month, shown, language_of(request))
    return page(request, "overview.html.j2", months=known, month=month, closed=closed_months(connection), sheet=sheet,
                unit=unit, light=light, sums=light_sums(connection, today, month), units=shown, lights=LIGHTS,
                total=len(units()), paging=Paging(at, len(wanted)), sheets=_sheet_names(language_of(request)), **face)


def _wanted(connection: Connection, today: date, month: str, text: str, wanted: Sequence[str]) -> list[Unit]:
    named = [unit for unit in units().values() if not text.strip() or _means(unit, text.strip())]
    if not wanted:
        return named
    lit = lit_units(connection, today, month, wanted)
    return [unit for unit in named if unit.code in lit]


def _means(unit: Unit, text: str) -> bool:
    return unit.code.startswith(text) or any(text in name for name in (unit.name, *unit.aliases))


def _of_month(connection: Connection, today: date, month: str, shown: Sequence[Unit], language: str) -> dict[str, Any]:
    codes = [unit.code for unit in shown]
    found = lights(connection, today, month, units=codes)
    columns = [(name, short_title(name, language)) for name in in_order(each.entity for each in found)]
    return {"columns": columns, "cells": _by_place(found, "entity"),
            "files": files_of_units(connection, month, codes)}


def _of_sheet(connection: Connection, today: date, known: Sequence[str], sheet: str,
              shown: Sequence[Unit]) -> dict[str, Any]:
    found = lights(connection, today, entity=sheet, units=[unit.code for unit in shown])
    columns = [(month, month) for month in reversed(known)]
    return {"columns": columns, "cells": _by_place(found, "period"), "files": None}


def _by_place(found: Iterable[SheetLight], across: str) -> Mapping[tuple[str, str], SheetLight]:
    return {(each.unit_code, getattr(each, across)): each for each in found}


def _sheet_names(language: str) -> list[tuple[str, str]]:
    return [(name, short_title(name, language)) for name in in_order(sent_entities())]
