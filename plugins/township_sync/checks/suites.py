"""The only door to Great Expectations: suites on frames, answered by row ids, and the month's validations of it.

Every check is asked through the library's own conditions, in one pass over its frame (`one_pass.py`). What was found is
written into a ledger, and when the month is closed Great Expectations validates the ledger, one suite for each entity
and scope (`heard_rules.py`). Results hold row ids and counts, never values. A check that raised, or whose answer is not
there, is an error.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from itertools import chain
from typing import TYPE_CHECKING, Any, cast

from township_sync.checks.conditions import Conditions, great_expectations
from township_sync.checks.heard_ledger import Ledger, whole_ledger
from township_sync.checks.one_pass import Found, Pass
from township_sync.checks.results import kept_result
from township_sync.checks.rule_check import RuleCheck
from township_sync.domain.finding import Scope
from township_sync.domain.period import Month
from township_sync.domain.validation import Validated, Validation
from township_sync.errors import TerminalError

if TYPE_CHECKING:
    import pandas as pd

_SEVERITIES = {"reject_file": "critical", "reject_row": "critical", "warn": "warning", "info": "info"}
"""What our severities are called in the library's own vocabulary."""
_ERROR_KIND = re.compile(r"^[\w.]*?(\w+(?:Error|Exception|Comparison))\b", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Answer:
    """What one check found: the ids of the rows that are not as expected, and the run that says so."""

    check: RuleCheck
    row_ids: tuple[int, ...]
    run_id: str


class Judge:
    """Asks the checks of one month, and has Great Expectations validate what they found."""

    def __init__(self, run_id: str, period: Month) -> None:
        self.run_id = run_id
        # Our runs are told apart by name; their time is the month's, because nothing below the clock reads one.
        self._run_time = datetime.combine(period.last_day, time(), UTC)
        self._ledgers: dict[str, Ledger] = {}
        self._conditions = Conditions()

    def ask(self, name: str, frame: pd.DataFrame, checks: Sequence[RuleCheck]) -> list[Answer]:
        """Ask all checks of one frame; `name` (entity and scope) makes the run's id.

        A month too large for one frame is asked frame by frame; their row ids differ. TerminalError when a check could
        not be judged.
        """
        ledger = self._ledgers.setdefault(name, Ledger())
        asking = Pass(frame, self._conditions.of)
        answers = []
        for check in checks:
            ledger.expect(check)
        for check in checks:
            found = asking.ask(check)
            ledger.enter(check, found)
            answers.append(Answer(check, found.row_ids, f"{self.run_id}/{name}"))
        ledger.place(frame, chain.from_iterable(answer.row_ids for answer in answers))
        _refuse_what_has_no_line(ledger)
        return answers

    def note(self, name: str, frame: pd.DataFrame, checks: Sequence[RuleCheck]) -> None:
        """Count the rows of a frame that are as expected by what the checks are; of checks that were asked."""
        asking, ledger = Pass(frame), self._ledgers.get(name, Ledger())
        for check in ledger.known(checks):
            ledger.enter(check, Found(asking.rows_about(check), 0, ()))

    def close(self, definitions: str) -> Validated:
        """Have Great Expectations run the checkpoints of the month and of the load over what was found; what is kept.

        `definitions` is the version of the definitions by which it was asked. TerminalError when a rule has no answer.
        """
        from township_sync.checks.checkpoints import MonthOfCheckpoints

        gx = great_expectations()
        checkpoints = MonthOfCheckpoints(self.run_id, self._run_time)
        for name, ledger in self._ledgers.items():
            checkpoints.define(name, _configurations(name, ledger.asked))
        results = checkpoints.run(whole_ledger(self._ledgers))
        validations = tuple(_validation(name, ledger, results[name]) for name, ledger in self._ledgers.items())
        return Validated(definitions, f"great_expectations {gx.__version__}", checkpoints.outcomes, validations)


def _validation(name: str, ledger: Ledger, result: Any) -> Validation:
    _refuse_what_was_not_judged(ledger, result)
    entity, _, scope = name.rpartition(".")
    return Validation(entity, cast(Scope, scope), kept_result(_as_asked(result.to_json_dict()), ledger.places()))


def _configurations(name: str, checks: Sequence[RuleCheck]) -> list[dict[str, Any]]:
    return [
        {"type": "expect_rule_to_find_no_row", "description": check.description,
         "kwargs": {"validation": name, "check": number, "asked": _asked(check)},
         "severity": _SEVERITIES[check.rule.severity], "meta": {"check": number, **check.meta}}
        for number, check in enumerate(checks)
    ]


def _asked(check: RuleCheck) -> str:
    from great_expectations.util import convert_to_json_serializable

    asked = convert_to_json_serializable({"type": check.type, "kwargs": dict(check.kwargs)})
    return json.dumps(asked, sort_keys=True)


def _as_asked(result: dict[str, Any]) -> dict[str, Any]:
    """The result with each entry under the type and arguments that it has in expectations/."""
    for entry in result["results"]:
        entry["expectation_config"] |= json.loads(entry["expectation_config"]["kwargs"]["asked"])
    return result


def _refuse_what_has_no_line(ledger: Ledger) -> None:
    """A rule that nobody asked must not pass, be Great Expectations to validate the ledger or not."""
    for check in ledger.without_a_line():
        raise TerminalError(f"The rule {check.slug} of {check.entity} has no line in the ledger: it was not asked; "
                            "judge the month again.")


def _refuse_what_was_not_judged(ledger: Ledger, result: Any) -> None:
    said = {entry.expectation_config.meta["check"]: entry for entry in result.results}
    for number, check in enumerate(ledger.asked):
        raised = _raised(said[number].exception_info) if number in said else "it was not run"
        if raised:
            raise TerminalError(
                f"The rule {check.slug} of {check.entity} ({check.type}) has no answer for Great Expectations: "
                f"{raised}; judge the month again."
            )


def _raised(information: dict[str, Any]) -> str:
    """The kind of the first error behind an exception_info, without its text, which may quote a value."""
    entries = [information] if "raised_exception" in information else list(information.values())
    for entry in entries:
        if entry.get("raised_exception"):
            kinds = _ERROR_KIND.findall(entry["exception_traceback"] or "")
            return str(kinds[-1]) if kinds else "an error without a name"
    return ""
