"""Arguments and conditions of expectations, in words of the sheets."""

from typing import Any

import pytest

from township_sync.domain.judgement import NotRun
from township_sync.domain.unit import units
from township_sync.steps.data_docs_words import (
    argument_text,
    arguments,
    column_text,
    condition_text,
    not_run_texts,
    reason_text,
)

WORKER, POST = "worker_employment", "public_welfare_post"


@pytest.mark.parametrize(("name", "said"), [
    ("employment_status", "就业状态"), ("_unit", "报送单位"), ("start_date__unfit", "就业开始日期已判为无效"),
    ("last_month__monthly_wage", "上月的月工资(元)"), ("register__found", "就业信息表中有对应的行"),
    ("post_no", "岗位编号"), ("nobody_knows_it", "nobody_knows_it"),
])
def test_a_column_is_told_by_its_header(name: str, said: str) -> None:
    assert column_text(name, WORKER) == said


@pytest.mark.parametrize(("entity", "condition", "said"), [
    (WORKER, '(employment_status == "1") and not start_date__unfit',
     "(就业状态 ＝ 已就业) 且 非 就业开始日期已判为无效"),
    (WORKER, 'sex in ["1", "2"]', "性别 属于 [男, 女]"),
    (WORKER, "id_no.notnull() and register__received", "身份证号已填 且 就业信息表已报送"),
    (WORKER, "change_type.isnull()", "变动类型没有填"),
    (WORKER, 'last_month__employment_status == "1"', "上月的就业状态 ＝ 已就业"),
    (POST, "monthly_pay >= 100", "月岗位补贴(元) ≥ 100"),
])
def test_a_condition_is_told_with_headers_and_labels(entity: str, condition: str, said: str) -> None:
    assert condition_text(condition, entity) == said


@pytest.mark.parametrize(("name", "value", "said"), [
    ("max_value", "2020-05-31T00:00:00", "2020-05-31"), ("strict_min", True, "是"), ("value_set", ["1", "2"], "1、2"),
    ("demanded_if", {"employer_name": {"employment_form": ["01"]}}, "就业单位：就业形式：01"),
    ("ignore_row_if", "either_value_is_missing", "有一个值没有填的行"),
    ("regex", "x" * 500, "x" * 400 + "…"),
])
def test_an_argument_is_told_as_a_clerk_would_write_it(name: str, value: Any, said: str) -> None:
    assert argument_text(name, value, WORKER) == said


def test_arguments_come_in_our_order_and_those_without_a_word_at_the_end() -> None:
    given = {"novel": 1, "max_value": 2, "column": "mobile", "min_value": None}
    assert arguments(given, WORKER) == [("列", "联系电话"), ("最大", "2"), ("novel", "1")]


def test_a_reason_that_no_pattern_fits_is_told_as_it_is() -> None:
    assert reason_text("No job_post of this or last month is there.") == "本月和上月都没有《招聘岗位》"
    assert reason_text("Something else.") == "Something else."


def test_units_of_which_a_rule_said_nothing_are_named_with_what_was_missing() -> None:
    codes = list(units())[:6]
    lacking = [NotRun(code, WORKER, "wage_jump_without_change_record", WORKER, "last_month") for code in codes]
    [told] = not_run_texts(lacking)
    assert told.endswith("等6个单位未核查（上月《劳动力就业信息》没有收到）")
    assert list(units().values())[3].name in told and list(units().values())[4].name not in told
    assert not_run_texts([NotRun("1", POST, "x", WORKER, "this")]) == ["1未核查（本月《劳动力就业信息》没有收到）"]
