"""Finding tables: headers, the fate of every row below them, and what is told of the sheets."""

from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from museum.parts import (
    FIRST_ROW,
    HEADER_ROW,
    HEADERS,
    LETTER,
    WIDTH,
    Rows,
    csv_text,
    id_no,
    person,
    table,
    workbook,
    xlsx,
)
from township_sync.domain.finding import Finding
from township_sync.domain.period import Month
from township_sync.domain.table import ReadFile
from township_sync.steps.read import read_file

MAY = Month(2020, 5)
LAST = FIRST_ROW + 2
BLANK = [None] * WIDTH
APP = [
    "序号",
    "姓名",
    "身份证号",
    "乡镇",
    "村(社区)",
    "人员类型",
    "账号",
    "绑定手机号",
    "绑定身份证号",
    "实名状态",
    "账号状态",
]


def read(data: bytes, name: str = "表.xlsx", sender: str | None = "430981114") -> ReadFile:
    [file] = read_file(name, data, sender, MAY)
    return file


def told(file: ReadFile) -> list[tuple[str, int | None, str | None]]:
    return [(found.slug, found.row, found.column) for found in file.findings]


def with_header(change: Callable[[list[Any]], list[Any]]) -> Rows:
    rows = table()
    return [*rows[:2], change(list(HEADERS)), *rows[3:]]


# Headers


def test_title_rows_above_the_header_do_not_matter() -> None:
    for above in (0, 5, 14):
        sheet = read(xlsx([["通知"]] * above + table()[2:])).sheets[0]
        assert (sheet.header_row, len(sheet.rows), sheet.entity) == (above + 1, 3, "worker_employment")


def test_a_header_below_the_fifteenth_row_is_not_found() -> None:
    assert told(read(xlsx([["通知"]] * 15 + table()[2:]))) == [("header_not_found", None, None)]


def test_headers_with_spaces_stars_and_line_breaks_mean_the_same() -> None:
    written = {"姓名": "姓 名*", "身份证号": "身份证\n号码(必填)", "月工资(元)": "月工资（元）"}
    file = read(xlsx(with_header(lambda headers: [written.get(text, text) for text in headers])))
    assert file.findings == ()
    assert file.sheets[0].columns["monthly_wage"] == WIDTH


def two_rows(upper: list[Any], lower: list[Any], merges: list[str]) -> bytes:
    def merge(sheet: Worksheet) -> None:
        for span in merges:
            sheet.merge_cells(span)

    return xlsx([["题"], [LETTER], upper, lower, person(1), person(2)], merge)


def test_a_header_of_two_rows_is_read_by_its_children_and_its_merged_single_cells() -> None:
    upper = ["序号", "基本信息", None, None, None, "能力与意愿", *[None] * 4, "就业情况", *[None] * 3]
    data = two_rows(upper, [None, *HEADERS[1:]], ["A3:A4", "B3:E3", "F3:J3", "K3:N3"])
    sheet = read(data).sheets[0]
    assert (sheet.header_row, len(sheet.rows), sheet.columns["row_no"], sheet.columns["monthly_wage"]) == (
        4,
        2,
        1,
        WIDTH,
    )
    assert read(data).findings == ()


def test_one_child_name_under_two_groups_is_not_doubled() -> None:
    upper = ["序号", "本人", *[None] * (WIDTH - 2), "监护人"]
    data = two_rows(upper, [None, *HEADERS[1:], "姓名"], ["A3:A4", "B3:N3"])
    assert told(read(data)) == []


def test_one_child_name_twice_under_one_group_is_doubled() -> None:
    upper = ["序号", "本人", *[None] * (WIDTH - 1)]
    data = two_rows(upper, [None, *HEADERS[1:], "姓名"], ["A3:A4", "B3:O3"])
    [found] = read(data).findings
    assert (found.slug, found.row, found.column) == ("duplicate_header", 4, "姓名")
    assert found.details["columns"] == "B、O"


