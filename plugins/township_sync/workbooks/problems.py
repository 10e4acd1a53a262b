"""Findings as a clerk's list of work: where each stands in the workbook, what to do, easiest first."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from township_sync.domain.contract import contract
from township_sync.domain.finding import Finding, Scope, rule
from township_sync.domain.table import ReadSheet
from township_sync.workbooks.wording import Advice, advice

_NEVER_MARKED: frozenset[Scope] = frozenset({"file", "sheet"})
_MARKED_WITHOUT_COLUMN: frozenset[Scope] = frozenset({"row", "cross_row", "cross_entity", "period", "cell"})
Place = tuple[int, int]
"""(row, column), both from 1, as in WPS."""
Area = tuple[int, int, int, int]
"""(first row, first column, last row, last column)"""


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding with the place that is marked (None when no single cell is meant) and the column it is about."""

    finding: Finding
    advice: Advice
    place: Place | None
    column: int | None = None

    @property
    def cell(self) -> str | None:
        """The place as `B17`."""
        return f"{letters(self.place[1])}{self.place[0]}" if self.place else None


def list_problems(findings: Sequence[Finding], sheets: Sequence[ReadSheet]) -> list[Problem]:
    """Every finding that somebody has to act on, the easiest first, then in the order of the sheets and rows."""
    by_name = {sheet.sheet: sheet for sheet in sheets}
    order = {name: index for index, name in enumerate(by_name)}
    problems = [
        _problem(found, by_name.get(found.sheet or "")) for found in findings if found.severity != "info"
    ]
    return sorted(problems, key=lambda problem: _rank(problem, order))


def on_what_is_seen(problems: Sequence[Problem], merges: Mapping[str, Sequence[Area]]) -> list[Problem]:
    """A merged cell shows only its first cell: problems of the others are marked there."""
    by_sheet = {name: sorted(areas) for name, areas in merges.items()}
    return [_moved(problem, by_sheet.get(problem.finding.sheet or "", ())) for problem in problems]


def _moved(problem: Problem, areas: Sequence[Area]) -> Problem:
    if problem.place is None or not areas:
        return problem
    row, column = problem.place
    for top, left, bottom, right in areas:
        if top > row:
            break
        if row <= bottom and left <= column <= right:
            return replace(problem, place=(top, left))
    return problem


def marks(problems: Sequence[Problem]) -> dict[str, dict[Place, list[Problem]]]:
    """The cells to colour, by sheet, with the problems of each."""
    found: dict[str, dict[Place, list[Problem]]] = {}
    for problem in problems:
        if problem.place and problem.finding.sheet:
            found.setdefault(problem.finding.sheet, {}).setdefault(problem.place, []).append(problem)
    return found


def letters(column: int) -> str:
    """`28` is `AB`."""
    text = ""
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def number(column_letters: str) -> int:
    """`AB` is `28`."""
    value = 0
    for letter in column_letters:
        value = value * 26 + ord(letter) - 64
    return value


def _problem(found: Finding, sheet: ReadSheet | None) -> Problem:
    place = _place(found, sheet)
    return Problem(found, advice(found.slug), place, place[1] if place else None)


def _place(found: Finding, sheet: ReadSheet | None) -> Place | None:
    scope = rule(found.slug).scope
    if sheet is None or found.row is None or scope in _NEVER_MARKED:
        return None
    column = _column(found, sheet)
    if column is None and scope in _MARKED_WITHOUT_COLUMN:
        column = min(sheet.columns.values(), default=1)
    return (found.row, column) if column else None


def _column(found: Finding, sheet: ReadSheet) -> int | None:
    if found.column is None:
        return None
    field = contract(sheet.entity).field_of_header(found.column)
    if field and field in sheet.columns:
        return sheet.columns[field]
    return number(found.column) if re.fullmatch("[A-Z]{1,3}", found.column) else None


def _rank(problem: Problem, order: Mapping[str, int]) -> tuple[int, int, int, int, int]:
    found = problem.finding
    sheet = order.get(found.sheet or "", len(order) if found.sheet else -1)
    row, column = problem.place or (found.row or 0, 0)
    return problem.advice.ease, rule(found.slug).order, sheet, row, column
