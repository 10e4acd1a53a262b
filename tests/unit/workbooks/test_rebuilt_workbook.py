"""Files that cannot be marked in place come back as a new .xlsx."""

from collections.abc import Callable
from datetime import date, datetime
from io import BytesIO
from typing import Any

import openpyxl
import pytest

from township_sync.domain.finding import Finding
from township_sync.domain.table import Cell, ConformedRow, Grid, ReadSheet
from township_sync.workbooks.receipt import Receipt
from township_sync.workbooks.returned import annotate
from township_sync.workbooks.styles import RED

MakeFinding = Callable[..., Finding]
SHEET = "APP账号实名制"


@pytest.fixture
def grids() -> list[Grid]:
    head = [Cell(text, "text") for text in ("姓名", "身份证号", "绑定手机号", "注册日期")]
    rows = [[], [], head, [Cell("张丰", "text"), Cell("=1+1", "text"), Cell(13800001234.0, "number"),
                           Cell(date(2020, 5, 14), "date")]]
    return [Grid(SHEET, rows), Grid("村名单", [[Cell(True, "boolean"), Cell(datetime(2020, 5, 1, 8), "date")]])]


def opened(data: bytes) -> Any:
    return openpyxl.load_workbook(BytesIO(data))


def test_values_stand_at_their_own_places_with_the_bad_ones_marked(
    grids: list[Grid], finding: MakeFinding, sheets: list[ReadSheet], receipt: Receipt
) -> None:
    found = finding("id_no_length", 4, "身份证号")
    book = opened(annotate(b"\xd0\xcf\x11\xe0", "xls", [found], sheets, receipt, lambda: grids))
    assert book.sheetnames == ["问题清单", "回执", SHEET, "村名单"]
    assert [cell.value for cell in book[SHEET][4]] == ["张丰", "=1+1", 13800001234, datetime(2020, 5, 14)]
    assert (book[SHEET]["B4"].data_type, book[SHEET]["B4"].fill.fgColor.rgb) == ("s", RED)
    assert found.message in book[SHEET]["B4"].comment.text
    assert book["问题清单"]["B7"].hyperlink.location == f"'{SHEET}'!B4"


def test_merges_and_hidden_rows_are_kept(sheets: list[ReadSheet], receipt: Receipt) -> None:
    cells = [[Cell("草尾镇", "text"), Cell("a", "text")], [Cell(), Cell("b", "text")], [Cell("c", "text")]]
    grid = Grid(SHEET, cells, hidden_rows=frozenset({3}), merges=[(1, 1, 2, 1), (2, 1, 3, 1)])
    sheet = opened(annotate(b"", "xls", [], sheets, receipt, lambda: [grid]))[SHEET]
    assert [str(area) for area in sheet.merged_cells.ranges] == ["A1:A2"]
    assert sheet["A1"].value == "草尾镇"
    assert [row for row, look in sheet.row_dimensions.items() if look.hidden] == [3]


def test_the_receipt_says_that_the_file_was_made_anew(
    grids: list[Grid], sheets: list[ReadSheet], receipt: Receipt
) -> None:
    page = opened(annotate(b"a,b", "csv", [], sheets, receipt, lambda: grids))["回执"]
    assert any("csv格式" in str(row[0].value) for row in page.iter_rows())


def test_two_runs_give_the_same_bytes(
    grids: list[Grid], finding: MakeFinding, sheets: list[ReadSheet], receipt: Receipt
) -> None:
    findings = [finding("id_no_length", 4, "身份证号")]
    first, second = (annotate(b"", "ods", findings, sheets, receipt, lambda: grids) for _ in range(2))
    assert first == second


def test_without_grids_the_texts_as_typed_are_laid_out(receipt: Receipt, finding: MakeFinding) -> None:
    row = ConformedRow(4, {"person_name": "张丰"}, {}, {"person_name": "张 丰", "id_no": "43999"})
    sheets = [ReadSheet(SHEET, "app_account", 3, {"person_name": 1, "id_no": 2}, (row,))]
    sheet = opened(annotate(b"", "csv", [finding("id_no_length", 4, "身份证号")], sheets, receipt))[SHEET]
    texts = [[cell.value for cell in line] for line in sheet.iter_rows(min_row=3)]
    assert texts == [["姓名", "身份证号"], ["张 丰", "43999"]]


def test_an_xlsx_in_another_dialect_is_laid_out_anew(
    grids: list[Grid], sheets: list[ReadSheet], receipt: Receipt
) -> None:
    book = opened(annotate(b"PK\x03\x04 cut off", "xlsx", [], sheets, receipt, lambda: grids))
    assert SHEET in book.sheetnames


def test_sheet_names_that_a_workbook_does_not_allow_are_changed_and_still_linked(
    receipt: Receipt, finding: MakeFinding
) -> None:
    long = "草尾镇/乐园村:2020年5月劳动力就业信息采集汇总表（最终版第二稿）"
    grids = [Grid(long, [[Cell("x", "text")]]), Grid(long + "2", [[Cell("y", "text")]]), Grid("回执", [])]
    sheets = [ReadSheet(long, "app_account", 1, {"person_name": 1}, ())]
    findings = [finding("name_has_digit", 1, "姓名", sheet=long)]
    book = opened(annotate(b"", "ods", findings, sheets, receipt, lambda: grids))
    assert len(book.sheetnames) == 4
    assert book["问题清单"]["B7"].hyperlink.location == f"'{book.sheetnames[2]}'!A1"
