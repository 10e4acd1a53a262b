"""The rules: what each says, what it found in a month, and of which units over the months."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import HTMLResponse

from township_sync.compilers.rule_catalogue import judged_in
from township_sync.domain.finding import Rule, rules
from township_sync.domain.unit import units
from township_sync.warehouse.board_findings import (
    NOTHING,
    Counts,
    rule_by_month,
    rule_by_unit,
    rule_of_units,
    rules_of_month,
)
from township_sync.warehouse.board_lights import months
from township_sync.web.database import Reading
from township_sync.web.page import page
from township_sync.web.paging import ROWS, At, Paging, skipped
from township_sync.web.rule_words import rule_message, rule_remedy, rule_title
from township_sync.web.sheets import short_title
from township_sync.web.words import language_of

router = APIRouter()
_MONTHS = 12
_Choice = Annotated[str, Query(max_length=100)]


@router.get("/rules")
def rule_list(request: Request, connection: Reading, period: _Choice = "", text: _Choice = "",
              found_only: bool = False) -> HTMLResponse:
    """Every rule, with what it found in a month; those that found most come first."""
    known, language = months(connection)[:_MONTHS], language_of(request)
    month = period if period in known else (known[0] if known else "")
    counts = rules_of_month(connection, month)
    shown = sorted((rule for rule in rules().values()
                    if (not found_only or rule.slug in counts) and _means(rule, text.strip(), language)),
                   key=lambda rule: (-counts.get(rule.slug, NOTHING).standing, -counts.get(rule.slug, NOTHING).found,
                                     rule.order))
    return page(request, "rules.html.j2", months=known, month=month, text=text, found_only=found_only, rules=shown,
                counts=counts, nothing=NOTHING, rule_title=lambda slug: rule_title(slug, language))


@router.get("/rules/{slug}")
def rule_page(request: Request, connection: Reading, slug: str, at: At = 1) -> HTMLResponse:
    """One rule: what it says, and what it found by unit and month."""
    if slug not in rules():
        raise HTTPException(404)
    known, language, rule = months(connection)[:_MONTHS], language_of(request), rules()[slug]
    since = known[-1] if known else ""
    sums = rule_by_unit(connection, slug, since, ROWS, skipped(at))
    found = rule_of_units(connection, slug, since, [each.unit_code for each in sums])
    by_month = rule_by_month(connection, slug)
    return page(request, "rule.html.j2", rule=rule, title=rule_title(slug, language), months=known,
                remedy=rule_remedy(rule, language), message=rule_message(rule), unit_name=_unit_name,
                judged_in=judged_in(slug), total=_total(by_month),
                sheets=[] if rule.entity == "*" else [short_title(rule.entity, language)],
                by_month=by_month, cells={(each.unit_code, each.period): each for each in found}, units=sums,
                paging=Paging(at, sums[0].total if sums else 0))


def _unit_name(code: str) -> str:
    return units()[code].name if code in units() else code


def _means(rule: Rule, text: str, language: str) -> bool:
    return not text or any(text in place for place in (rule.slug, rule.clause, rule_title(rule.slug, language)))


def _total(by_month: Mapping[str, Counts]) -> Counts:
    """All months together; the units of different months cannot be added."""
    found, standing, waived = (sum(getattr(counts, name) for counts in by_month.values())
                               for name in ("found", "standing", "waived"))
    return Counts(found, standing, waived, max((counts.units for counts in by_month.values()), default=0))
