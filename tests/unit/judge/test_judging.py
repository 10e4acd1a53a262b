"""What a judgement is besides its findings: fates, standings, the ledger of rules, and the runs behind them."""

import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from golden.months import Case, case, told
from township_sync.checks.heard_ledger import Ledger
from township_sync.checks.one_pass import Found
from township_sync.checks.rule_check import RuleCheck
from township_sync.checks.suites import Judge
from township_sync.compilers import suites
from township_sync.domain.contract import contract
from township_sync.domain.finding import Finding, rules
from township_sync.domain.judgement import Judgement
from township_sync.domain.period import Month
from township_sync.domain.table import ReadFile
from township_sync.errors import TerminalError
from township_sync.steps.judge import accepted_rows, judge

pytestmark = pytest.mark.usefixtures("remembering")


def judged(month: Case, **others: Any) -> Judgement:
    return judge(month.files, month.period, month.previous, month.loaded, **others)


def test_every_data_row_has_one_fate() -> None:
    month = case("versions")
    rows = [(file.file, sheet.sheet, row.number) for file in month.files for sheet in file.sheets for row in sheet.rows]
    assert sorted(judged(month).fates) == sorted(rows)


def test_a_replaced_entity_a_repeated_file_and_a_rejected_file_load_nothing() -> None:
    found = judged(case("versions"))
    assert found.fates["1.xlsx", "就业", 4] == "superseded"
    assert found.fates["1.xlsx", "招聘", 4] == "rejected"
    assert found.fates["3.xlsx", "就业", 4] == "superseded"
    assert found.fates["5.xlsx", "就业", 4] == "rejected"
    assert found.verdicts["1.xlsx"].entities_superseded == {"worker_employment"}
    assert [name for name, verdict in found.verdicts.items() if not verdict.is_current] == ["3.xlsx", "5.xlsx"]


def test_files_of_one_bundle_add_up() -> None:
    found = judged(case("versions"))
    assert [fate for place, fate in found.fates.items() if place[0].startswith("4.zip")] == ["loaded"] * 4


def test_equal_rows_are_loaded_once_and_the_others_are_duplicates() -> None:
    fates = judged(case("numbers_and_cells")).fates
    assert (fates["a.xlsx", "就业", 18], fates["a.xlsx", "就业", 19]) == ("loaded", "duplicate")


def test_a_person_of_two_townships_is_held_aside_in_both_and_not_accepted() -> None:
    month = case("workers")
    found = judged(month)
    assert found.fates["a.xlsx", "就业", 28] == found.fates["b.xlsx", "就业", 4] == "held_aside"
    accepted = {(row.file, row.row.number) for row in accepted_rows(month.files, found)}
    assert ("a.xlsx", 28) not in accepted
    assert ("a.xlsx", 4) in accepted


def test_held_rows_are_loaded_and_name_what_holds_them() -> None:
    held = judged(case("recruiters")).held
    assert {place[2]: slugs for place, slugs in held.items()} == {
        5: {"recruiter_incomplete"}, 6: {"recruiter_incomplete"}, 8: {"recruiter_not_verified"},
        9: {"recruiter_not_verified"}, 11: {"recruiter_not_verified"}, 12: {"recruiter_untrue"},
    }


def test_what_blocks_an_export_is_said_by_unit_and_entity() -> None:
    blocked = judged(case("workers")).blocked | judged(case("posts")).blocked | judged(case("other_sheets")).blocked
    assert blocked == {
        ("430981116", "worker_employment", "block_sync"), ("430981114", "public_welfare_post", "block_quarterly"),
        ("430981114", "subsidy", "block_sync"),
    }


def test_a_rule_without_its_data_was_not_run_and_says_why() -> None:
    ledger = {(run.entity, run.slug): run for run in judged(case("job_posts")).rules}
    assert ledger["job_post", "headcount_not_positive"].outcome == "failed"
    assert ledger["job_post", "uscc_form"].outcome == "passed"
    missing = ledger["worker_employment", "person_missing_this_month"]
    assert (missing.outcome, missing.reason) == ("not_run", "No worker_employment of last month is there.")


def test_without_last_month_the_rules_of_the_period_were_not_run() -> None:
    month = case("workers")
    found = judge(month.files, month.period, None)
    workers = [run for run in found.rules if run.entity == "worker_employment"]
    period = [run for run in workers if rules()[run.slug].scope == "period"]
    assert {(run.outcome, run.reason) for run in period} == {
        ("not_run", "No worker_employment of last month is there.")
    }


