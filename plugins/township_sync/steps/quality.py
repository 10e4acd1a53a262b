"""Quality: by which rules a month was judged, and how each of them ended, for each entity."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from township_sync.domain.finding import Rule, rule, title_of
from township_sync.domain.judged_month import JudgedFile, JudgedMonth
from township_sync.domain.judgement import Judgement, NotRun, RuleOutcome, RuleRun
from township_sync.domain.table import ReadFile
from township_sync.domain.validation import Validation
from township_sync.errors import UsageError
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.validations import judged_months, with_answers

Expectation = Mapping[str, Any]
"""One entry of a kept validation result"""


@dataclass(frozen=True, slots=True)
class RuleLine:
    """How one rule ended for one entity.

    `evaluated` are the rows it looked at (those of the expectation that looked at most), `unexpected` what is not as
    expected (cells, where it asks for several columns); both 0 when it was not run, of which `reason` tells why.
    `not_run` names the units about whose rows it could not be asked although it was about those of others.
    """

    entity: str
    slug: str
    outcome: RuleOutcome
    reason: str
    evaluated: int
    unexpected: int
    expectations: Sequence[Expectation]
    validation: str
    not_run: Sequence[NotRun] = ()

    @property
    def rule(self) -> Rule:
        return rule(self.slug)

    @property
    def headers(self) -> tuple[str, ...]:
        """The columns at fault, by field, in the order of asking."""
        named = (each["expectation_config"]["meta"].get("column") for each in self.expectations)
        return tuple(dict.fromkeys(name for name in named if name))

    def as_json(self) -> dict[str, Any]:
        """Everything but the expectations themselves."""
        told = {name: value for name, value in asdict(self).items() if name != "expectations"}
        return {**told, "title": title_of(self.slug), "clause": self.rule.clause, "severity": self.rule.severity}


def judged_month(connection: Connection, period: str, run_id: str | None = None) -> JudgedMonth:
    """The newest judging of a month, or the one of a run, with all that is kept of it; UsageError when none is."""
    found = [each for each in judged_months(connection, period) if run_id in (None, each.run_id)]
    if not found:
        which = f"the run {run_id} of {period}" if run_id else period
        raise UsageError(f"Nothing is kept of {which}; `township-sync quality {period} --runs` lists what is.")
    return with_answers(connection, found[0])


def newest_judged(connection: Connection) -> list[JudgedMonth]:
    """The newest judging of every month, with all that is kept of it, months in order."""
    newest: dict[str, JudgedMonth] = {}
    for each in judged_months(connection):
        newest.setdefault(each.period, each)
    return [with_answers(connection, each) for each in newest.values()]


def judged_offline(files: Sequence[ReadFile], judgement: Judgement) -> JudgedMonth:
    """The same of a check that leaves nothing behind."""
    told = tuple(
        JudgedFile(file.file, file.unit_code, judgement.verdicts[file.file].status,
                   tuple((sheet.sheet, sheet.entity, len(sheet.rows)) for sheet in file.sheets))
        for file in files
    )
    return JudgedMonth(judgement.period, judgement.run_id, None, None, judgement.rules, judgement.validated, told,
                       judgement.not_run)


def rule_lines(judged: JudgedMonth) -> list[RuleLine]:
    """One line for each rule and entity, in the order of asking; a rule without data is there as not run."""
    answered = _by_rule(judged.validated.validations)
    lacking: dict[tuple[str, str], list[NotRun]] = defaultdict(list)
    for each in judged.not_run:
        lacking[each.entity, each.slug].append(each)
    return [
        _line(run, answered.get((run.entity, run.slug), ([], "")), lacking[run.entity, run.slug])
        for run in judged.rules
    ]


def _line(run: RuleRun, answered: tuple[list[Expectation], str], lacking: Sequence[NotRun]) -> RuleLine:
    expectations, validation = answered
    counts = [each["result"] for each in expectations]
    evaluated = max((count.get("element_count", 0) for count in counts), default=0)
    unexpected = sum(count.get("unexpected_count", 0) for count in counts)
    not_run = tuple(lacking) if run.outcome != "not_run" else ()
    return RuleLine(run.entity, run.slug, run.outcome, run.reason, evaluated, unexpected, expectations, validation,
                    not_run)


def _by_rule(validations: Sequence[Validation]) -> dict[tuple[str, str], tuple[list[Expectation], str]]:
    found: dict[tuple[str, str], list[Expectation]] = defaultdict(list)
    names: dict[tuple[str, str], str] = {}
    for validation in validations:
        for each in validation.result["results"]:
            key = validation.entity, each["expectation_config"]["meta"]["slug"]
            found[key].append(each)
            names[key] = validation.name
    return {key: (each, names[key]) for key, each in found.items()}


def as_json(judged: JudgedMonth) -> dict[str, Any]:
    """The judging as JSON: the run, its checkpoints, a line for each rule, and Great Expectations' own results."""
    return {
        "period": judged.period,
        "run_id": judged.run_id,
        "judged_at": judged.judged_at.isoformat() if judged.judged_at else None,
        "definitions": judged.validated.definitions,
        "engine": judged.validated.engine,
        "checkpoints": [{**asdict(each), "success": each.success} for each in judged.validated.checkpoints],
        "rules": [line.as_json() for line in rule_lines(judged)],
        "validations": {each.name: each.result for each in judged.validated.validations},
    }


def rows_of_file(expectation: Expectation, file: str) -> Iterator[tuple[str, list[int]]]:
    """The rows at fault of one file: (sheet, row numbers)."""
    for place in expectation["result"]["unexpected_index_list"]:
        if place["_file"] == file and place["_origin"] == "this":
            yield place["_sheet"], place["_row"]
