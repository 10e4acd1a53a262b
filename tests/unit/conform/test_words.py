"""Names, codes, yes and no, units, free text, and the cells that say nothing."""

import pytest

from township_sync.domain.table import Cell

NAME = "worker_employment.person_name"
YES_NO = "worker_employment.relocated"
OPTIONAL_YES_NO = "worker_employment.insured"


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("张丰", "张丰"), ("张 丰", "张丰"), ("张　丰", "张丰"), (" 张丰\n", "张丰"), ("张\u200b丰", "张丰"),
        ("'张丰", "张丰"),
        ("买买提·吐尔逊", "买买提·吐尔逊"), ("买买提•吐尔逊", "买买提·吐尔逊"), ("买买提∙吐尔逊", "买买提·吐尔逊"),
        ("买买提⋅吐尔逊", "买买提·吐尔逊"), ("买买提・吐尔逊", "买买提·吐尔逊"), ("买买提．吐尔逊", "买买提·吐尔逊"),
        ("买买提.吐尔逊", "买买提·吐尔逊"), ("买买提●吐尔逊", "买买提·吐尔逊"), ("买买提 · 吐尔逊", "买买提·吐尔逊"),
        ("阿依·古丽·买买提", "阿依·古丽·买买提"), ("𠮷 丰", "𠮷丰"), ("㼆丰", "㼆丰"), ("\u2f34丰", "\u2f34丰"),
        ("Anna Li", "Anna Li"), ("Anna  Li", "Anna Li"), ("张丰1", "张丰1"), ("张\ue000", "张\ue000"), ("张?", "张?"),
    ],
)  # fmt: skip
def test_names_are_tidied_and_no_character_of_them_is_replaced(read, typed, name):
    assert (read(NAME, typed).value, read(NAME, typed).slug) == (name, None)


@pytest.mark.parametrize("typed", ["是", "Y", "y", "√", "✓", "有", "1", 1, True, "是 ", "ＹＥＳ"])
def test_every_yes_is_1(read, typed):
    assert read(YES_NO, typed).value == "1"


@pytest.mark.parametrize("typed", ["否", "N", "n", "×", "✗", "无", "0", 0, False, "没有"])
def test_every_no_is_0_also_where_it_would_be_an_empty_marker_elsewhere(read, typed):
    assert read(YES_NO, typed).value == "0"
    assert read(OPTIONAL_YES_NO, typed).value == "0"


def test_an_unknown_word_is_kept_where_it_is_required_and_emptied_where_it_is_not(read):
    assert (read(YES_NO, "待定").value, read(YES_NO, "待定").slug) == ("待定", None)
    assert (read(OPTIONAL_YES_NO, "待定").value, read(OPTIONAL_YES_NO, "待定").slug) == (
        None,
        "optional_value_unreadable",
    )
    form = read("worker_employment.employment_form", "打散工赚钱")
    assert (form.value, form.state, form.slug) == ("打散工赚钱", None, None)
    assert read("worker_employment.ethnicity", "不详族").slug == "optional_value_unreadable"


@pytest.mark.parametrize(
    "typed", ["单位就业", "1.单位就业", "01", "1", 1, "单 位就业", "企业就业", "１．单位就业", "01单位就业", "企业",
              "单位就业(01)", "1/单位就业", "1—单位就业", "“单位就业”", "1.0"]
)
def test_a_code_is_known_by_number_label_and_alias(read, typed):
    assert read("worker_employment.employment_form", typed).value == "01"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("琼湖办事处", "430981006"), ("琼湖街道办事处", "430981006"), ("茶盘州镇", "430981110"),
        ("430981114", "430981114"),
        ("430981114000", "430981114"), (430981114, "430981114"), ("沅江市草尾镇", "430981114"),
        ("草 尾 镇", "430981114"),
        ("南洞庭芦苇厂", "430981401"), ("漉湖湿地保护与发展事务中心", "430981402"), ("南大膳", "430981112"),
    ],
)  # fmt: skip
def test_units_are_known_by_code_name_and_alias(read, typed, code):
    assert read("worker_employment.unit_code", typed).value == code


def test_a_place_that_is_no_unit_of_ours_keeps_its_text(read):
    assert (
        read("worker_employment.unit_code", "河坝镇").value,
        read("worker_employment.unit_code", "河坝镇").slug,
    ) == (
        "河坝镇",
        None,
    )


@pytest.mark.parametrize("marker", ["无", "/", "\\", "-", "—", "——", "N/A", "空", "未知", "／", " - ", "", "  ", "－"])
@pytest.mark.parametrize(
    "field", ["person_name", "id_no", "mobile", "sex", "start_date", "monthly_wage", "employer_uscc"]
)
def test_a_marker_of_emptiness_is_nothing_and_leaves_no_finding(read, field, marker):
    reading = read(f"worker_employment.{field}", marker)
    assert (reading.value, reading.state, reading.slug) == (None, None, None)


@pytest.mark.parametrize("marker", ["×", "N", "0"])
def test_no_and_zero_are_empty_outside_numbers_and_yes_no_columns(read, marker):
    assert read("worker_employment.employer_name", marker).value is None


@pytest.mark.parametrize("field", ["poverty_status", "person_name", "start_date", "employer_name", "relocated"])
def test_ditto_is_a_missing_value_where_one_is_required(read, field):
    reading = read(f"worker_employment.{field}", "同上")
    assert (reading.value, reading.state, reading.slug) == (None, None, None)


@pytest.mark.parametrize("field", ["ethnicity", "change_date", "insured", "employer_uscc", "job_title"])
def test_ditto_is_emptied_with_a_warning_where_nothing_is_required(read, field):
    reading = read(f"worker_employment.{field}", "同上")
    assert (reading.value, reading.state, reading.slug) == (None, "emptied", "optional_value_unreadable")


@pytest.mark.parametrize("error", ["#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!"])
@pytest.mark.parametrize("field", ["monthly_wage", "job_title", "id_no", "row_no", "insured"])
def test_an_error_value_rejects_the_row_in_every_column_as_type_and_as_text(read, field, error):
    for cell in (Cell(error, "error"), Cell(error, "text"), Cell(f" {error.lower()} ", "text")):
        reading = read(f"worker_employment.{field}", cell)
        assert (reading.state, reading.slug, reading.details) == ("rejected", "error_value", {"value": error})


def test_a_formula_without_its_result_rejects_the_row(read):
    assert (
        read("worker_employment.job_title", Cell(None, "formula_without_value", True)).slug == "formula_without_value"
    )


def test_free_text_keeps_its_characters_and_loses_only_white_space(read):
    assert (
        read("worker_employment.employer_name", " ①沅江\t湘洲（服饰）\n有限公司\u200b ").value
        == "①沅江 湘洲（服饰） 有限公司"
    )
    assert read("worker_employment.job_title", 5).value == "5"
