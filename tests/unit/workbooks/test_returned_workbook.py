"""What a clerk finds when the workbook comes back."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from township_sync.domain.finding import Finding
from township_sync.domain.table import ReadSheet
from township_sync.workbooks.receipt import Receipt
from township_sync.workbooks.returned import annotate
from township_sync.workbooks.styles import RED

MakeFinding = Callable[..., Finding]
SHEET = "APP账号实名制"
OURS = ["问题清单", "回执"]


def opened(data: bytes) -> Any:
    return openpyxl.load_workbook(BytesIO(data))


def red_cells(sheet: Any) -> dict[str, str]:
    """Coordinates of the red cells with the text of their comment."""
    cells = (cell for row in sheet.iter_rows() for cell in row)
    return {
        cell.coordinate: cell.comment.text if cell.comment else ""
        for cell in cells if cell.fill.patternType == "solid" and cell.fill.fgColor.rgb == RED
    }


def values(data: bytes) -> dict[str, list[list[Any]]]:
    book = CalamineWorkbook.from_filelike(BytesIO(data))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


@pytest.fixture
def wrong_id(finding: MakeFinding) -> list[Finding]:
    return [finding("id_no_check_character", 4, "身份证号")]


def test_a_bad_cell_turns_red_and_keeps_its_format_and_border(
    by_openpyxl: bytes, wrong_id: list[Finding], sheets: list[ReadSheet], receipt: Receipt
) -> None:
    sheet = opened(annotate(by_openpyxl, "xlsx", wrong_id, sheets, receipt))[SHEET]
    assert list(red_cells(sheet)) == ["B4"]
    assert (sheet["B4"].number_format, sheet["B4"].border.left.style) == ("@", "thin")
    assert sheet["B5"].fill.patternType is None


def test_the_comment_says_what_is_wrong_and_how_to_mend_it(
    by_openpyxl: bytes, wrong_id: list[Finding], sheets: list[ReadSheet], receipt: Receipt
) -> None:
    text = red_cells(opened(annotate(by_openpyxl, "xlsx", wrong_id, sheets, receipt))[SHEET])["B4"]
    assert wrong_id[0].message in text
    assert text.count("\n") == 2


@pytest.mark.parametrize("book", ["by_openpyxl", "by_xlsxwriter"])
def test_every_value_of_the_township_stays(
    book: str, request: pytest.FixtureRequest, wrong_id: list[Finding], sheets: list[ReadSheet], receipt: Receipt
) -> None:
    original = request.getfixturevalue(book)
    after = values(annotate(original, "xlsx", wrong_id, sheets, receipt))
    assert list(after) == [*OURS, *values(original)]
    assert {name: after[name] for name in values(original)} == values(original)


@pytest.mark.parametrize("book", ["by_openpyxl", "by_xlsxwriter"])
def test_two_runs_give_the_same_bytes(
    book: str, request: pytest.FixtureRequest, wrong_id: list[Finding], sheets: list[ReadSheet], receipt: Receipt
) -> None:
    original = request.getfixturevalue(book)
    first, second = (annotate(original, "xlsx", wrong_id, sheets, receipt) for _ in range(2))
    assert first == second


def test_the_clerks_own_comment_is_kept_above_ours(
    by_openpyxl: bytes, finding: MakeFinding, sheets: list[ReadSheet], receipt: Receipt
) -> None:
    findings = [finding("name_has_digit", 4, "姓名"), finding("person_not_in_register", 5)]
    sheet = opened(annotate(by_openpyxl, "xlsx", findings, sheets, receipt))[SHEET]
    assert sheet["A4"].comment.text.startswith("户口本上是张峰\n【校验问题】")
    assert sheet["A4"].comment.author == "小李"
    assert sheet["A5"].comment.text.startswith("【校验问题】")


def test_several_problems_of_a_cell_share_its_comment(
    by_openpyxl: bytes, finding: MakeFinding, sheets: list[ReadSheet], receipt: Receipt
) -> None:
    findings = [finding("one_person_many_accounts", 5, details={"count": 2}), finding("person_not_in_register", 5)]
    text = red_cells(opened(annotate(by_openpyxl, "xlsx", findings, sheets, receipt))[SHEET])["A5"]
    assert all(found.message in text for found in findings)


def test_the_easiest_problem_stands_first_and_links_to_its_cell(
    by_openpyxl: bytes, finding: MakeFinding, sheets: list[ReadSheet], receipt: Receipt
) -> None:
    findings = [finding("shifted_rows_suspected", None), finding("id_no_check_character", 5, "身份证号"),
                finding("duplicate_row_in_sheet", 4, details={"others": "5"})]
    page = opened(annotate(by_openpyxl, "xlsx", findings, sheets, receipt))["问题清单"]
    assert [page.cell(row, 2).value for row in (6, 7, 8)] == ["A4", "B5", SHEET]
    targets = [page.cell(row, 2).hyperlink.location for row in (6, 7, 8)]
    assert targets == [f"'{SHEET}'!A4", f"'{SHEET}'!B5", f"'{SHEET}'!A1"]
    assert page.cell(8, 9).value == "整个文件未入库"


def test_infos_stand_on_the_receipt_only(
    by_openpyxl: bytes, finding: MakeFinding, sheets: list[ReadSheet], receipt: Receipt
) -> None:
    notice = finding("note_row_skipped", 6)
    after = values(annotate(by_openpyxl, "xlsx", [notice], sheets, receipt))
    assert [row[0] for row in after["回执"] if notice.message in str(row[0])] == [f"“{SHEET}”{notice.message}"]
    assert len(after["问题清单"]) == 5
    assert not red_cells(opened(annotate(by_openpyxl, "xlsx", [notice], sheets, receipt))[SHEET])


def test_no_problem_is_left_out_however_many_there_are(
    by_openpyxl: bytes, finding: MakeFinding, sheets: list[ReadSheet], receipt: Receipt
) -> None:
    findings = [finding("id_no_length", row, "身份证号") for row in range(4, 3004)]
    book = opened(annotate(by_openpyxl, "xlsx", findings, sheets, receipt))
    assert len(red_cells(book[SHEET])) == 3000
    assert book["问题清单"].max_row == 3005


def test_only_one_tab_is_selected_so_that_no_two_sheets_are_edited_together(
    by_openpyxl: bytes, by_xlsxwriter: bytes, wrong_id: list[Finding], sheets: list[ReadSheet], receipt: Receipt
) -> None:
    for original, shown in ((by_openpyxl, "问题清单"), (by_xlsxwriter, "图表")):
        book = opened(annotate(original, "xlsx", wrong_id, sheets, receipt))
        assert [sheet.title for sheet in book if sheet.sheet_view.tabSelected] == [shown]
        assert book.active.title == shown


def test_names_that_belong_to_a_sheet_still_belong_to_it(
    by_xlsxwriter: bytes, wrong_id: list[Finding], sheets: list[ReadSheet], receipt: Receipt
) -> None:
    sheet = opened(annotate(by_xlsxwriter, "xlsx", wrong_id, sheets, receipt))[SHEET]
    assert sheet.auto_filter.ref == "A3:D5"
    assert "_xlnm._FilterDatabase" in sheet.defined_names or sheet.auto_filter.ref
    assert len(sheet.data_validations.dataValidation) == 1


def test_a_message_with_control_characters_does_not_break_the_file(
    by_openpyxl: bytes, finding: MakeFinding, sheets: list[ReadSheet], receipt: Receipt
) -> None:
    found = finding("date_impossible", 4, "注册日期", value="2020\x0b-02-30 <&>")
    text = red_cells(opened(annotate(by_openpyxl, "xlsx", [found], sheets, receipt))[SHEET])["D4"]
    assert "2020-02-30 <&>" in text


def test_a_column_that_no_contract_knows_is_listed_without_a_mark(
    by_openpyxl: bytes, finding: MakeFinding, sheets: list[ReadSheet], receipt: Receipt
) -> None:
    findings = [finding("unknown_column", 3, "家庭年收入"), finding("stray_cell_ignored", 9, "K")]
    book = opened(annotate(by_openpyxl, "xlsx", findings, sheets, receipt))
    assert list(red_cells(book[SHEET])) == ["K9"]
    assert book["问题清单"].max_row == 7
