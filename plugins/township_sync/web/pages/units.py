"""A unit's page: its sheets by month, what it must mend in a month, what it sent, and what it was answered."""

from collections.abc import Sequence
from datetime import date
from hashlib import sha256
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, HTTPException, Path, Query, Request
from fastapi.responses import HTMLResponse, Response

from township_sync.domain.life import Life
from township_sync.domain.masking import mask_whole_numbers
from township_sync.domain.period import Month
from township_sync.domain.unit import Unit, units
from township_sync.steps.platform_codes import code_words
from township_sync.warehouse.board_lights import SheetLight, lights, months
from township_sync.warehouse.board_units import SentSheet, answers, refusals, returned_file, sent_sheets
from township_sync.warehouse.findings import lives
from township_sync.warehouse.periods import closed_months
from township_sync.warehouse.rates import rates
from township_sync.web import personal
from township_sync.web.database import Reading, TheSettings
from township_sync.web.files import file_below
from township_sync.web.finding_list import TO_DO, finding_list
from township_sync.web.page import now_of, page, today_of
from township_sync.web.paging import ROWS, At, Paging, skipped
from township_sync.web.rule_words import rule_title
from township_sync.web.sheets import in_order, short_title
from township_sync.web.viewer import WhoLooks, may
from township_sync.web.words import language_of

router = APIRouter()
MONTHS = 12
_Choice = Annotated[str, Query(max_length=100)]
_Number = Annotated[int, Path(ge=0, le=2**31 - 1)]


@router.get("/units/{unit_code}")
def unit_page(request: Request, connection: Reading, unit_code: str, period: _Choice = "", sheet: _Choice = "",
              slug: _Choice = "", state: _Choice = "to_do", at: At = 1) -> HTMLResponse:
    """How one unit stands, and in one month what it has to do."""
    unit, known = _unit(unit_code), months(connection)[:MONTHS]
    month = period if period in known else (known[0] if known else "")
    found, sent = lives(connection, unit_code, month), sent_sheets(connection, unit_code, month)
    chosen = _chosen(found, sent, today_of(request), sheet, slug, state)
    return page(
        request, "unit.html.j2", unit=unit, months=known, month=month, closed=closed_months(connection), sheet=sheet,
        slug=slug, state=state, found=chosen[skipped(at):skipped(at) + ROWS], paging=Paging(at, len(chosen)),
        to_do=sum(each.state(today_of(request)) in TO_DO for each in found), today=today_of(request),
        slugs=sorted({each.slug for each in found}), sent=sent, answers=answers(connection, unit_code, month),
        refusals=refusals(connection, unit_code, month),
        trend=rates(connection, unit_code=unit_code, apart=("period",)),
        shown_name=lambda name: mask_whole_numbers(name.removeprefix(f"{unit_code}/")), code_words=code_words,
        rule_title=lambda name: rule_title(name, language_of(request)),
        **_matrix(lights(connection, today_of(request), units=[unit_code]), known, language_of(request)))


@router.get("/units/{unit_code}/findings/{period}")
def findings_file(request: Request, connection: Reading, unit_code: str, period: str) -> Response:
    """What a unit has to mend in a month as a table for WPS or Excel; values of persons are masked."""
    unit = _unit(unit_code)
    return finding_list(request, lives(connection, unit_code, str(Month.parse(period))), unit, period)


@router.get("/units/{unit_code}/workbooks/{report_id}/{position}")
def workbook(request: Request, connection: Reading, settings: TheSettings, who: WhoLooks, unit_code: str,
             report_id: _Number, position: _Number) -> Response:
    """A workbook as it went back to the unit; for who may not see persons the masked list of what it tells instead.

    On record before anything is handed out.
    """
    unit, told = _unit(unit_code), returned_file(connection, unit_code, report_id, position)
    if told is None:
        raise HTTPException(404)
    data = file_below(settings.folder("returned"), told.path).read_bytes()
    if sha256(data).hexdigest() != told.sha256:
        raise HTTPException(404)
    whole = may(who, "take_returned_workbooks")
    personal.taken(settings, who, now_of(request), mask_whole_numbers(told.name), told.sha256, unit_code, not whole)
    if not whole:
        return finding_list(request, lives(connection, unit_code, told.period), unit, told.period)
    return Response(data, media_type="application/octet-stream",
                    headers={"content-disposition": f"attachment; filename*=utf-8''{quote(told.name)}"})


def _unit(code: str) -> Unit:
    if code not in units():
        raise HTTPException(404)
    return units()[code]


def _matrix(found: Sequence[SheetLight], known: Sequence[str], language: str) -> dict[str, Any]:
    seen = in_order({each.entity for each in found if each.period in known and each.light != "none"})
    return {"sheets": [(name, short_title(name, language)) for name in seen],
            "cells": {(each.entity, each.period): each for each in found}}


def _chosen(found: Sequence[Life], sent: Sequence[SentSheet], today: date, sheet: str, slug: str,
            state: str) -> list[Life]:
    places = {(each.file, each.sheet) for each in sent if each.entity == sheet}
    return sorted((each for each in found
                   if (not sheet or (each.file, each.sheet) in places) and (not slug or each.slug == slug)
                   and (state == "all" or each.state(today) in (TO_DO if state == "to_do" else (state,)))),
                  key=lambda each: (each.file, each.sheet or "", each.row or 0, each.slug))
