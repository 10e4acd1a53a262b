"""What kind of value a cell is said to hold, in every format: the type that the file gave it, not how it looks."""

import datetime
import io
from collections.abc import Sequence

import openpyxl
import xlsxwriter
import xlwt  # type: ignore[import-untyped]
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from museum.parts import csv_text, ods, ods_table, workbook
from township_sync.domain.table import Cell, Grid
from township_sync.readers import open_bytes

DAY = datetime.date(2020, 5, 14)
NUMERIC_ID = 439999198001011000  # as Excel leaves it: 15 digits are true


def test_an_xlsx_cell_keeps_the_type_it_was_stored_with() -> None:
    book = openpyxl.Workbook()
    sheet = book.create_sheet("甲", 0)
    sheet.append([" 文字 ", NUMERIC_ID, 2600.5, DAY, datetime.time(8, 30), True, None, "=1+1"])
    sheet["I1"] = "#REF!"
    sheet["I1"].data_type = "e"
    assert kinds(saved(book)) == [
        ("text", " 文字 "),
        ("number", float(NUMERIC_ID)),
        ("number", 2600.5),
        ("date", DAY),
        ("time", datetime.time(8, 30)),
        ("boolean", True),
        ("empty", None),
        ("formula_without_value", None),
        ("error", "#REF!"),
    ]


def test_a_stored_result_of_a_formula_is_read_and_marked() -> None:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet()
    sheet.write_formula("A1", '=IF(1,"男","女")', value="男")
    sheet.write_formula("B1", "=1/0", value="#DIV/0!")
    sheet.write_formula("C1", "=2", value=2)
    book.close()
    row = grid_of(out.getvalue()).rows[0]
    assert list(row) == [Cell("男", "text", True), Cell("#DIV/0!", "error", True), Cell(2.0, "number", True)]


def test_a_date_in_the_1904_system_is_the_same_day() -> None:
    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904
    book.create_sheet("甲", 0)["A1"] = DAY
    assert kinds(saved(book)) == [("date", DAY)]


def test_dates_in_chinese_formats_are_dates() -> None:
    book = openpyxl.Workbook()
    sheet = book.create_sheet("甲", 0)
    for column, written in enumerate(['yyyy"年"m"月"d"日"', "[DBNum1]yyyy年m月", "m月d日", "yyyy/m/d;@"], 1):
        sheet.cell(1, column, DAY).number_format = written
    assert kinds(saved(book)) == [("date", DAY)] * 4


def test_hidden_rows_merges_and_sheets_are_seen_in_xlsx() -> None:
    def hide(book: openpyxl.Workbook) -> None:
        book["甲"].row_dimensions[2].hidden = True
        book["甲"].merge_cells("A1:B3")
        book["乙"].sheet_state = "veryHidden"

    opened = open_bytes("a.xlsx", workbook({"甲": [["a", "b"]] * 3, "乙": [["c"]]}, hide))[0]
    first, second = opened.grids
    assert (first.hidden_rows, list(first.merges), first.visible, second.visible) == (
        frozenset({2}),
        [(1, 1, 3, 2)],
        True,
        False,
    )


def test_an_old_workbook_keeps_types_hidden_rows_and_merges() -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("甲")
    sheet.write(0, 0, "文字")
    sheet.write(0, 1, 2600)
    sheet.write(0, 2, DAY, xlwt.easyxf(num_format_str="yyyy-mm-dd"))
    sheet.write(0, 3, True)
    sheet.write_merge(1, 3, 0, 0, "村")
    sheet.row(2).hidden = True
    book.add_sheet("乙").visibility = 1
    out = io.BytesIO()
    book.save(out)
    first, second = open_bytes("a.xls", out.getvalue())[0].grids
    assert [(cell.kind, cell.value) for cell in first.rows[0]] == [
        ("text", "文字"),
        ("number", 2600.0),
        ("date", DAY),
        ("boolean", True),
    ]
    assert (first.hidden_rows, list(first.merges), second.visible) == (frozenset({3}), [(2, 1, 4, 1)], False)


def test_an_open_document_keeps_types_hidden_rows_merges_and_sheets() -> None:
    cells = (
        '<table:table-row table:visibility="filter">'
        '<table:table-cell office:value-type="date" office:date-value="2020-05-14"/>'
        '<table:table-cell table:formula="of:=1"/><table:table-cell table:formula="of:=1" office:value-type="string">'
        "<text:p>#REF!</text:p></table:table-cell>"
        '<table:table-cell table:number-rows-spanned="2" office:value-type="boolean" office:boolean-value="true"/>'
        "</table:table-row>"
    )
    hidden = '<style:style style:name="h"><style:table-properties table:display="false"/></style:style>'
    body = ods_table([["文字", 5]], "甲", cells) + ods_table([["c"]], "乙", style="h")
    first, second = open_bytes("a.ods", ods(body, hidden))[0].grids
    assert [cell.kind for cell in first.rows[0]] == ["text", "number"]
    assert [(cell.kind, cell.value) for cell in first.rows[1]] == [
        ("date", DAY),
        ("formula_without_value", None),
        ("error", "#REF!"),
        ("boolean", True),
    ]
    assert (first.hidden_rows, list(first.merges), second.visible) == (frozenset({2}), [(2, 4, 3, 4)], False)


def test_every_field_of_a_csv_is_text_and_rows_are_records() -> None:
    text = csv_text([["2600", "", "一\n二"], [], ["a", " ", "c"]])
    grid = open_bytes("草尾镇_5月.csv", text.encode())[0].grids[0]
    assert [[cell.value for cell in row] for row in grid.rows] == [["2600", None, "一\n二"], [], ["a", " ", "c"]]
    assert {cell.kind for row in grid.rows for cell in row} == {"text", "empty"}
    assert (grid.name, grid.records) == ("草尾镇_5月", True)


def kinds(data: bytes) -> list[tuple[str, object]]:
    return [(cell.kind, cell.value) for cell in first_row(grid_of(data))]


def first_row(grid: Grid) -> Sequence[Cell]:
    return grid.rows[0]


def grid_of(data: bytes) -> Grid:
    return open_bytes("a.xlsx", data)[0].grids[0]


def saved(book: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
