"""Persons whom several units claim: the owner's row stands, the others' are told so, and what nobody decided waits."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from township_sync.domain.conformed_columns import rows_numbered
from township_sync.domain.contract import contract
from township_sync.domain.finding import Finding
from township_sync.domain.judgement import RowPlace
from township_sync.domain.keys import key_of
from township_sync.domain.ownership import CLAIMED, DECIDED, Claim, Ownership
from township_sync.domain.table import ReadFile

_Person = tuple[str, tuple[str, ...]]


def is_disputed(found: Finding) -> bool:
    """Whether a finding only says that nobody knows yet whose the row's person is."""
    return found.slug == CLAIMED and found.details.get("said") != DECIDED


def settled(
    files: Sequence[ReadFile], findings: Sequence[Finding], owners: Mapping[RowPlace, Sequence[Ownership]]
) -> tuple[list[Finding], dict[RowPlace, Claim]]:
    """The findings after what is known of `owners` (by row, what counts first in front), and every row's claim.

    The owner's rows lose their finding, the others' say that the person belongs elsewhere, never where.
    """
    places = {_place(found) for found in findings if found.slug == CLAIMED}
    if not places:
        return list(findings), {}
    claims: dict[RowPlace, Claim] = {}
    for (entity, _), rows in _persons(files, places).items():
        answer = _answer(rows, owners)
        claims |= {place: Claim(entity, unit, answer) for place, unit in rows.items()}
    return list(_told(findings, claims)), claims


def _persons(files: Sequence[ReadFile], places: set[RowPlace]) -> dict[_Person, dict[RowPlace, str]]:
    """The claimed persons in order of arrival, each with the rows that claim him and their units."""
    found: dict[_Person, dict[RowPlace, str]] = defaultdict(dict)
    named: dict[tuple[str, str], set[int]] = defaultdict(set)
    for name, of, number in places:
        named[name, of].add(number)
    for file in files:
        for sheet in file.sheets:
            for row in rows_numbered(sheet.rows, named.get((file.file, sheet.sheet), ())):
                if key := key_of(contract(sheet.entity), row.values):
                    found[sheet.entity, key][file.file, sheet.sheet, row.number] = file.unit_code or ""
    return found


def _answer(rows: Mapping[RowPlace, str], owners: Mapping[RowPlace, Sequence[Ownership]]) -> Ownership | None:
    claimants = frozenset(rows.values())
    known = (answer for place in rows for answer in owners.get(place, ()))
    return next((answer for answer in known if answer.settles(claimants)), None)


def _told(findings: Iterable[Finding], claims: Mapping[RowPlace, Claim]) -> Iterator[Finding]:
    for found in findings:
        claim = claims.get(_place(found)) if found.slug == CLAIMED else None
        if claim is None or claim.standing == "disputed":
            yield found
        elif claim.standing == "other":
            yield replace(found, details={"said": DECIDED})


def _place(found: Finding) -> RowPlace:
    return found.file, found.sheet or "", found.row or 0
