"""A rule whose data is not there is not run, for that unit and by name; nobody may take it for passed."""

from golden.months import Case, case
from township_sync.domain.judgement import Judgement, NotRun
from township_sync.steps.judge import judge
from township_sync.steps.report_not_run import not_run_notes
from township_sync.workbooks.receipt import Receipt
from township_sync.workbooks.receipt_page import receipt_page
from township_sync.workbooks.wording import words


def judged(month: Case) -> Judgement:
    return judge(month.files, month.period, month.previous, month.loaded)


def test_a_unit_without_a_register_is_named_with_the_rules_that_need_it() -> None:
    found = judged(case("posts"))
    rule = "post_without_employment_form"
    assert NotRun("430981115", "public_welfare_post", rule, "worker_employment", "this") in found.not_run
    assert [one.unit_code for one in found.not_run if one.slug == rule] == ["430981115"]
    assert not {one.slug for one in found.not_run} & {"wage_out_of_range", "person_in_two_active_posts"}


def test_without_last_month_every_rule_about_two_months_is_named() -> None:
    month = case("numbers_and_cells")
    lacking = {one.slug for one in judged(month).not_run
               if (one.unit_code, one.missing, one.month) == ("430981114", "worker_employment", "last_month")}
    assert lacking == {
        "shifted_rows_suspected", "row_count_drift", "identical_to_last_month", "person_missing_this_month",
        "new_person_without_change_record", "status_changed_without_change_record",
        "wage_jump_without_change_record", "dead_person_employed",
    }


def test_a_list_that_did_not_come_this_month_leaves_nobody_missing_and_says_so() -> None:
    found = judged(case("limits_of_months"))
    assert NotRun("430981113", "worker_employment", "person_missing_this_month", "worker_employment", "this") \
        in found.not_run


def test_the_receipt_of_a_workbook_tells_what_was_not_asked_about_its_sheets() -> None:
    not_run = [one for one in judged(case("posts")).not_run if one.unit_code == "430981115"]
    lines = not_run_notes(not_run, {"public_welfare_post"}, words()["receipt"])
    assert len(lines) == 2 and "缺本月的“劳动力就业信息”" in lines[0] and "缺上月的“扶贫公益性岗位安置”" in lines[1]
    assert not_run_notes(not_run, {"recruiter"}, words()["receipt"]) == []
    receipt = Receipt("阳罗洲镇", "2020-05", "五月.xlsx", "0" * 64, "accepted", not_run=lines)
    page = receipt_page([], [], receipt, "回执", "问题清单", None)
    told = [str(cell.value) for row in page.rows for cell in row]
    assert words()["receipt"]["not_run"] in told and set(lines) <= set(told)
