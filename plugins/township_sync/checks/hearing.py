"""One month before Great Expectations: stage by stage every rule is asked, or it is written down why it was not."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from township_sync.checks.findings import Surroundings, findings_of
from township_sync.checks.joins import Join, Sides, attach, received
from township_sync.checks.rule_check import RuleCheck
from township_sync.checks.suites import Answer, Judge
from township_sync.domain.finding import Finding, Scope
from township_sync.domain.judgement import NotRun, RuleOutcome, RuleRun
from township_sync.domain.validation import Validated

if TYPE_CHECKING:
    import pandas as pd

_MONTHS = {"this": "this month", "last_month": "last month", "this_else_last_month": "this or last month"}

_WEIGHT: dict[RuleOutcome, int] = {"not_run": 0, "passed": 1, "failed": 2}


class Hearing:
    """Collects the findings and the ledger of rules of one month."""

    def __init__(
        self, judge: Judge, joins: Mapping[str, Join], checks: Mapping[str, Sequence[RuleCheck]], around: Surroundings
    ) -> None:
        self.findings: list[Finding] = []
        self.rules: list[RuleRun] = []
        self.not_run: list[NotRun] = []
        self.around = around
        self._judge, self._joins, self._checks = judge, joins, checks

    def hear(
        self, scopes: Sequence[Scope], frames: Mapping[str, pd.DataFrame], sides: Sides,
        of_checks: Mapping[str, Sequence[RuleCheck]] | None = None,
    ) -> None:
        """Ask the rules of these scopes (or only these of them), each scope of each entity in one validation."""
        for entity, checks in (self._checks if of_checks is None else of_checks).items():
            for scope in scopes:
                asked = [check for check in checks if check.rule.scope == scope]
                if asked:
                    self._hear(scope, entity, asked, frames.get(entity), sides)

    def note(self, scopes: Sequence[Scope], frames: Mapping[str, pd.DataFrame],
             of_checks: Mapping[str, Sequence[RuleCheck]]) -> None:
        """Count rows of which these rules need not be asked, because they are as expected."""
        for entity, frame in frames.items():
            for scope in scopes:
                if asked := [check for check in of_checks[entity] if check.rule.scope == scope]:
                    self._judge.note(f"{entity}.{scope}", frame, asked)

    def is_possible(self, scopes: Sequence[Scope], frames: Mapping[str, pd.DataFrame], sides: Sides) -> bool:
        """Whether any rule of these scopes can be asked."""
        there = {entity: _origins(frame) for entity, frame in frames.items()}
        return any(
            not self._not_possible(check, there.get(entity, frozenset()), sides)
            for entity, checks in self._checks.items() for check in checks if check.rule.scope in scopes
        )

    def close(self, definitions: str) -> Validated:
        """Run the checkpoints over what was asked; `definitions` is the version of the definitions that asked it."""
        return self._judge.close(definitions)

    def _hear(
        self, scope: Scope, entity: str, checks: Sequence[RuleCheck], frame: pd.DataFrame | None, sides: Sides
    ) -> None:
        there = _origins(frame)
        reasons = {id(check): self._not_possible(check, there, sides) for check in checks}
        self.not_run += [line for check in checks for line in self._not_asked(check, frame, sides)]
        possible = [check for check in checks if not reasons[id(check)]]
        answers: list[Answer] = []
        if possible and frame is not None:
            wanted = [name for check in possible for name in check.joined]
            joined = attach(frame, entity, self._joins, wanted, sides)
            answers = self._judge.ask(f"{entity}.{scope}", joined, possible)
            self.findings += findings_of(answers, joined, self.around)
        self.rules += _ledger(entity, checks, answers, {check.slug: reasons[id(check)] for check in checks})

    def _not_possible(self, check: RuleCheck, there: Collection[str], sides: Sides) -> str:
        """Why a rule cannot be asked of rows of these origins, or nothing."""
        needed = "last_month" if check.rows == "last_month" else "this"
        if needed not in there:
            return f"No {check.entity} of {_MONTHS[needed]} is there."
        for name in sorted(check.joins):
            join = self._joins[name]
            if not received(join, check.entity, sides):
                return f"No {join.source(check.entity)} of {_MONTHS[join.month]} is there."
        return ""

    def _not_asked(self, check: RuleCheck, frame: pd.DataFrame | None, sides: Sides) -> Iterator[NotRun]:
        """The units about whose rows a rule says nothing, because the other side of the unit is not there."""
        if frame is None or not (check.joins or check.rows == "last_month"):
            return
        units = frozenset(frame.loc[frame["_origin"].eq("this"), "_unit"].unique())
        if check.rows == "last_month":
            known = frozenset(frame.loc[frame["_origin"].eq("last_month"), "_unit"].unique())
            yield from (NotRun(unit, check.entity, check.slug, check.entity, "last_month")
                        for unit in sorted(units - known))
            units = known
        for join in (self._joins[name] for name in sorted(check.joins)):
            lacking = units - received(join, check.entity, sides)
            yield from (NotRun(unit, check.entity, check.slug, join.source(check.entity), join.month)
                        for unit in sorted(lacking))
            units -= lacking


def _origins(frame: pd.DataFrame | None) -> frozenset[str]:
    return frozenset() if frame is None else frozenset(frame["_origin"].unique())


def _ledger(
    entity: str, checks: Sequence[RuleCheck], answers: Sequence[Answer], reasons: Mapping[str, str]
) -> list[RuleRun]:
    by_slug: dict[str, list[Answer]] = {}
    for answer in answers:
        by_slug.setdefault(answer.check.slug, []).append(answer)
    lines = []
    for slug in dict.fromkeys(check.slug for check in checks):
        said = by_slug.get(slug)
        outcome: RuleOutcome = "not_run" if not said else "failed" if any(one.row_ids for one in said) else "passed"
        lines.append(RuleRun(entity, slug, outcome, said[0].run_id if said else "", "" if said else reasons[slug]))
    return lines


def united_rules(lines: Sequence[RuleRun]) -> list[RuleRun]:
    """One line for each rule of each entity; of a month in parts what failed counts first, then what was asked."""
    found: dict[tuple[str, str], RuleRun] = {}
    for line in lines:
        known = found.setdefault((line.entity, line.slug), line)
        if _WEIGHT[line.outcome] > _WEIGHT[known.outcome]:
            found[line.entity, line.slug] = line
    return list(found.values())
