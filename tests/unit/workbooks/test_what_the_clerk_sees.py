"""The list, the comments and the marks, where cells are merged, hidden, many or already commented."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from township_sync.domain.finding import Finding
from township_sync.domain.table import Cell, Grid, ReadSheet
from township_sync.workbooks.receipt import Receipt
from township_sync.workbooks.returned import annotate
from township_sync.workbooks.styles import RED

MakeFinding = Callable[..., Finding]
SHEET = "APP账号实名制"
LIST = "问题清单"
FIRST = 6
"""The row of the list's first problem."""


def opened(data: bytes) -> Any:
    return openpyxl.load_workbook(BytesIO(data))


def book_with(fill: Callable[[Any], None]) -> bytes:
    buffer = BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet(SHEET)
    sheet.write_row(2, 0, ["姓名", "身份证号", "绑定手机号", "注册日期"])
    fill(sheet)
    book.close()
    return buffer.getvalue()


def red(sheet: Any) -> list[str]:
    return [cell.coordinate for row in sheet.iter_rows() for cell in row if cell.fill.fgColor.rgb == RED]


def test_a_fault_inside_a_merge_is_marked_on_its_first_cell(
    finding: MakeFinding, sheets: list[ReadSheet], receipt: Receipt
) -> None:
    sent = book_with(lambda sheet: sheet.merge_range("B4:B6", "4399"))
    found = [finding("id_no_length", row, "身份证号") for row in (4, 5, 6)]
    book = opened(annotate(sent, "xlsx", found, sheets, receipt))
    assert red(book[SHEET]) == ["B4"]
    assert all(one.message in book[SHEET]["B4"].comment.text for one in found)
    assert [book[LIST].cell(row, 2).hyperlink.location for row in range(FIRST, FIRST + 3)] == [f"'{SHEET}'!B4"] * 3


def test_a_rebuilt_merge_is_marked_on_its_first_cell(
    finding: MakeFinding, sheets: list[ReadSheet], receipt: Receipt
) -> None:
    grid = Grid(SHEET, [[], [], [], [Cell(), Cell("4399", "text")], []], merges=[(4, 2, 5, 2)])
    found = [finding("id_no_length", 5, "身份证号")]
    sheet = opened(annotate(b"", "ods", found, sheets, receipt, lambda: [grid]))[SHEET]
    assert (red(sheet), sheet["B4"].value) == (["B4"], "4399")


@pytest.mark.parametrize(("hide", "shown"), [
    (lambda sheet: sheet.set_row(3, None, None, {"hidden": True}), "B4（隐藏）"),
    (lambda sheet: sheet.set_column("B:B", None, None, {"hidden": True}), "B4（隐藏）"),
    (lambda sheet: sheet.set_row(4, None, None, {"hidden": True}), "B4"),
])
def test_the_list_says_when_a_cell_is_hidden(
    hide: Callable[[Any], None], shown: str, finding: MakeFinding, sheets: list[ReadSheet], receipt: Receipt
) -> None:
    found = [finding("id_no_length", 4, "身份证号")]
    assert opened(annotate(book_with(hide), "xlsx", found, sheets, receipt))[LIST].cell(FIRST, 2).value == shown


def test_no_link_leads_to_a_hidden_sheet(finding: MakeFinding, sheets: list[ReadSheet], receipt: Receipt) -> None:
    buffer = BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    book.add_worksheet(SHEET)
    book.add_worksheet("旧表").hide()
    book.close()
    found = [finding("sheet_not_recognised", None, sheet="旧表")]
    cell = opened(annotate(buffer.getvalue(), "xlsx", found, sheets, receipt))[LIST].cell(FIRST, 2)
    assert (cell.value, cell.hyperlink) == (None, None)


