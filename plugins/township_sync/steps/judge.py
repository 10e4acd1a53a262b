"""Judge: one month over all current submissions, by the suites of `expectations/` (shared by `check` and `run`)."""

from collections.abc import Container, Sequence

from township_sync.checks import fates, submissions
from township_sync.checks.findings import Surroundings
from township_sync.checks.hearing import Hearing
from township_sync.checks.months import crossing, entity_frames, sides, without_replaced
from township_sync.checks.suites import Judge
from township_sync.compilers.definitions import definitions
from township_sync.compilers.suites import compile_checks
from township_sync.domain.contract import contracts
from township_sync.domain.finding import Finding
from township_sync.domain.judgement import AcceptedRow, Judgement
from township_sync.domain.period import Month
from township_sync.domain.table import ReadFile


def judge(
    files: Sequence[ReadFile], period: Month, previous: Sequence[AcceptedRow] | None = None,
    loaded: Sequence[AcceptedRow] = (), run_id: str = "offline",
) -> Judgement:
    """The verdict on one month.

    `files` are all files of the month in order of arrival, with the findings of reading; `previous` the rows accepted
    last month (None: not known), `loaded` the rows in force of every unit: they count where the unit has no row of the
    entity in a file that counts this month. `run_id` begins the id of every Great Expectations run. TerminalError when
    a rule could not be judged, DefinitionError when an entry of `expectations/` cannot be understood.
    """
    known = definitions(period)
    checks = {name: compile_checks(name, known) for name in contracts()}
    repeated = submissions.repeated_files(files)
    taken = [file for file in files if file.file not in repeated]
    month = entity_frames(taken, previous or (), loaded, known.limits)
    hearing = Hearing(Judge(run_id, period), known.joins, checks, Surroundings.of(taken, period))

    before = sides(month.values(), taken, fates.rejected_files(taken, []))
    hearing.hear(("sheet",), {name: one.cells for name, one in month.items()}, before)
    rejected = fates.rejected_files(taken, hearing.findings)
    replaced = submissions.replaced_entities(taken, rejected)
    hearing.around = Surroundings.of(taken, period, rejected, replaced)
    reported = submissions.reported_entities(taken, rejected)
    month = {name: without_replaced(one, replaced, reported) for name, one in month.items()}

    now = sides(month.values(), taken, rejected)
    hearing.hear(("cell",), {name: one.cells for name, one in month.items()}, now)
    hearing.hear(("column", "row"), {name: one.rows for name, one in month.items()}, now)
    # Rows stand against each other as they are after their own rules; only what still stands meets last month.
    for scopes in (("cross_row", "cross_entity"), ("period",)):
        fallen = fates.rejected_row_ids([*_of_reading(taken), *hearing.findings], month)
        hearing.hear(scopes, {name: crossing(one, rejected, fallen[name]) for name, one in month.items()}, now)

    standing = submissions.standing_findings(repeated, replaced)
    findings = [*_of_reading(taken), *_refusals(files, repeated), *standing, *hearing.findings]
    return fates.judgement(files, findings, hearing.rules, repeated, replaced, period, run_id)


def _refusals(files: Sequence[ReadFile], repeated: Container[str]) -> list[Finding]:
    """Why a file that came again is refused again; nothing else of it is reported twice."""
    again = [file for file in files if file.file in repeated]
    return [found for found in _of_reading(again) if found.severity == "reject_file"]


def _of_reading(files: Sequence[ReadFile]) -> list[Finding]:
    return [found for file in files for found in file.findings]


def accepted_rows(files: Sequence[ReadFile], judgement: Judgement) -> list[AcceptedRow]:
    """The rows that count after a judgement (loaded, or equal to one that is), in order of arrival."""
    return [
        AcceptedRow(sheet.entity, file.unit_code or "", file.file, sheet.sheet, row)
        for file in files
        for sheet in file.sheets
        for row in sheet.rows
        if judgement.fates[file.file, sheet.sheet, row.number] in ("loaded", "duplicate")
    ]
