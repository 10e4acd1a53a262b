"""Dates: what every typed form means, and which finding it leaves."""

from datetime import date, datetime, time

import pytest

REQUIRED = "worker_employment.collected_on"
OPTIONAL = "worker_employment.change_date"

SAME_DAY = [
    "2020-05-14", "2020.5.14", "2020.05.14", "2020/05/14", "2020/5/14", "2020年5月14日", "2020年05月14号", "20200514",
    "２０２０－０５－１４", "2020．5．14", " 2020-05-14 ", "2020 年 5 月 14 日", "2020-05-14 00:00:00",
    "2020/5/14 8:30",
    "2020-05-14T00:00:00", "二〇二〇年五月十四日", "二零二〇年五月十四日", "二○二○年五月十四号",
    "2020、5、14", "2020。5。14",
    "43965", "'2020-05-14", "2020-05\u200b-14", "2020.5.14.", "2020—05—14",
    "2020/5/14 0:00\u2060", "2020·5·14", "2020 5 14", "2020 5 14 9:30", "2020-5-14；",
    "二0二0年五月十四日", "二O二O年五月十四日",
    43965, 43965.75, 20200514, date(2020, 5, 14), datetime(2020, 5, 14, 9, 30),
]  # fmt: skip


@pytest.mark.parametrize("typed", SAME_DAY, ids=str)
def test_every_usual_form_of_a_day_is_read_without_a_finding(read, typed):
    assert (read(REQUIRED, typed).value, read(REQUIRED, typed).slug) == ("2020-05-14", None)


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("2020.5", "2020-05-01"), ("2020年5月", "2020-05-01"), ("2020年5月份", "2020-05-01"),
        ("2020-05", "2020-05-01"),
        ("202005", "2020-05-01"), ("5月", "2020-05-01"), ("5月份", "2020-05-01"), ("5月14日", "2020-05-14"),
        ("20.5.14", "2020-05-14"), ("20-05-14", "2020-05-14"), ("20年5月14日", "2020-05-14"),
        ("20年5月", "2020-05-01"),
        ("2020 5", "2020-05-01"), ("2020　11", "2020-11-01"),
        ("二〇二〇年五月", "2020-05-01"), ("二〇二〇年十二月", "2020-12-01"), ("2020.10", "2020-10-01"),
        ("2020.1", "2020-01-01"), (2020.5, "2020-05-01"), (2020.11, "2020-11-01"), (2020.12, "2020-12-01"),
    ],
)  # fmt: skip
def test_a_missing_part_is_completed_with_a_warning_that_shows_what_was_taken(read, typed, value):
    reading = read(REQUIRED, typed)
    assert (reading.value, reading.state, reading.slug) == (value, "completed", "date_completed")
    assert reading.details == {"value": value}


@pytest.mark.parametrize("typed", ["2020-02-30", "2020.11.31", "2020年13月1日", "20200230", 20200230, "2020-00-10",
                                   "2020 2 30"])
@pytest.mark.parametrize("column", [REQUIRED, OPTIONAL])
def test_a_day_that_does_not_exist_rejects_the_row_in_any_column(read, column, typed):
    reading = read(column, typed)
    assert (reading.value, reading.state, reading.slug) == (None, "rejected", "date_impossible")


@pytest.mark.parametrize(("typed", "from_csv"), [(2020.1, False), ("2020.1", True), (2019.1, False)])
def test_the_number_2020_1_may_be_january_or_october_and_is_never_guessed(read, typed, from_csv):
    assert read(REQUIRED, typed, from_csv=from_csv).slug == "date_ambiguous_year_month"


def test_a_csv_field_2020_10_can_only_be_october(read):
    assert read(REQUIRED, "2020.10", from_csv=True).value == "2020-10-01"


@pytest.mark.parametrize(
    "typed", ["去年", "不详", "2020", 2020, "5.14", 5.14, "05/14/2020", "12345678", "2020514", 19999, 60001, -1,
              "89.5.14", True, time(8, 30), "2020-05-14至2020-06-01", "十五十"],
)  # fmt: skip
def test_what_is_no_date_rejects_the_row_or_empties_an_optional_cell(read, typed):
    assert (read(REQUIRED, typed).slug, read(REQUIRED, typed).state) == ("date_unreadable", "rejected")
    assert (read(OPTIONAL, typed).slug, read(OPTIONAL, typed).state) == ("optional_value_unreadable", "emptied")


def test_a_conditionally_required_date_that_cannot_be_read_rejects_its_row(read):
    assert read("worker_employment.start_date", "去年").slug == "date_unreadable"


@pytest.mark.parametrize("word", ["至今", "长期", "当月", "长 期"])
def test_words_for_no_end_yet_are_no_date_and_no_fault(read, word):
    reading = read("cooperation_agreement.valid_to", word)
    assert (reading.value, reading.slug) == (None, None)


@pytest.mark.parametrize(("serial", "day"), [(20000, "1954-10-03"), (60000, "2064-04-08"), (43831, "2020-01-01")])
def test_serial_numbers_count_from_1899_12_30(read, serial, day):
    assert read(REQUIRED, serial).value == day
