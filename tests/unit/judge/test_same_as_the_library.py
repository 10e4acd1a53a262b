"""One pass finds what Great Expectations' own pandas engine finds, and a rule that was not asked is never a pass."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pytest

from golden.months import CASES, Case, case
from township_sync.bench.judge_peers import by_the_library
from township_sync.checks.heard_ledger import Ledger
from township_sync.checks.one_pass import Found
from township_sync.checks.rule_check import RuleCheck
from township_sync.checks.suites import Answer, Judge
from township_sync.errors import TerminalError
from township_sync.steps.judge import judge

if TYPE_CHECKING:
    import pandas as pd

_ASK = Judge.ask


@pytest.mark.parametrize("name", CASES)
def test_every_suite_of_a_golden_month_finds_the_rows_that_the_library_finds(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def ask(self: Judge, suite: str, frame: "pd.DataFrame", checks: Sequence[RuleCheck]) -> list[Answer]:
        answers = _ASK(self, suite, frame, checks)
        ours = {f"{suite} {answer.check.slug} {number}": answer.row_ids for number, answer in enumerate(answers)}
        library = by_the_library(suite, frame, checks)
        assert ours == dict(zip(ours, library, strict=True))
        asked.append(suite)
        return answers

    monkeypatch.setattr(Judge, "ask", ask)
    _judge(case(name))
    assert asked


def test_a_rule_without_a_line_in_the_ledger_is_an_error_and_never_a_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    enter = Ledger.enter

    def forgetful(self: Ledger, check: RuleCheck, found: Found) -> None:
        if check.slug != "headcount_not_positive":
            enter(self, check, found)

    monkeypatch.setattr(Ledger, "enter", forgetful)
    with pytest.raises(TerminalError, match="headcount_not_positive of job_post"):
        _judge(case("job_posts"))


def _judge(month: Case) -> None:
    judge(month.files, month.period, month.previous, month.loaded, with_results=True)