def test_every_rule_of_a_received_entity_is_in_the_ledger_once() -> None:
    runs = [(run.entity, run.slug) for run in judged(case("workers")).rules]
    own = {("worker_employment", entry["meta"]["slug"]) for entry in suites.entries("worker_employment")}
    assert len(runs) == len(set(runs))
    assert own <= set(runs)


def test_a_finding_carries_the_run_that_made_it_and_the_ledger_knows_that_run() -> None:
    month = case("job_posts")
    found = judge(month.files, month.period, run_id="load-7")
    assert {finding.made_by for finding in found.findings} == {"load-7/job_post.row", "load-7/job_post.cross_row"}
    assert {finding.made_by for finding in found.findings} <= {run.run_id for run in found.rules}


def test_findings_and_their_messages_hold_no_whole_number() -> None:
    for name in ("workers", "accounts", "numbers_and_cells"):
        for finding in judged(case(name)).findings:
            shown = f"{finding.value}{finding.message}{dict(finding.details)}"
            assert not re.search(r"439999\d{4}|\d{11}", shown), told(finding)


def test_an_expectation_that_raises_is_an_error_and_names_no_value() -> None:
    month = case("job_posts")
    wrong = RuleCheck("job_post", "headcount_not_positive", "expect_column_values_to_be_between",
                      {"column": "job_title", "min_value": 1}, "all")
    with pytest.raises(TerminalError, match=r"headcount_not_positive of job_post .* not be judged: \w+") as raised:
        _ask(month, [wrong])
    assert "缝纫工" not in str(raised.value)


def test_a_column_that_is_not_there_is_an_error_and_never_a_pass() -> None:
    gone = RuleCheck("job_post", "job_post_expired", "expect_column_values_to_be_unique", {"column": "nowhere"}, "all")
    with pytest.raises(TerminalError, match="job_post_expired"):
        _ask(case("job_posts"), [gone])


def test_a_rule_without_a_line_in_the_ledger_is_an_error_although_no_results_are_wanted(
    monkeypatch: pytest.MonkeyPatch
) -> None:
    enter = Ledger.enter

    def forgetful(ledger: Ledger, check: RuleCheck, found: Found) -> None:
        if check.slug != "headcount_not_positive":
            enter(ledger, check, found)

    monkeypatch.setattr(Ledger, "enter", forgetful)
    month = case("job_posts")
    with pytest.raises(TerminalError, match="rule headcount_not_positive of job_post has no line in the ledger"):
        judge(month.files, Month(2020, 6), run_id="forgetful")


def _ask(month: Case, checks: Sequence[RuleCheck]) -> None:
    from township_sync.checks.frames import build, rows_of_files

    frame = build(contract("job_post"), rows_of_files(month.files, "job_post"), "this")
    Judge("test", Month(2020, 5)).ask("job_post.row", frame, checks)


def test_a_required_column_that_a_sheet_lacks_is_not_reported_for_every_row() -> None:
    month = case("job_posts")
    file = month.files[0]
    lacking = [name for name in contract("job_post").by_field if name != "headcount"]
    rows = [replace(row, values={**row.values, "headcount": None}) for row in file.sheets[0].rows]
    sheet = replace(file.sheets[0], rows=rows, columns={name: at for at, name in enumerate(lacking, 1)})
    found = judge([replace(file, sheets=[sheet])], month.period).findings
    assert "required_value_missing" not in {finding.slug for finding in found}


def test_a_file_that_came_again_and_is_refused_again_says_why() -> None:
    bad = Finding("unreadable_file", "1.xlsx")
    files = [ReadFile(name, "same", "430981114", "2020-05", "xlsx", (), (replace(bad, file=name),))
             for name in ("1.xlsx", "2.xlsx")]
    found = judge(files, Month(2020, 5))
    assert [verdict.status for verdict in found.verdicts.values()] == ["rejected", "rejected"]
    assert sorted((finding.file, finding.slug) for finding in found.findings) == [
        ("1.xlsx", "unreadable_file"), ("2.xlsx", "identical_file_again"), ("2.xlsx", "unreadable_file"),
    ]


def test_wiring_the_judge_loads_no_heavy_library() -> None:
    asked = "import sys, township_sync.steps.judge; print({'pandas', 'great_expectations'} & set(sys.modules))"
    said = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "set()"
