"""A unit's page: its sheets by month, what it must mend in a month, what it sent, and what it was answered."""

import csv
import io
from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import FileResponse, HTMLResponse, Response

from township_sync.domain.life import Life
from township_sync.domain.masking import mask_whole_numbers
from township_sync.domain.period import Month
from township_sync.domain.unit import Unit, units
from township_sync.steps.platform_codes import title_of as code_title
from township_sync.warehouse.board_lights import SheetLight, lights, months
from township_sync.warehouse.board_units import SentSheet, answers, refusals, returned_file, sent_sheets
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.findings import lives
from township_sync.warehouse.periods import closed_months
from township_sync.warehouse.rates import rates
from township_sync.web import personal
from township_sync.web.database import Reading, TheSettings
from township_sync.web.page import now_of, page, today_of
from township_sync.web.paging import ROWS, At, Paging, skipped
from township_sync.web.rule_words import rule_title
from township_sync.web.sheets import in_order, short_title
from township_sync.web.viewer import WhoLooks, may
from township_sync.web.words import language_of, words

router = APIRouter()
MONTHS = 12
TO_DO = ("open", "reported")
"""The states of findings that wait for the unit."""
_Choice = Annotated[str, Query(max_length=100)]


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
        to_do=sum(each.state(today_of(request)) in TO_DO for each in found), slugs=sorted({each.slug for each in found}),
        today=today_of(request), sent=sent, answers=answers(connection, unit_code, month),
        refusals=refusals(connection, unit_code, month), trend=rates(connection, unit_code=unit_code, apart=("period",)),
        shown_name=lambda name: mask_whole_numbers(name.removeprefix(f"{unit_code}/")), code_title=code_title,
        rule_title=lambda name: rule_title(name, language_of(request)),
        **_matrix(lights(connection, today_of(request), units=[unit_code]), known, language_of(request)))


@router.get("/units/{unit_code}/findings/{period}")
def findings_file(request: Request, connection: Reading, settings: TheSettings, who: WhoLooks, unit_code: str,
                  period: str) -> Response:
    """What a unit has to mend in a month as a table for WPS or Excel; values of persons are masked."""
    unit = _unit(unit_code)
    return _list_of(request, lives(connection, unit_code, str(Month.parse(period))), unit, period)


@router.get("/units/{unit_code}/workbooks/{report_id}/{position}")
def workbook(request: Request, connection: Reading, settings: TheSettings, who: WhoLooks, unit_code: str, report_id: int,
             position: int) -> Response:
    """A workbook as it went back to the unit; for who may not see persons the masked list of what it tells instead.

    On record before anything is handed out.
    """
    unit, told = _unit(unit_code), returned_file(connection, unit_code, report_id, position)
    path = settings.folder("returned") / told.path if told else None
    if told is None or path is None or not path.is_file():
        raise HTTPException(404)
    whole = may(who, "take_returned_workbooks")
    personal.taken(settings, who, now_of(request), mask_whole_numbers(told.name), told.sha256, unit_code, not whole)
    if not whole:
        return _list_of(request, lives(connection, unit_code, told.period), unit, told.period)
    return FileResponse(path, filename=told.name, media_type="application/octet-stream")


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


def _list_of(request: Request, found: Sequence[Life], unit: Unit, period: str) -> Response:
    language = language_of(request)
    said, text = words(language)["unit"], io.StringIO()
    table = csv.writer(text, lineterminator="\r\n")
    table.writerow([said[name] for name in ("rule", "file", "sheet_name", "row", "column", "message", "state_of")])
    for each in found:
        if (state := each.state(today_of(request))) in TO_DO:
            cells = (rule_title(each.slug, language), each.file.removeprefix(f"{unit.code}/"), each.sheet, each.row,
                     each.column, each.message, said["states"][state])
            table.writerow([_harmless(mask_whole_numbers(str(cell or ""))) for cell in cells])
    name = quote(said["list_name"].format(unit=unit.name, period=period))
    # The mark in front is how WPS and Excel tell UTF-8.
    return Response(f"\N{ZERO WIDTH NO-BREAK SPACE}{text.getvalue()}", media_type="text/csv; charset=utf-8",
                    headers={"content-disposition": f"attachment; filename*=utf-8''{name}"})


def _harmless(cell: str) -> str:
    """A cell that a table program would take for a formula is made plain text (OWASP, CSV injection)."""
    return f"'{cell}" if cell[:1] in tuple("=+-@\t\r") else cell
