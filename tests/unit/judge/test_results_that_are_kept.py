"""What is kept of Great Expectations' answers: every rule that ran, its rows by place, and not one value of a cell."""

import json
from typing import Any

import great_expectations as gx
import pytest
from great_expectations.checkpoint.actions import ValidationAction
from great_expectations.core import ExpectationSuiteValidationResult

from township_sync.checks.checkpoints import KeepResults
from township_sync.checks.results import kept_result
from township_sync.compilers.definitions import definitions
from township_sync.compilers.suites import compile_checks
from township_sync.domain.contract import contracts
from township_sync.domain.judgement import Judgement
from township_sync.domain.period import Month
from township_sync.domain.validation import SCOPES_OF_A_LOAD
from township_sync.steps.quality import judged_offline, rule_lines
from unit.documents.judged_months import judgement


@pytest.fixture(scope="module")
def judged() -> Judgement:
    return judgement("workers")


def entries(judged: Judgement) -> list[dict[str, Any]]:
    return [entry for each in judged.validated.validations for entry in each.result["results"]]


def test_a_checkpoint_of_the_load_and_one_of_the_month_hold_every_validation(judged: Judgement) -> None:
    load, month = judged.validated.checkpoints
    of_a_load = [each for each in judged.validated.validations if each.scope in SCOPES_OF_A_LOAD]
    assert (load.name, load.evaluated) == ("load", len(of_a_load))
    assert (month.name, month.evaluated) == ("month", len(judged.validated.validations))
    clean = [each for each in judged.validated.validations if each.result["success"]]
    assert 0 < month.successful == len(clean) < month.evaluated


def test_the_action_of_the_checkpoints_is_known_to_great_expectations() -> None:
    assert issubclass(KeepResults, ValidationAction)
    written: dict[str, Any] = {"name": "month", "validation_definitions": [], "actions": [{"type": "keep_results"}]}
    assert isinstance(gx.Checkpoint(**written).actions[0], KeepResults)


def test_every_rule_that_ran_has_its_answer_and_no_other(judged: Judgement) -> None:
    ran = {(run.entity, run.slug) for run in judged.rules if run.outcome != "not_run"}
    answered = {
        (each.entity, entry["expectation_config"]["meta"]["slug"])
        for each in judged.validated.validations for entry in each.result["results"]
    }
    assert answered == ran


def test_outcomes_in_the_results_are_those_of_the_ledger(judged: Judgement) -> None:
    lines = rule_lines(judged_offline([], judged))
    assert {line.outcome for line in lines} == {"passed", "failed", "not_run"}
    for line in lines:
        assert (line.unexpected > 0) == (line.outcome == "failed"), line.slug
        assert bool(line.reason) == (line.outcome == "not_run"), line.slug


def test_rows_at_fault_stand_at_their_place(judged: Judgement) -> None:
    found = {(one.file, one.sheet, one.row) for one in judged.findings if one.slug == "sex_contradicts_id"}
    [entry] = [one for one in entries(judged) if one["expectation_config"]["meta"]["slug"] == "sex_contradicts_id"]
    places = entry["result"]["unexpected_index_list"]
    assert found
    assert {(place["_file"], place["_sheet"], row) for place in places for row in place["_row"]} == found
    assert entry["result"]["unexpected_count"] == len(found)


def test_what_is_kept_can_be_read_by_great_expectations_again(judged: Judgement) -> None:
    for each in judged.validated.validations:
        again = ExpectationSuiteValidationResult(**json.loads(json.dumps(each.result)))
        assert again.suite_name == each.name
        assert len(again.results) == each.result["statistics"]["evaluated_expectations"]


def test_every_expectation_tells_in_chinese_what_it_looks_for_and_how_bad_it_is(judged: Judgement) -> None:
    told = {one["expectation_config"]["meta"]["slug"]: one["expectation_config"] for one in entries(judged)}
    assert told["sex_contradicts_id"]["description"].startswith("性别")
    assert {one["severity"] for one in told.values()} == {"critical", "warning"}
    assert all(any("一" <= sign <= "鿿" for sign in one["description"]) for one in told.values())


def test_a_value_that_the_library_would_report_is_not_kept() -> None:
    import pandas as pd

    said = {
        "suite_name": "a.cell", "success": False, "meta": {"great_expectations_version": "1", "note": "张丰"},
        "statistics": {"evaluated_expectations": 1, "successful_expectations": 0, "unsuccessful_expectations": 1},
        "results": [{
            "success": False, "exception_info": {"exception_message": "张丰"},
            "expectation_config": {"type": "t", "kwargs": {"batch_id": "张丰"}, "meta": {"check": 0},
                                   "severity": "info"},
            "result": {"element_count": 1, "unexpected_count": 1, "unexpected_list": ["张丰"], "observed_value": "张丰",
                       "partial_unexpected_list": ["张丰"],
                       "unexpected_index_list": [{"_row_id": [3], "name": ["张丰"]}]},
        }],
    }
    place = {"_file": ["甲 13812345678.xlsx"], "_sheet": ["表"], "_origin": ["this"], "_row": [7]}
    frame = pd.DataFrame(place, index=[3])
    kept = json.dumps(kept_result(said, frame), ensure_ascii=False)
    assert "张丰" not in kept
    assert "13812345678" not in kept
    assert '"_row": [7]' in kept


@pytest.mark.parametrize("entity", list(contracts()))
def test_every_check_has_a_chinese_description(entity: str) -> None:
    for check in compile_checks(entity, definitions(Month(2020, 5))):
        assert check.description != check.slug
