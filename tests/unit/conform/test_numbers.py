"""Amounts and counts as typed by hand."""

import pytest

WAGE = "worker_employment.monthly_wage"
OPTIONAL_AMOUNT = "training.training_subsidy"
HEADCOUNT = "job_post.headcount"
DAYS = "public_welfare_post.attendance_days"


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        (2600, "2600"), (2600.5, "2600.5"), ("2600", "2600"), ("2600元", "2600"), ("2,600", "2600"),
        ("2，600元", "2600"),
        ("２６００", "2600"), (" 2600 ", "2600"), ("2600.00", "2600"), ("¥2600", "2600"), ("￥2,600.50", "2600.5"),
        ("2600元/月", "2600"), ("2600元整", "2600"), ("2600块", "2600"), ("人民币2600元", "2600"), ("0.26万", "2600"),
        ("0.26万元", "2600"), ("3千", "3000"), ("'2600", "2600"), ("26\u200b00", "2600"), (0, "0"), ("0", "0"),
        (2600.005, "2600.01"), ("2.6元", "2.6"), ("100", "100"),
        ("2600元。", "2600"), ("2600（元）", "2600"), ("2600元人民币", "2600"),
    ],
)  # fmt: skip
def test_units_commas_and_width_are_taken_off_silently(read, typed, value):
    assert (read(WAGE, typed).value, read(WAGE, typed).slug) == (value, None)


@pytest.mark.parametrize("typed", [2.6, "2.6", "0.26", 99.99, "50", "约2.6", "2-3"])
def test_a_bare_number_below_100_was_meant_in_wan(read, typed):
    reading = read(WAGE, typed)
    assert (reading.value, reading.state, reading.slug) == (None, "rejected", "amount_in_wan")


def test_small_numbers_are_fine_where_no_wage_is_meant(read):
    assert read("carrier.floor_area", 80).value == "80"


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("2000-3000", "2500"), ("2000~3000元", "2500"), ("2000—3000", "2500"), ("2000至3000", "2500"),
        ("0.2-0.3万", "2500"),
        ("2000元到3000元", "2500"), ("约2600", "2600"), ("2600左右", "2600"), ("大约2600元", "2600"),
        ("2600元上下", "2600"),
    ],
)  # fmt: skip
def test_ranges_and_round_figures_are_taken_with_a_warning(read, typed, value):
    reading = read(WAGE, typed)
    assert (reading.value, reading.state, reading.slug) == (value, "completed", "amount_approximate")
    assert read(OPTIONAL_AMOUNT, typed).slug == "optional_value_unreadable"


@pytest.mark.parametrize(
    "typed", ["面议", "贰仟", "两千六", -2600, "-2600", "2600+", "3000-2000", "2,6", "26oo", "1e3", 1e15, True, "一"]
)
def test_no_number_or_one_below_zero_rejects_the_row_or_empties_an_optional_cell(read, typed):
    assert (read(WAGE, typed).slug, read(WAGE, typed).state) == ("amount_unreadable", "rejected")
    assert (read(OPTIONAL_AMOUNT, typed).slug, read(OPTIONAL_AMOUNT, typed).state) == (
        "optional_value_unreadable",
        "emptied",
    )


@pytest.mark.parametrize(("typed", "value"), [(15, "15"), ("15人", "15"), ("１５", "15"), ("1,200", "1200"), (0, "0")])
def test_counts_are_whole_numbers(read, typed, value):
    assert read(HEADCOUNT, typed).value == value


def test_a_count_with_decimals_cannot_be_read_and_a_range_is_rounded_down(read):
    assert read(HEADCOUNT, 15.5).slug == "amount_unreadable"
    assert (read(HEADCOUNT, "10-15").value, read(HEADCOUNT, "10-15").slug) == ("12", "amount_approximate")


@pytest.mark.parametrize(("typed", "value"), [(0, "0"), (31, "31"), ("22天", "22"), ("22", "22")])
def test_days_of_attendance_within_the_month_are_read(read, typed, value):
    assert read(DAYS, typed).value == value


@pytest.mark.parametrize("typed", [32, 45, 22.5, -1, "全勤", "约20", "20-22"])
def test_impossible_days_of_attendance_reject_the_row_with_the_length_of_the_month(read, typed):
    reading = read(DAYS, typed)
    assert (reading.state, reading.slug, reading.details["days"]) == ("rejected", "attendance_days_impossible", 31)