def test_missing_doubled_and_unknown_columns_are_named() -> None:
    rows = with_header(
        lambda headers: [*["备用" if text == "采集方式" else text for text in headers], "姓名", "家庭 年收入", "空列"]
    )
    rows[FIRST_ROW - 1] = [*person(1), "张丰", "三万"]
    assert told(read(xlsx(rows))) == [
        ("required_column_missing", HEADER_ROW, "采集方式"),
        ("duplicate_header", HEADER_ROW, "姓名"),
        ("unknown_column", HEADER_ROW, "备用"),
        ("unknown_column", HEADER_ROW, "家庭年收入"),
    ]


@pytest.mark.parametrize(("count", "is_found"), [(8, True), (7, False)])
def test_below_sixty_percent_of_the_required_headers_there_is_no_table(count: int, is_found: bool) -> None:
    kept = [text for text in HEADERS if text not in ("序号", "月工资(元)")][-count:]
    file = read(xlsx(with_header(lambda headers: [text if text in kept else "?" for text in headers])))
    assert bool(file.sheets) == is_found


def test_a_mere_list_of_persons_is_no_entity_unless_its_sheet_says_so() -> None:
    rows: Rows = [["姓名", "身份证号", "乡镇", "村(社区)"], *([["张丰", id_no(1), "草尾镇", "乐园村"]] * 6)]
    file = read(workbook({"就业信息": table(), "花名册": rows}))
    assert [(found.slug, found.sheet) for found in file.findings] == [("sheet_not_recognised", "花名册")]
    assert [sheet.entity for sheet in read(xlsx(rows, name="载体吸纳人员")).sheets] == ["carrier_worker"]


def test_a_table_of_accounts_that_lacks_a_column_is_still_no_list_of_staff() -> None:
    """The staff list asks for few columns, all of which the account sheet has."""
    row = [1, "张丰", id_no(1), "草尾镇", "乐园村", "贫困劳动力", "yj1", "13800001234", id_no(1), "已实名"]
    file = read(xlsx([["题"], [LETTER], APP[:-1], row], name="Sheet1"))
    assert file.sheets[0].entity == "app_account"
    assert ("required_column_missing", 3, "账号状态") in told(file)


def test_the_hidden_row_of_machine_names_is_skipped_in_silence_and_mends_a_renamed_header() -> None:
    names = [
        "row_no",
        "person_name",
        "id_no",
        "unit_code",
        "village_name",
        "poverty_status",
        "relocated",
        "labour_capability",
        "employment_intent",
        "training_intent",
        "employment_status",
        "collect_mode",
        "collected_on",
        "monthly_wage",
    ]
    rows = with_header(lambda headers: ["何时采的" if text == "采集日期" else text for text in headers])

    def hide(sheet: Worksheet) -> None:
        sheet.row_dimensions[FIRST_ROW].hidden = True

    file = read(xlsx([*rows[:3], names, *rows[3:]], hide))
    assert (len(file.sheets[0].rows), file.sheets[0].rows_skipped, file.findings) == (3, 1, ())
    assert file.sheets[0].columns["collected_on"] == 13


# Rows


@pytest.mark.parametrize(
    ("row", "slug"),
    [
        (["合计", *[None] * (WIDTH - 2), 7800], "total_row_skipped"),
        (["总 计："], "total_row_skipped"),
        ([None, "本页小计"], "total_row_skipped"),
        (["备注：本表按户籍所在地填报。"], "note_row_skipped"),
        (["注：外出务工人员由村委会代填"], "note_row_skipped"),
        (["填表说明"], "note_row_skipped"),
        (["负责人签字：", None, None, "审核人："], "note_row_skipped"),
        ([None, "（盖 章）"], "note_row_skipped"),
        (["制表人：王敏"], "note_row_skipped"),
        (HEADERS, "repeated_header_skipped"),
        (["示例", *person(1)[1:]], "example_row_skipped"),
        ([1, "样例", *person(1)[2:]], "example_row_skipped"),
        (
            [9, "张三", "439999197505141230", "草尾镇", "乐园村", *[None] * 5, "已就业", None, None, "2600"],
            "example_row_skipped",
        ),
    ],
)
def test_a_row_that_is_no_data_is_skipped_and_named(row: list[Any], slug: str) -> None:
    file = read(xlsx(table(below=[row])))
    assert (len(file.sheets[0].rows), file.sheets[0].rows_skipped) == (3, 1)
    assert told(file) == [(slug, LAST + 1, None)]


