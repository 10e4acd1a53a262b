"""One part of a month on its way through the scopes of rules, each of which sees what the ones before it left."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from township_sync.checks import fates, submissions, units_together
from township_sync.checks.corrections import corrected_rows
from township_sync.checks.findings import Surroundings
from township_sync.checks.hearing import Hearing
from township_sync.checks.joins import Sides
from township_sync.checks.months import (
    EntityFrames,
    crossing,
    entity_frames,
    heads,
    only_these,
    sides,
    without_corrected,
    without_replaced,
)
from township_sync.checks.parts import Part
from township_sync.checks.rule_check import RuleCheck
from township_sync.checks.standing import Standing, standing_of
from township_sync.checks.suites import Judge
from township_sync.compilers.definitions import Definitions
from township_sync.domain.finding import Finding, Scope
from township_sync.domain.judgement import Judgement, RowPlace

if TYPE_CHECKING:
    import pandas as pd

CROSSING: tuple[Scope, ...] = ("cross_row", "cross_entity")
Checks = Mapping[str, Sequence[RuleCheck]]


@dataclass(frozen=True, slots=True)
class Court:
    """What all parts of a month have in common: `repeated` files are not judged, `everywhere` is what can be looked up
    of all units, and the rules `between_units` are left to the month as a whole."""

    known: Definitions
    checks: Checks
    hearing: Hearing
    run_id: str
    repeated: Mapping[str, str]
    between_units: Checks
    within_units: Checks
    everywhere: Sides

    def frames(self, part: Part) -> dict[str, EntityFrames]:
        """The frames of a part."""
        words = {name: frozenset().union(*(check.words for check in some)) for name, some in self.checks.items()}
        return entity_frames(part, self.known.limits, words)

    def second_hearing(self, around: Surroundings) -> Hearing:
        """A hearing of rows that another row replaced; it is no part of what Great Expectations validates."""
        judge = Judge(f"{self.run_id}/superseded", self.known.period)
        return Hearing(judge, self.known.joins, self.checks, around)


class Trial:
    """One part before the court."""

    standing: Standing

    def __init__(self, part: Part, court: Court) -> None:
        self.part, self._court, self._hearing = part, court, court.hearing
        self._of_reading = [found for file in part.files for found in file.findings]
        self._month: dict[str, EntityFrames] = {}
        self._is_resting = False

    def judge(self, policy: Mapping[str, Any] | None) -> units_together.Part:
        """Judge the part's rows by themselves and against each other; what rules between units need of them.

        With the `policy`, files that leave out most of what was there wait for confirmation.
        """
        self._month, before = self._court.frames(self.part), len(self._hearing.findings)
        self._hearing.around = Surroundings.of(self.part.files, self._court.known.period)
        rejected = self._judge_sheets(before)
        self.standing = standing_of(self.part.files, self._court.repeated, rejected, policy)
        self._judge_rows(before)
        frames = self._crossing(fates.rejected_places(self._found_since(before)))
        self._hearing.hear(CROSSING, frames, self._sides(), self._court.within_units)
        return units_together.kept(frames, self._court.between_units)

    def rest(self) -> None:
        """Keep no more of the frames than tells what there is."""
        self._month = {name: heads(one) for name, one in self._month.items()}
        self._is_resting = True

    def judge_against_last_month(self, refused: frozenset[RowPlace]) -> None:
        """Set what still stands (`refused` rows do not) against last month."""
        if self._is_resting and self._hearing.is_possible(("period",), self._crossing(frozenset()), self._sides()):
            self._reopen()
        own = {file.file for file in self.part.files}
        frames = self._crossing(frozenset(place for place in refused if place[0] in own))
        self._hearing.around = self._around()
        self._hearing.hear(("period",), frames, self._sides())

    def good_before(self, found: Judgement) -> frozenset[RowPlace]:
        """Superseded rows whose successor is refused or disputed, and with which nothing of their own is wrong."""
        doubted = fates.doubted_before(self.part.files, found, self.standing.apart)
        if not doubted:
            return frozenset()
        second = self._court.second_hearing(self._around())
        some = {name: only_these(one, doubted) for name, one in self._court.frames(self.part).items()}
        if self._is_resting:
            self._reopen()
        second.hear(("cell",), _cells(some), self._sides())
        second.hear(("row",), _rows(some), self._sides())
        return doubted - fates.rejected_places([*self._of_reading, *second.findings])

    def _judge_sheets(self, before: int) -> frozenset[str]:
        """Rules of whole sheets, which may reject a file; the files that are rejected."""
        files = self.part.files
        rejected = fates.rejected_files(files, [])
        reported = submissions.reported_entities([file for file in files if file.file not in rejected])
        now = {**sides(self._month.values(), reported, rejected), **self._court.everywhere}
        self._hearing.hear(("sheet",), _cells(self._month), now)
        return fates.rejected_files(files, self._hearing.findings[before:])

    def _judge_rows(self, before: int) -> None:
        """Rules of cells, rows and columns; the standing learns which rows corrections replace."""
        standing = self.standing
        self._hearing.around = self._around()
        self._keep(lambda one: without_replaced(one, standing.replaced, standing.reported))
        self._hearing.hear(("cell",), _cells(self._month), self._sides())
        self._hearing.hear(("row",), _rows(self._month), self._sides())
        corrected = corrected_rows(self.part.files, standing.apart, standing.replaced, self._found_since(before))
        self.standing = replace(standing, corrected=corrected)
        self._leave_out_corrected()
        self._hearing.hear(("column",), _rows(self._month), self._sides())

    def _reopen(self) -> None:
        standing = self.standing
        self._month, self._is_resting = self._court.frames(self.part), False
        self._keep(lambda one: without_replaced(one, standing.replaced, standing.reported))
        self._leave_out_corrected()

    def _leave_out_corrected(self) -> None:
        corrected, only = self.standing.corrected, self.standing.only_corrected
        if corrected or only:
            self._keep(lambda one: without_corrected(one, corrected, only))

    def _crossing(self, refused: frozenset[RowPlace]) -> dict[str, "pd.DataFrame"]:
        fallen = fates.rejected_row_ids(refused, self._month)
        return {name: crossing(one, self.standing.apart, fallen[name]) for name, one in self._month.items()}

    def _found_since(self, before: int) -> list[Finding]:
        return [*self._of_reading, *self._hearing.findings[before:]]

    def _around(self) -> Surroundings:
        standing = self.standing
        return Surroundings.of(self.part.files, self._court.known.period, standing.apart, standing.replaced)

    def _keep(self, change: Callable[[EntityFrames], EntityFrames]) -> None:
        self._month = {name: change(one) for name, one in self._month.items()}

    def _sides(self) -> Sides:
        own = sides(self._month.values(), self.standing.reported, self.standing.apart)
        return {**own, **self._court.everywhere}


def _cells(month: Mapping[str, EntityFrames]) -> dict[str, "pd.DataFrame"]:
    return {name: one.cells for name, one in month.items()}


def _rows(month: Mapping[str, EntityFrames]) -> dict[str, "pd.DataFrame"]:
    return {name: one.rows for name, one in month.items()}
