"""Old workbooks: formulas are told from values, every generation of the format is read, known passwords open them."""

import datetime
import io
import struct

import xlwt  # type: ignore[import-untyped]

from township_sync.domain.table import Cell, Grid
from township_sync.readers import Opened, open_bytes
from township_sync.readers.biff_facts import formulas_by_sheet

SHEET, CHART, END = 0x10, 0x20, b"\x0a\0\0\0"


def test_a_formula_that_no_program_has_calculated_has_no_value() -> None:
    book = xlwt.Workbook()
    for name in ("甲", "乙"):
        sheet = book.add_sheet(name)
        sheet.write(0, 0, 5)
        sheet.write(0, 1, xlwt.Formula("1+1"))
    for grid in opened(saved(book)).grids:
        assert [(cell.kind, cell.is_formula) for cell in grid.rows[0]] == [
            ("number", False), ("formula_without_value", True),
        ]


def test_a_stored_result_of_a_formula_is_read_and_marked() -> None:
    number = record(0x0006, struct.pack("<HHHd", 0, 0, 0, 12.5) + bytes(8))
    empty = record(0x0006, struct.pack("<HHH", 0, 1, 0) + b"\3\0\0\0\0\0\xff\xff" + bytes(8))
    stream = record(0x0809, struct.pack("<HH", 0x0500, SHEET) + bytes(4)) + number + empty + END
    assert formulas_by_sheet(stream) == [{(1, 1): True, (1, 2): True}]


def test_hours_that_have_passed_are_a_number_of_days_and_a_time_of_day_is_a_time() -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("甲")
    sheet.write(0, 0, 1.5, xlwt.easyxf(num_format_str="[h]:mm"))
    sheet.write(0, 1, 0.5, xlwt.easyxf(num_format_str="hh:mm"))
    sheet.write(0, 2, -3.5, xlwt.easyxf(num_format_str="yyyy-mm-dd"))
    cells = opened(saved(book)).grids[0].rows[0]
    assert [(cell.kind, cell.value) for cell in cells] == [
        ("number", 1.5), ("time", datetime.time(12)), ("number", -3.5),
    ]


def test_the_formula_result_that_is_a_text_is_found_behind_it_and_a_missing_one_is_noticed() -> None:
    text_result = bytes([0, 0, 0, 0, 0, 0, 0xFF, 0xFF])
    with_text = record(0x0006, struct.pack("<HHH", 0, 0, 0) + text_result + bytes(8)) + record(0x0207, b"\1\0\0a")
    without = record(0x0006, struct.pack("<HHH", 1, 2, 0) + text_result + bytes(8))
    stream = record(0x0809, struct.pack("<HH", 0x0500, SHEET) + bytes(4)) + with_text + without + END
    assert formulas_by_sheet(stream) == [{(1, 1): True, (2, 3): False}]


def test_formulas_of_a_chart_inside_a_sheet_are_not_the_sheets_own() -> None:
    formula, other = (record(0x0006, struct.pack("<HHH", place, place, 0) + bytes(16)) for place in (4, 8))
    chart = record(0x0809, struct.pack("<HH", 0x0500, CHART) + bytes(4)) + other + END
    stream = record(0x0809, struct.pack("<HH", 0x0500, SHEET) + bytes(4)) + chart + formula + END
    assert formulas_by_sheet(stream) == [{(5, 5): True}]


def test_a_bare_stream_of_the_fifth_generation_is_read_without_a_container() -> None:
    name = b"Sheet1"
    start = record(0x0809, struct.pack("<HH", 0x0500, 5) + bytes(4))
    page = record(0x0042, struct.pack("<H", 936))
    place = len(start) + len(page) + 4 + 7 + len(name) + len(END)
    bound = record(0x0085, struct.pack("<IBB", place, 0, 0) + bytes([len(name)]) + name)
    label = record(0x0204, struct.pack("<HHHH", 0, 0, 0, 4) + "姓名".encode("gbk"))
    sheet = record(0x0809, struct.pack("<HH", 0x0500, SHEET) + bytes(4)) + label + END
    made = opened(start + page + bound + END + sheet, "旧表.xls")
    assert (made.kind, [cell.value for cell in only_grid(made).rows[0]]) == ("xls", ["姓名"])


def test_a_sheet_of_the_second_generation_is_read() -> None:
    integer = record(0x0002, struct.pack("<HH", 0, 1) + bytes(3) + struct.pack("<H", 42))
    label = record(0x0004, struct.pack("<HH", 0, 0) + bytes(3) + b"\2ab")
    made = opened(record(0x0009, struct.pack("<HH", 2, SHEET)) + label + integer + END, "1987.xls")
    assert [cell.value for cell in only_grid(made).rows[0]] == ["ab", 42.0]


def test_a_sheet_of_excel_4_macros_is_refused_as_every_other_macro() -> None:
    data = saved_one_cell()
    name = data.index("甲".encode("utf-16-le"))
    macro = bytearray(data)
    macro[name - 3] = 1  # the kind of a sheet stands before the length of its name (MS-XLS 2.4.28)
    [made] = open_bytes("a.xls", bytes(macro))
    assert [found.slug for found in made.findings] == ["macro_workbook"]


def test_what_is_embedded_in_a_workbook_makes_it_no_document() -> None:
    from township_sync.readers import compound

    assert compound._DOCUMENTS.isdisjoint({"workbook", "mbd0001"})
    assert opened(saved_one_cell()).kind == "xls"


def record(number: int, body: bytes) -> bytes:
    return struct.pack("<HH", number, len(body)) + body


def saved_one_cell() -> bytes:
    book = xlwt.Workbook()
    book.add_sheet("甲").write(0, 0, "a")
    return saved(book)


def saved(book: xlwt.Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def opened(data: bytes, name: str = "a.xls") -> Opened:
    [one] = open_bytes(name, data)
    assert not one.findings, one.findings
    return one


def only_grid(one: Opened) -> Grid:
    [grid] = one.grids
    assert all(isinstance(cell, Cell) for cell in grid.rows[0])
    return grid