def test_the_list_shows_whose_row_it_is_and_what_stands_in_the_cell(
    finding: MakeFinding, sheets: list[ReadSheet], receipt: Receipt
) -> None:
    grid = Grid(SHEET, [[], [], [], [Cell("张丰", "text"), Cell(" =1+1", "text"), Cell(13800001234.0, "number")]])
    found = [finding("id_no_length", 4, "身份证号"), finding("mobile_invalid", 4, "绑定手机号"),
             finding("person_not_in_register", 4)]
    sent = book_with(lambda sheet: None)
    page = opened(annotate(sent, "xlsx", found, sheets, receipt, lambda: [grid]))[LIST]
    rows = [[page.cell(row, column) for column in (5, 6)] for row in range(FIRST, FIRST + 3)]
    assert {tuple(cell.value for cell in row) for row in rows} == {
        ("张丰", " =1+1"), ("张丰", "13800001234"), ("张丰", None)}
    assert all(cell.data_type != "f" for row in rows for cell in row)


def test_a_comment_with_very_many_problems_points_to_the_list(
    finding: MakeFinding, sheets: list[ReadSheet], receipt: Receipt
) -> None:
    found = [finding("duplicate_row_in_sheet", 4, details={"others": number}) for number in range(5, 3005)]
    book = opened(annotate(book_with(lambda sheet: None), "xlsx", found, sheets, receipt))
    text = book[SHEET]["A4"].comment.text
    assert len(text) < 1000 and text.endswith("这一格还有2992个问题，见“问题清单”。")
    assert text.count(found[0].message.partition("，")[2]) <= 8
    assert book[LIST].max_row == FIRST + 2999


def test_comments_are_as_large_as_their_text_and_stay_on_the_sheet(
    finding: MakeFinding, sheets: list[ReadSheet], receipt: Receipt
) -> None:
    wide = book_with(lambda sheet: sheet.set_column("A:XFD", 60))
    found = [finding("id_no_length", 4, "身份证号"), finding("stray_cell_ignored", 1_048_576, "XFD")]
    for number, line in enumerate(anchors(annotate(wide, "xlsx", found, sheets, receipt))):
        left, _, top, _, right, _, bottom, _ = line
        assert 0 <= left <= right < 16_384 and 0 <= top < bottom < 1_048_576
        assert number or right - left <= 1  # one wide column is enough for the first box


def anchors(data: bytes) -> list[list[int]]:
    import re
    import zipfile

    with zipfile.ZipFile(BytesIO(data)) as archive:
        drawing = next(archive.read(name) for name in archive.namelist() if name.endswith(".vml"))
    return [[int(number) for number in found.split(b",")] for found in re.findall(rb"<x:Anchor>(.*?)</", drawing)]


def test_the_list_is_not_marked_twice_when_the_same_fault_comes_back(
    finding: MakeFinding, sheets: list[ReadSheet], receipt: Receipt
) -> None:
    found = [finding("id_no_length", 4, "身份证号")]
    first = annotate(book_with(lambda sheet: None), "xlsx", found, sheets, receipt)
    again = opened(annotate(first, "xlsx", found, sheets, receipt))
    assert again.sheetnames == [LIST, "回执", SHEET]
    assert again[SHEET]["B4"].comment.text.count(found[0].message) == 1


def test_a_hidden_sheet_that_stands_first_stays_hidden(
    finding: MakeFinding, sheets: list[ReadSheet], receipt: Receipt
) -> None:
    buffer = BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    hidden, shown = book.add_worksheet("下拉"), book.add_worksheet(SHEET)
    shown.activate()
    shown.set_first_sheet()
    hidden.hide()
    book.close()
    after = opened(annotate(buffer.getvalue(), "xlsx", [finding("id_no_length", 4, "身份证号")], sheets, receipt))
    assert [(sheet.title, sheet.sheet_state) for sheet in after] == [
        (LIST, "visible"), ("回执", "visible"), ("下拉", "hidden"), (SHEET, "visible")]
    assert after.active.title == LIST
