"""Judge: one month over all current submissions, by the suites of `expectations/` (shared by `check` and `run`)."""

from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from township_sync.checks import fates, submissions
from township_sync.checks.corrections import corrected_rows
from township_sync.checks.findings import Surroundings
from township_sync.checks.hearing import Hearing
from township_sync.checks.joins import Sides
from township_sync.checks.months import (
    EntityFrames,
    crossing,
    entity_frames,
    only_these,
    sides,
    without_corrected,
    without_replaced,
)
from township_sync.checks.standing import Standing, standing_of
from township_sync.checks.suites import Judge
from township_sync.compilers.definitions import definitions
from township_sync.compilers.suites import compile_checks
from township_sync.domain.contract import contracts
from township_sync.domain.finding import Finding
from township_sync.domain.judgement import AcceptedRow, Judgement, RowPlace
from township_sync.domain.period import Month
from township_sync.domain.table import ReadFile

if TYPE_CHECKING:
    import pandas as pd


def judge(
    files: Sequence[ReadFile], period: Month, previous: Sequence[AcceptedRow] | None = None,
    loaded: Sequence[AcceptedRow] = (), run_id: str = "offline", with_history: bool = False,
) -> Judgement:
    """The verdict on one month.

    `files` are all files of the month in order of arrival, with the findings of reading; `previous` the rows accepted
    last month (None: not known), `loaded` the rows in force of every unit: they count where the unit has no row of the
    entity in a full file that counts this month. `run_id` begins the id of every Great Expectations run.
    `with_history` is for a judgement that is merged: files that leave out most of what was there wait for
    confirmation, and superseded rows are judged by themselves where their successor is refused. TerminalError when
    a rule could not be judged, DefinitionError when an entry of `expectations/` cannot be understood.
    """
    trial = _Trial(files, period, previous, loaded, run_id)
    rejected = trial.judge_sheets()
    standing = standing_of(trial.taken, trial.repeated, rejected, trial.known.policy if with_history else None)
    standing = trial.judge_rows_by_themselves(standing)
    trial.judge_rows_together(standing)
    told = submissions.standing_findings(trial.repeated, standing.replaced)
    findings = [*trial.of_reading, *_refusals(files, trial.repeated), *told, *trial.hearing.findings]
    found = fates.judgement(files, findings, trial.hearing.rules, standing, period, run_id)
    return replace(found, good=trial.good_before(found, standing)) if with_history else found


class _Trial:
    """One month on its way through the scopes of rules, each of which sees what the ones before it left standing."""

    def __init__(
        self, files: Sequence[ReadFile], period: Month, previous: Sequence[AcceptedRow] | None,
        loaded: Sequence[AcceptedRow], run_id: str,
    ) -> None:
        self.known, self._period, self._run_id = definitions(period), period, run_id
        self._checks = {name: compile_checks(name, self.known) for name in contracts()}
        self.repeated = submissions.repeated_files(files)
        self.taken = [file for file in files if file.file not in self.repeated]
        self.of_reading = [found for file in self.taken for found in file.findings]
        self._everything = entity_frames(self.taken, previous or (), loaded, self.known.limits)
        self._month = self._everything
        self.hearing = self._hearing(run_id, Surroundings.of(self.taken, period))

    def _hearing(self, run_id: str, around: Surroundings) -> Hearing:
        return Hearing(Judge(run_id, self._period), self.known.joins, self._checks, around)

    def judge_sheets(self) -> frozenset[str]:
        """Rules of whole sheets, which may reject a file; the files that are rejected."""
        rejected = fates.rejected_files(self.taken, [])
        reported = submissions.reported_entities([file for file in self.taken if file.file not in rejected])
        self.hearing.hear(("sheet",), _cells(self._month), sides(self._month.values(), reported, rejected))
        return fates.rejected_files(self.taken, self.hearing.findings)

    def judge_rows_by_themselves(self, standing: Standing) -> Standing:
        """Rules of cells, rows and columns; the standing with the rows that corrections replace."""
        self.hearing.around = Surroundings.of(self.taken, self._period, standing.apart, standing.replaced)
        self._keep(lambda one: without_replaced(one, standing.replaced, standing.reported))
        now = self._sides(standing)
        self.hearing.hear(("cell",), _cells(self._month), now)
        self.hearing.hear(("row",), _rows(self._month), now)
        found = [*self.of_reading, *self.hearing.findings]
        corrected = corrected_rows(self.taken, standing.apart, standing.replaced, found)
        if corrected or standing.only_corrected:
            self._keep(lambda one: without_corrected(one, corrected, standing.only_corrected))
        self.hearing.hear(("column",), _rows(self._month), self._sides(standing))
        return replace(standing, corrected=corrected)

    def judge_rows_together(self, standing: Standing) -> None:
        """Rows stand against each other as they are after their own rules; only what still stands meets last month."""
        now = self._sides(standing)
        for scopes in (("cross_row", "cross_entity"), ("period",)):
            fallen = fates.rejected_row_ids([*self.of_reading, *self.hearing.findings], self._month)
            frames = {name: crossing(one, standing.apart, fallen[name]) for name, one in self._month.items()}
            self.hearing.hear(scopes, frames, now)

    def good_before(self, found: Judgement, standing: Standing) -> frozenset[RowPlace]:
        """Superseded rows whose successor is refused or disputed, and with which nothing of their own is wrong."""
        doubted = fates.doubted_before(self.taken, found, standing.apart)
        if not doubted:
            return frozenset()
        second = self._hearing(f"{self._run_id}/superseded", self.hearing.around)
        some = {name: only_these(one, doubted) for name, one in self._everything.items()}
        now = self._sides(standing)
        second.hear(("cell",), _cells(some), now)
        second.hear(("row",), _rows(some), now)
        return doubted - fates.rejected_places([*self.of_reading, *second.findings])

    def _keep(self, change: Callable[[EntityFrames], EntityFrames]) -> None:
        self._month = {name: change(one) for name, one in self._month.items()}

    def _sides(self, standing: Standing) -> Sides:
        return sides(self._month.values(), standing.reported, standing.apart)


def _cells(month: Mapping[str, EntityFrames]) -> dict[str, "pd.DataFrame"]:
    return {name: one.cells for name, one in month.items()}


def _rows(month: Mapping[str, EntityFrames]) -> dict[str, "pd.DataFrame"]:
    return {name: one.rows for name, one in month.items()}


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
