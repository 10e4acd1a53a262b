"""The one fate of every row, the standing of every file, and what is held back or blocked because of findings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from township_sync.checks.claims import is_disputed
from township_sync.checks.row_fates import row_fates
from township_sync.checks.standing import Standing
from township_sync.checks.submissions import held_entities
from township_sync.domain.conformed_columns import numbers_of, rows_numbered
from township_sync.domain.contract import contract
from township_sync.domain.finding import Finding, rule
from township_sync.domain.judgement import Fate, FileStatus, FileVerdict, Judgement, RowPlace, RuleRun
from township_sync.domain.keys import key_of
from township_sync.domain.period import Month
from township_sync.domain.row_fates import RowFates
from township_sync.domain.table import ReadFile

if TYPE_CHECKING:

    from township_sync.checks.months import EntityFrames

BLOCKS = ("block_sync", "block_quarterly")
LOADED: tuple[Fate, ...] = ("loaded", "duplicate")
_NOT_IN_FORCE: tuple[Fate, ...] = ("superseded", "rejected", "held_aside")


def rejected_files(files: Sequence[ReadFile], findings: Sequence[Finding]) -> frozenset[str]:
    """Files with a reject_file finding, of reading or of the findings given."""
    judged = {found.file for found in findings if found.severity == "reject_file"}
    return frozenset(judged | {file.file for file in files if file.is_rejected})


def rejected_places(findings: Sequence[Finding]) -> frozenset[RowPlace]:
    """Rows with a reject_row finding."""
    return frozenset(
        (found.file, found.sheet or "", found.row)
        for found in findings
        if found.row is not None and found.severity == "reject_row"
    )


def rejected_row_ids(places: frozenset[RowPlace], month: Mapping[str, EntityFrames]) -> dict[str, frozenset[int]]:
    """Such rows, as ids of each entity's frame."""
    import pandas as pd

    at = ["_file", "_sheet", "_row"]
    refused = pd.DataFrame(sorted(places), columns=at).astype({"_file": "str", "_sheet": "str", "_row": "int64"})
    return {name: frozenset(one.rows[["_row_id", *at]].merge(refused, on=at)["_row_id"]) for name, one in month.items()}


def judgement(
    files: Sequence[ReadFile], findings: Sequence[Finding], rules: Sequence[RuleRun], standing: Standing,
    period: Month, run_id: str,
) -> Judgement:
    """Everything that follows from the findings; what was found in a row that another one replaces no longer counts."""
    superseded = {*standing.corrected, *_replaced_rows(files, standing.replaced)}
    left = [found for found in findings if _place(found) not in superseded]
    by_file: dict[str, list[Finding]] = defaultdict(list)
    for found in left:
        by_file[found.file].append(found)
    verdicts = {file.file: _verdict(file, by_file[file.file], standing, superseded) for file in files}
    fates = row_fates(files, verdicts, *_refusals(left), standing.corrected, standing.alike)
    return Judgement(
        str(period), run_id, tuple(left), verdicts, fates, _still_failed(rules, findings, left), _held(left, fates),
        _blocked(files, [found for found in left if found.file not in standing.awaiting]),
    )


def _replaced_rows(files: Sequence[ReadFile], replaced: Mapping[str, Container[str]]) -> Iterator[RowPlace]:
    for file in files:
        for sheet in file.sheets:
            if sheet.entity in replaced.get(file.file, ()):
                yield from ((file.file, sheet.sheet, number) for number in numbers_of(sheet.rows))


def _place(found: Finding) -> RowPlace | None:
    return None if found.row is None else (found.file, found.sheet or "", found.row)


def _still_failed(
    rules: Sequence[RuleRun], findings: Sequence[Finding], left: Sequence[Finding]
) -> tuple[RuleRun, ...]:
    """The rules as asked; one that failed in such rows only has passed."""
    before, now = ({(found.slug, found.made_by) for found in some} for some in (findings, left))
    mended = before - now
    return tuple(replace(run, outcome="passed") if (run.slug, run.run_id) in mended else run for run in rules)


def _verdict(
    file: ReadFile, findings: Sequence[Finding], standing: Standing, superseded: Container[RowPlace | None]
) -> FileVerdict:
    own = (one for one in file.findings if _place(one) not in superseded)
    found = {one.severity for one in findings} | {one.severity for one in own}
    status: FileStatus = (
        "rejected" if "reject_file" in found else "partly_accepted" if "reject_row" in found else "accepted"
    )
    gone = frozenset(standing.replaced.get(file.file, ()))
    held, is_awaiting = set(held_entities(file)), file.file in standing.awaiting
    counts = status != "rejected" and file.file not in standing.repeated and (not held or bool(held - gone))
    changes = standing.resends.changes.get(file.file, {})
    return FileVerdict(status, counts and not is_awaiting, gone, is_awaiting, changes)


def _refusals(findings: Sequence[Finding]) -> tuple[frozenset[RowPlace], frozenset[RowPlace]]:
    """Rows that are refused, and rows that are only kept aside until somebody says whose their person is."""
    disputed = rejected_places([found for found in findings if is_disputed(found)])
    return rejected_places([found for found in findings if not is_disputed(found)]), disputed


def doubted_before(files: Sequence[ReadFile], found: Judgement, apart: Container[str]) -> frozenset[RowPlace]:
    """Superseded rows of things whose newest row of the month is refused or disputed; files `apart` say nothing."""
    by_fate: dict[bool, dict[RowPlace, tuple[object, ...]]] = {True: {}, False: {}}
    if isinstance(found.fates, RowFates) and not found.fates.holds("superseded"):
        return frozenset()
    for file in files:
        for sheet in file.sheets if file.file not in apart else ():
            fates = {number: found.fates[file.file, sheet.sheet, number] for number in numbers_of(sheet.rows)}
            not_in_force = {number for number, fate in fates.items() if fate in _NOT_IN_FORCE}
            for row in rows_numbered(sheet.rows, not_in_force):
                if key := key_of(contract(sheet.entity), row.values):
                    place = (file.file, sheet.sheet, row.number)
                    by_fate[fates[row.number] == "superseded"][place] = (file.unit_code, sheet.entity, key)
    refused = set(by_fate[False].values())
    return frozenset(place for place, key in by_fate[True].items() if key in refused)


def _held(findings: Sequence[Finding], fates: Mapping[RowPlace, Fate]) -> dict[RowPlace, frozenset[str]]:
    held: dict[RowPlace, frozenset[str]] = {}
    for found in findings:
        if found.row is not None and rule(found.slug).export == "hold":
            place = (found.file, found.sheet or "", found.row)
            if fates.get(place) in LOADED:
                held[place] = held.get(place, frozenset()) | {found.slug}
    return held


def _blocked(files: Sequence[ReadFile], findings: Sequence[Finding]) -> frozenset[tuple[str, str, str]]:
    entities = {
        (file.file, sheet.sheet): (file.unit_code or "", sheet.entity) for file in files for sheet in file.sheets
    }
    return frozenset(
        (*entities[found.file, found.sheet or ""], rule(found.slug).export)
        for found in findings
        if rule(found.slug).export in BLOCKS
    )
