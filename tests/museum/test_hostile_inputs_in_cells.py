"""Hostile inputs 19-32 of reliability.md 2.8: what may stand in a cell, typed by hand or by an enemy."""

import datetime
import time
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from museum.parts import FIRST_ROW, HEADERS, LETTER, csv_text, id_no, table, xlsx
from township_sync.domain.contract import contract
from township_sync.domain.period import Month
from township_sync.domain.unit import units
from township_sync.readers import guard
from township_sync.steps.check import check
from township_sync.steps.read import read_file

MAY = Month(2020, 5)
SENDER = "430981114"
GOOD_ID = next(number for number in map(id_no, range(1, 9)) if number.isdecimal())
KEPT = "<script>alert(1)</script>{{ var.value.x }}'; DROP TABLE core; --[x](http://y)"


class Typed(NamedTuple):
    """One cell: its number in 2.8, its column, what was typed, the slug of its finding or the value that is read."""

    number: int
    column: str
    typed: Any
    slug: str = ""
    value: str | None = None


def id_with(birth: str, area: str = "439999") -> str:
    """An ID of this area and birth date with a right check character."""
    from township_sync.domain.identity import id_check_character

    first = f"{area}{birth}123"
    return first + id_check_character(first)


CELLS = [
    Typed(19, "身份证号", float(GOOD_ID), "id_no_numeric_cell"),
    Typed(20, "身份证号", "4.30102E+17", "id_no_scientific_text"),
    Typed(20, "身份证号", f"'{GOOD_ID}", value=GOOD_ID),
    Typed(20, "身份证号", f" {GOOD_ID}\t", value=GOOD_ID),
    Typed(20, "身份证号", GOOD_ID.translate({ord(str(n)): chr(0xFF10 + n) for n in range(10)}), value=GOOD_ID),
    Typed(20, "身份证号", f"“{GOOD_ID}”", value=GOOD_ID),
    Typed(23, "姓名", "张 丰", value="张丰"),
    Typed(23, "姓名", "欧阳娜娜", value="欧阳娜娜"),
    Typed(23, "姓名", "𠮷田", value="𠮷田"),
    Typed(24, "采集日期", "2020.5.14", value="2020-05-14"),
    Typed(24, "采集日期", "2020-02-30", "date_impossible"),
    Typed(24, "采集日期", "2020/13/01", "date_impossible"),
    Typed(24, "采集日期", datetime.date(2020, 5, 14), value="2020-05-14"),
    Typed(25, "月工资(元)", "1,250元", value="1250"),
    Typed(25, "月工资(元)", "１２５０", value="1250"),
    Typed(25, "月工资(元)", "-", value=None),
    Typed(26, "村(社区)", '=HYPERLINK("http://x","y")', value='=HYPERLINK("http://x","y")'),
    Typed(26, "村(社区)", "=cmd|' /C calc'!A0", value="=cmd|' /C calc'!A0"),
    Typed(26, "村(社区)", "@SUM(1)", value="@SUM(1)"),
    Typed(27, "村(社区)", KEPT, value=KEPT),
    Typed(32, "村(社区)", "#N/A", "error_value"),
]


@pytest.mark.parametrize("cell", CELLS, ids=[f"{one.number}-{one.column}-{one.typed}"[:60] for one in CELLS])
def test_a_hostile_cell_ends_in_its_named_outcome(cell: Typed) -> None:
    rows = table(1)
    rows[FIRST_ROW - 1][HEADERS.index(cell.column)] = cell.typed
    data = xlsx(rows, lambda sheet: _as_text(sheet, cell.typed))
    [file] = read_file("表.xlsx", data, SENDER, MAY)
    found = [one.slug for one in file.findings if one.column == cell.column]
    assert found == ([cell.slug] if cell.slug else [])
    field = contract("worker_employment").field_of_header(cell.column)
    if not cell.slug and field:
        assert file.sheets[0].rows[0].values[field] == cell.value


def _as_text(sheet: Any, typed: Any) -> None:
    """openpyxl would write a text that starts with = as a formula."""
    for row in sheet.iter_rows():
        for cell in row:
            if cell.value == typed and isinstance(typed, str):
                cell.data_type = "s"


WRONG_IDS = {
    id_with("19900230"): "id_no_birth_date_impossible",
    id_with("20300101"): "id_no_birth_date_out_of_range",
    "439999800101123": "id_no_old_15_digit_upgraded",
    "439999199001011230": "id_no_check_character",
}


def test_21_each_fault_of_an_identity_number_has_its_own_slug_and_a_date_that_is_none_too(tmp_path: Path) -> None:
    rows = out_of_work(len(WRONG_IDS))
    for row, number in zip(rows[FIRST_ROW - 1 :], WRONG_IDS, strict=True):
        row[HEADERS.index("身份证号")] = number
    rows[FIRST_ROW - 1][HEADERS.index("采集日期")] = "长期"
    _write(tmp_path, SENDER, "a.xlsx", xlsx(rows))
    _, judgement = check([tmp_path], MAY)
    found = [one.slug for one in sorted(judgement.findings, key=lambda one: one.row or 0) if one.column == "身份证号"]
    assert found == list(WRONG_IDS.values())
    assert [one.slug for one in judgement.findings if one.column == "采集日期"] == ["required_value_missing"]