def test_a_row_with_an_id_is_data_whatever_its_remark_says() -> None:
    row = person(9)
    row[0] = "备注：补报"
    assert len(read(xlsx(table(below=[row]))).sheets[0].rows) == 4


def test_blank_rows_count_nowhere_and_data_below_them_is_read() -> None:
    gap: Rows = [BLANK, [" ", "　"], *[BLANK] * 17, [44]]
    file = read(xlsx(table(below=[*gap, person(5)])))
    assert [row.number for row in file.sheets[0].rows] == [4, 5, 6, 27]
    assert (file.sheets[0].rows_skipped, file.findings) == (0, ())


def test_a_value_beyond_twenty_blank_rows_is_stray() -> None:
    file = read(xlsx(table(below=[*[BLANK] * 21, ["x"]])))
    assert told(file) == [("stray_cell_ignored", LAST + 22, "A")]


def test_hidden_data_rows_are_read_and_counted() -> None:
    def hide(sheet: Worksheet) -> None:
        for row in (2, 5, 6, 7):
            sheet.row_dimensions[row].hidden = True

    file = read(xlsx(table(below=[["合计"]]), hide))
    assert [found.details for found in file.findings if found.slug == "hidden_rows_read"] == [{"count": 2}]


def test_a_merge_fills_the_village_down_and_nothing_beyond_it_or_else() -> None:
    rows = table(4)
    for row in rows[4:6]:
        row[4] = row[1] = None
    rows[6][4] = None

    def merge(sheet: Worksheet) -> None:
        sheet.merge_cells("E4:E6")
        sheet.merge_cells("B4:B6")

    sheet = read(xlsx(rows, merge)).sheets[0]
    assert [row.values["village_name"] for row in sheet.rows] == ["乐园村"] * 3 + [None]
    assert [row.values["person_name"] for row in sheet.rows] == ["张丰", None, None, "张丰"]


def test_formulas_with_results_are_told_by_column() -> None:
    def stored(book: openpyxl.Workbook) -> None:
        book["劳动力就业信息"]["N4"] = "=1300*2"

    file = read(workbook({"劳动力就业信息": table()}, stored))
    assert ("formula_without_value", FIRST_ROW, "月工资(元)") in told(file)
    assert "formula_value_used" not in {slug for slug, _, _ in told(file)}


@pytest.mark.parametrize(
    ("printed", "mismatch"),
    [(7800, []), ("7,800元", []), (7801, ["7801"]), ("共3人", []), (7800.004, []), ("7000", ["7000"])],
)
def test_a_printed_total_is_compared_with_the_rows_above_it(printed: object, mismatch: list[str]) -> None:
    file = read(xlsx(table(below=[["合计", *[None] * (WIDTH - 2), printed]])))
    assert [found.value for found in file.findings if found.slug == "total_mismatch"] == mismatch


def test_subtotals_may_start_anew() -> None:
    def total(word: str, amount: int) -> list[Any]:
        return [word, *[None] * (WIDTH - 2), amount]

    below = [total("小计", 7800), person(4), person(5), total("小计", 5200), total("合计", 13000)]
    assert "total_mismatch" not in {slug for slug, _, _ in told(read(xlsx(table(below=below))))}


# Text files


