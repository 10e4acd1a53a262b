"""Judge: one month over all current submissions, by the suites of `expectations/` (shared by `check` and `run`).

A month is judged in parts of whole units (`checks/parts.py`); one of a county is one part.
"""

from collections.abc import Container, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from township_sync.checks import fates, submissions
from township_sync.checks.claims import settled
from township_sync.checks.findings import Surroundings
from township_sync.checks.hearing import Hearing, united_rules
from township_sync.checks.parts import Part, parts_of
from township_sync.checks.standing import united
from township_sync.checks.suites import Judge
from township_sync.compilers.definitions import definitions
from township_sync.compilers.suites import compile_checks
from township_sync.compilers.version import definitions_version
from township_sync.domain.contract import contracts
from township_sync.domain.finding import Finding
from township_sync.domain.judgement import AcceptedRow, Judgement, RowPlace
from township_sync.domain.ownership import Claim, Ownership
from township_sync.domain.period import Month
from township_sync.domain.table import ReadFile
from township_sync.steps.judge_month import hear_units_together, looked_up_everywhere
from township_sync.steps.judge_part import Court, Trial


def judge(
    files: Sequence[ReadFile], period: Month, previous: Sequence[AcceptedRow] | None = None,
    loaded: Sequence[AcceptedRow] = (), run_id: str = "offline", with_history: bool = False,
    owners: Mapping[RowPlace, Sequence[Ownership]] = MappingProxyType({}), with_results: bool = False,
) -> Judgement:
    """The verdict on one month.

    `files` are all files of the month in order of arrival, with the findings of reading; `previous` the rows accepted
    last month (None: not known), `loaded` the rows in force of every unit: they count where the unit has no row of the
    entity in a full file that counts this month. `run_id` begins the id of every Great Expectations run.
    `with_history` is for a judgement that is merged: files that leave out most of what was there wait for
    confirmation, and superseded rows are judged by themselves where their successor is refused. `owners` says, by row,
    whose a person is whom several units claim (what counts first in front). `with_results` has Great Expectations run
    its checkpoints for a judgement that is shown; one that is merged always has its results. TerminalError when
    a rule could not be judged, DefinitionError when an entry of `expectations/` cannot be understood.
    """
    repeated = submissions.repeated_files(files)
    taken = [file for file in files if file.file not in repeated]
    parts = parts_of(taken, previous or (), loaded)
    court = _court(files, parts, period, run_id, repeated)
    trials = [Trial(part, court) for part in parts]
    claims = _try(trials, taken, court, owners, with_history)
    standing = united([trial.standing for trial in trials])
    told = submissions.standing_findings(repeated, standing.replaced)
    heard, of_reading = court.hearing, _of_reading(taken)
    findings = [*of_reading, *_refusals(files, repeated), *told, *heard.findings]
    found = fates.judgement(files, findings, united_rules(heard.rules), standing, period, run_id)
    found = replace(found, claims=claims, owners=owners, not_run=tuple(heard.not_run))
    if with_results or with_history:
        found = replace(found, validated=heard.close(definitions_version()))
    if not with_history:
        return found
    return replace(found, good=frozenset().union(*(trial.good_before(found) for trial in trials)))


def _court(
    files: Sequence[ReadFile], parts: Sequence[Part], period: Month, run_id: str, repeated: Mapping[str, str]
) -> Court:
    known = definitions(period)
    present = {sheet.entity for file in files for sheet in file.sheets}
    asked = (name for name, shape in contracts().items() if not shape.inbound or name in present)
    checks = {name: compile_checks(name, known) for name in asked}
    hearing = Hearing(Judge(run_id, period), known.joins, checks, Surroundings(period, {}, {}))
    court = Court(known, checks, hearing, run_id, repeated, between_units={}, within_units=checks, everywhere={})
    if len(parts) == 1:
        return court
    within, between = (
        {name: [check for check in some if check.stays_in_unit == stays] for name, some in checks.items()}
        for stays in (True, False)
    )
    return replace(court, within_units=within, between_units=between, everywhere=looked_up_everywhere(parts, court))


def _try(
    trials: Sequence[Trial], taken: Sequence[ReadFile], court: Court,
    owners: Mapping[RowPlace, Sequence[Ownership]], with_history: bool,
) -> dict[RowPlace, Claim]:
    """Rows stand against each other as they are after their own rules; only what still stands, be it because its unit
    owns the person, meets last month. The rows whose person several units claim."""
    kept = []
    for trial in trials:
        kept.append(trial.judge(court.known.policy if with_history else None))
        if len(trials) > 1:
            trial.rest()
    if len(trials) > 1:
        hear_units_together(trials, kept, court)
    hearing = court.hearing
    hearing.findings, claims = settled(taken, hearing.findings, owners)
    refused = fates.rejected_places([*_of_reading(taken), *hearing.findings])
    for trial in trials:
        trial.judge_against_last_month(refused)
    return claims


def _of_reading(files: Sequence[ReadFile]) -> list[Finding]:
    return [found for file in files for found in file.findings]


def _refusals(files: Sequence[ReadFile], repeated: Container[str]) -> list[Finding]:
    """Why a file that came again is refused again; nothing else of it is reported twice."""
    again = (found for file in files if file.file in repeated for found in file.findings)
    return [found for found in again if found.severity == "reject_file"]


def accepted_rows(files: Sequence[ReadFile], judgement: Judgement) -> list[AcceptedRow]:
    """The rows that count after a judgement (loaded, or equal to one that is), in order of arrival."""
    return [
        AcceptedRow(sheet.entity, file.unit_code or "", file.file, sheet.sheet, row)
        for file in files
        for sheet in file.sheets
        for row in sheet.rows
        if judgement.fates[file.file, sheet.sheet, row.number] in ("loaded", "duplicate")
    ]