def test_22_one_number_of_two_names_is_told_on_both_rows_and_of_two_townships_to_both(tmp_path: Path) -> None:
    rows = out_of_work(2)
    rows[FIRST_ROW][HEADERS.index("身份证号")] = id_no(1)
    rows[FIRST_ROW][HEADERS.index("姓名")] = "李四"
    _write(tmp_path, SENDER, "a.xlsx", xlsx(rows))
    for unit in ("430981115", "430981116"):
        title, letter, header, _, person = out_of_work(2)
        person[HEADERS.index("乡镇")] = units()[unit].name
        rows = [title, [str(letter[0]).replace("草尾镇", units()[unit].name)], header, person]
        _write(tmp_path, unit, "b.xlsx", xlsx(rows))
    _, judgement = check([tmp_path], MAY)
    found = {(one.file, one.row, one.slug) for one in judgement.findings}
    shared = {(f"{SENDER}/a.xlsx", row, "id_shared_by_two_names") for row in (4, 5)}
    claimed_twice = {(f"{unit}/b.xlsx", 4, "claimed_by_two_townships") for unit in ("430981115", "430981116")}
    assert found == shared | claimed_twice
    assert all(id_no(number) not in one.message + str(one.value) for one in judgement.findings for number in (1, 2))


def out_of_work(count: int) -> list[list[Any]]:
    """So many persons of whom nothing more has to be said."""
    rows = table(count)
    for row in rows[FIRST_ROW - 1 :]:
        row[HEADERS.index("就业状态")], row[HEADERS.index("月工资(元)")] = "未就业", None
    return rows


def test_28_31_totals_notes_and_hidden_rows_are_named_and_none_is_taken_for_a_person() -> None:
    below = [["合计", None, None], ["备注：以上情况属实"], ["填表人：王敏   负责人：张丰"]]

    def hide(sheet: Any) -> None:
        sheet.row_dimensions[5].hidden = True

    [file] = read_file("表.xlsx", xlsx(table(3, below), hide), SENDER, MAY)
    found = sorted((one.slug, one.row) for one in file.findings)
    notes = [("note_row_skipped", 8), ("note_row_skipped", 9)]
    assert found == [("hidden_rows_read", None), *notes, ("total_row_skipped", 7)]
    assert len(file.sheets[0].rows) == 3


def test_29_columns_in_another_order_and_under_other_names_are_the_same_and_all_that_miss_are_named() -> None:
    rows = table(2)
    turned = [row[::-1] if len(row) == len(HEADERS) else row for row in rows]
    turned[2] = ["公民身份号码" if header == "身份证号" else header for header in turned[2]]
    [file] = read_file("表.xlsx", xlsx(turned), SENDER, MAY)
    assert (file.findings, len(file.sheets[0].rows)) == ((), 2)
    fewer = [row[:-3] if len(row) == len(HEADERS) else row for row in table(2)]
    [file] = read_file("表.xlsx", xlsx(fewer), SENDER, MAY)
    missing = {found.column for found in file.findings if found.slug == "required_column_missing"}
    assert missing == {"采集方式", "采集日期"}


def test_30_hidden_sheets_are_named_and_not_read() -> None:
    from museum.parts import workbook

    def hide(book: Any) -> None:
        book["旧"].sheet_state = "veryHidden"

    data = workbook({"劳动力就业信息": table(2), "旧": table(2)}, hide)
    [file] = read_file("表.xlsx", data, SENDER, MAY)
    assert [(found.slug, found.sheet) for found in file.findings] == [("sheet_not_recognised", "旧")]


def test_31_a_number_is_read_as_it_is_stored_and_not_as_it_is_shown() -> None:
    rows = table(1)

    def show_otherwise(sheet: Any) -> None:
        sheet.cell(FIRST_ROW, len(HEADERS)).number_format = '"9999"'

    [file] = read_file("表.xlsx", xlsx(rows, show_otherwise), SENDER, MAY)
    assert file.sheets[0].rows[0].values["monthly_wage"] == "2600"


LONG = 4_000
LONGEST = 32_000
"""Characters: what takes the square of them needs minutes."""
WORST = [" ", "一", "1", "\u0301\u0300\u0315", "\u3000"]
PILES = [
    "1", "12.", " ", "　", "年", "2020年", "一", "张·", "· ", "-", "1-", "1,", "元", "万", "1万", "(", "约", "1至",
    "T1:1", "\u0301", "\u0301\u0300\u0315", "\u200b", "\ufdfa", "填报单位", "填 报 ", "签 ", "人 ", "备注",
    "a ", "<", "{",
]  # fmt: skip


def test_38_no_text_of_the_greatest_length_holds_up_any_reader_of_cells() -> None:
    texts = [f"2{(pile * size)[:size]}!" for piles, size in ((PILES, LONG), (WORST, LONGEST)) for pile in piles]
    rows = [[LETTER], HEADERS, *([text] * len(HEADERS) for text in texts)]
    began = time.process_time()
    with guard.counted() as usages:
        [book] = read_file("表.xlsx", xlsx(rows), SENDER, MAY)
        [text] = read_file("表.csv", csv_text(rows).encode(), SENDER, MAY)
    assert time.process_time() - began <= 15
    assert not any(found.details.get("reason") for found in (*book.findings, *text.findings))
    assert all(usage.cpu_seconds <= 2 for usage in usages)


def _write(folder: Path, unit: str, name: str, data: bytes) -> None:
    (folder / unit).mkdir()
    (folder / unit / name).write_bytes(data)