def test_a_record_of_the_wrong_length_is_rejected_once_and_not_believed() -> None:
    long, short = [*person(4)[:4], "多一个", *person(4)[4:]], person(5)[:10]
    text = csv_text(table(below=[short, long]))
    file = read(text.encode(), "表.csv")
    assert told(file) == [("csv_ragged_row", LAST + 1, None), ("csv_ragged_row", LAST + 2, None)]
    assert [(found.details["found"], found.details["expected"]) for found in file.findings] == [
        (10, WIDTH),
        (WIDTH + 1, WIDTH),
    ]
    assert set(file.sheets[0].rows[-1].states.values()) == {"rejected"}
    assert file.sheets[0].rows[-1].raw["person_name"] == "张丰"


def test_a_record_that_only_lacks_optional_fields_at_its_end_is_good() -> None:
    assert read(csv_text(table(below=[person(4)[: WIDTH - 1]])).encode(), "表.csv").findings == ()


# Sheets and files


def test_sheets_of_villages_are_read_one_by_one_and_other_sheets_are_told() -> None:
    def hide(book: openpyxl.Workbook) -> None:
        book["底稿"].sheet_state = "hidden"
        book["_meta"].sheet_state = "veryHidden"

    note: Rows = [["请尽快"]] * 5
    sheets = {"乐园村": table(2), "底稿": table(1), "_meta": [["v1"]], "说明": note, "散记": [*note, ["谢谢"]]}
    file = read(workbook(sheets, hide))
    assert [(sheet.sheet, len(sheet.rows)) for sheet in file.sheets] == [("乐园村", 2)]
    assert [(found.slug, found.sheet) for found in file.findings] == [
        ("sheet_not_recognised", "底稿"),
        ("sheet_not_recognised", "散记"),
    ]


@pytest.mark.parametrize(
    ("name", "people", "is_skipped"),
    [
        ("Sheet1 (2)", 10, True),
        ("就业信息备份", 10, True),
        ("旧", 9, True),
        ("Sheet1 (2)", 20, False),
        ("新增", 10, False),
    ],
)
def test_an_old_copy_is_skipped_when_its_name_and_its_ids_say_so(name: str, people: int, is_skipped: bool) -> None:
    file = read(workbook({"就业信息": table(10), name: table(people)}))
    assert (name not in [sheet.sheet for sheet in file.sheets]) == is_skipped
    assert [(found.slug, found.sheet) for found in file.findings] == [("old_copy_sheet_skipped", name)] * is_skipped


def test_a_header_without_rows_is_told() -> None:
    assert told(read(xlsx(table(0, below=[["备注：本月无"]])))) == [
        ("no_data_rows", None, None),
        ("note_row_skipped", 4, None),
    ]


@pytest.mark.parametrize(
    ("letter", "sender", "expected", "unit"),
    [
        (LETTER, "430981114", [], "430981114"),
        (LETTER, "430981116", ["wrong_unit"], "430981116"),
        (LETTER, None, [], "430981114"),
        ("填报单位：某某镇  填报期：2020-05", "430981114", ["wrong_unit"], "430981114"),
        ("填报单位：  填报期：2020-05", "430981114", [], "430981114"),
        ("", None, [], "430981114"),
        ("填报单位：草尾镇  填报期：2020-04", "430981114", ["wrong_period"], "430981114"),
        ("填报单位：草尾镇  填报日期：2020-06-03", "430981114", [], "430981114"),
    ],
)
def test_the_letterhead_must_agree_with_the_sender_and_the_month(
    letter: str, sender: str | None, expected: list[str], unit: str
) -> None:
    file = read(xlsx(table(letter=letter)), sender=sender)
    assert [found.slug for found in file.findings] == expected
    assert file.unit_code == unit


def test_without_sender_letterhead_or_township_nobody_knows_whose_table_it_is() -> None:
    rows = table(letter="")
    for row in rows[3:]:
        row[3] = "某某镇"
    assert "wrong_unit" in {found.slug for found in read(xlsx(rows), sender=None).findings}


def test_findings_name_the_file_as_it_was_sent() -> None:
    found: Finding = read(xlsx(table(0)), "430981114/草尾镇5月.xlsx").findings[0]
    assert (found.file, found.made_by) == ("430981114/草尾镇5月.xlsx", "read")
