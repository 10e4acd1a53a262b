"""Answers of Great Expectations become findings: where they stand, what they show (masked), how their message reads."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from township_sync.checks.conform import shown
from township_sync.checks.placeholders import PLACEHOLDERS, Asked
from township_sync.checks.suites import Answer
from township_sync.domain import masking
from township_sync.domain.conformed_columns import typed_text
from township_sync.domain.contract import contract
from township_sync.domain.finding import Finding, rule
from township_sync.domain.period import Month
from township_sync.domain.table import ConformedRow, ReadFile

if TYPE_CHECKING:
    import pandas as pd

_PLACEHOLDER = re.compile(r"{(\w+)}")
_OF_A_SHEET = ("sheet", "column")
ALWAYS_SHOWN = ("_row_id", "_unit", "_file", "_sheet", "_row", "_origin", "_age", "post_no", "village_name")
"""Columns that a finding or its message may show, besides those that its check names."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a finding needs besides the answer: the month, the rows of each (file, sheet), and the first sheet of each
    (unit, entity)."""

    period: Month
    rows: Mapping[tuple[str, str], Sequence[ConformedRow]]
    first_sheets: Mapping[tuple[str, str], tuple[str, str]]

    @classmethod
    def of(
        cls, files: Sequence[ReadFile], period: Month, rejected: Collection[str] = (),
        replaced: Mapping[str, Collection[str]] = MappingProxyType({}),
    ) -> Surroundings:
        """From the files that are judged, in order of arrival; first sheets are those of files (`rejected`) and
        entities (`replaced`, by file) that count."""
        rows: dict[tuple[str, str], Sequence[ConformedRow]] = {}
        first: dict[tuple[str, str], tuple[str, str]] = {}
        for file in files:
            for sheet in file.sheets:
                if file.file not in rejected and sheet.entity not in replaced.get(file.file, ()):
                    first.setdefault((file.unit_code or "", sheet.entity), (file.file, sheet.sheet))
                rows[file.file, sheet.sheet] = sheet.rows
        return cls(period, rows, first)

    def typed(self, file: str, sheet: str, number: int, field: str) -> str | None:
        """A cell's text as typed."""
        return typed_text(self.rows.get((file, sheet), ()), number, field)


def findings_of(answers: Sequence[Answer], frame: pd.DataFrame, around: Surroundings) -> Iterator[Finding]:
    """The findings of one validation; rows of other months and of earlier loads get none of their own."""
    for answer in answers:
        if answer.row_ids:
            yield from _findings(answer, frame, around)


def _findings(answer: Answer, frame: pd.DataFrame, around: Surroundings) -> Iterator[Finding]:
    done: set[tuple[object, ...]] = set()
    wanted = {*ALWAYS_SHOWN, *answer.check.words, answer.check.shown}
    seen = frame[[name for name in frame.columns if name in wanted]]
    named = seen.loc[list(answer.row_ids)]
    asked = Asked(answer.check, seen, named, around.period)
    names = [str(name) for name in named.columns]
    for cells in zip(*(named[name].tolist() for name in names), strict=True):
        row = dict(zip(names, cells, strict=True))
        place = _place(answer, row, around)
        own = row["_origin"] == "last_month"
        if place is None or ((place, own and row["_row_id"]) in done):
            continue
        done.add((place, own and row["_row_id"]))
        yield _finding(answer, asked, row, place, around)


def _place(answer: Answer, row: Mapping[str, object], around: Surroundings) -> tuple[str, str, int | None] | None:
    """File, sheet and row of a finding, or None when it would stand on a row that was not sent this month."""
    check = answer.check
    if check.at_sheet:
        first = around.first_sheets.get((str(row["_unit"]), check.entity))
        return (*first, None) if first else None
    if row["_origin"] != "this":
        return None
    number = None if check.rule.scope in _OF_A_SHEET else int(str(row["_row"]))
    return str(row["_file"]), str(row["_sheet"]), number


def _finding(
    answer: Answer, asked: Asked, row: Mapping[str, object], place: tuple[str, str, int | None], around: Surroundings
) -> Finding:
    check, (file, sheet, number) = answer.check, place
    column = contract(check.entity).column(check.column) if check.column and check.rule.scope != "sheet" else None
    return Finding(
        check.slug, file, sheet, number, column.header if column and not check.at_sheet else None,
        _value(answer, row, around), {name: PLACEHOLDERS[name](asked, row) for name in _placeholders(check.slug)},
        made_by=answer.run_id,
    )


@cache
def _placeholders(slug: str) -> list[str]:
    """The placeholders of a rule's message that are worked out of its rows."""
    return sorted(set(_PLACEHOLDER.findall(rule(slug).message_zh)) & set(PLACEHOLDERS))


def _value(answer: Answer, row: Mapping[str, object], around: Surroundings) -> str | None:
    """The value at fault as it was typed, masked; of a row that is not here, the person it was about."""
    check = answer.check
    if check.shown:
        column = contract(check.entity).column(check.shown)
        return masking.mask(column.privacy, str(row[check.shown]))
    if not check.column or check.at_sheet or check.rule.scope in _OF_A_SHEET:
        return None
    typed = around.typed(str(row["_file"]), str(row["_sheet"]), int(str(row["_row"])), check.column)
    return shown(check.slug, contract(check.entity).column(check.column), typed) if typed else None
