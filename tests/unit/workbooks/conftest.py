"""Workbooks as townships make them, small enough to look at."""

import base64
import zipfile
from collections.abc import Callable
from io import BytesIO
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from openpyxl.comments import Comment
from openpyxl.styles import Border, PatternFill, Side

from township_sync.domain.finding import Finding
from township_sync.domain.table import ReadSheet
from township_sync.workbooks.receipt import Receipt, SheetCount

FILE = "五月.xlsx"
SHEET = "APP账号实名制"
HEADERS = ["姓名", "身份证号", "绑定手机号", "注册日期"]
PEOPLE = [["张丰", "43999919900101123X", "13800001234", 43965], ["李田", "439999199002021231", "13900001234", 43966]]
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+M8AAAMBAQDJ/pLvAAAAAElFTkSuQmCC"
)
MakeFinding = Callable[..., Finding]


@pytest.fixture
def sheets() -> list[ReadSheet]:
    columns = {"person_name": 1, "id_no": 2, "bind_mobile": 3, "registered_on": 4}
    return [ReadSheet(SHEET, "app_account", 3, columns, ())]


@pytest.fixture
def receipt() -> Receipt:
    counts = [SheetCount(SHEET, "APP账号实名制", read=2, loaded=1, rejected=1, skipped=1)]
    return Receipt("草尾镇", "2020-05", FILE, "0" * 64, "partly_accepted", counts)


@pytest.fixture
def finding() -> MakeFinding:
    def make(slug: str, row: int | None, column: str | None = None, **rest: object) -> Finding:
        return Finding(slug, FILE, str(rest.pop("sheet", SHEET)), row, column, **rest)  # type: ignore[arg-type]

    return make


@pytest.fixture
def by_openpyxl() -> bytes:
    """Title, head line, header in row 3; a border and a yellow fill on cells; a remark of the clerk's own."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = SHEET
    lines: list[list[Any]] = [["五月报表"], ["填报单位：草尾镇"], HEADERS, *PEOPLE]
    for row in lines:
        sheet.append(row)
    for cell in ("B4", "B5"):
        sheet[cell].number_format = "@"
        sheet[cell].border = Border(left=Side("thin"))
    sheet["C4"].fill = PatternFill("solid", fgColor="FFFFFF00")
    sheet["D4"].number_format = "yyyy-mm-dd"
    sheet["A4"].comment = Comment("户口本上是张峰", "小李")
    other = book.create_sheet("村名单")
    other.append(["乐园村"])
    return _saved(book)


def _saved(book: openpyxl.Workbook) -> bytes:
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


@pytest.fixture
def by_xlsxwriter() -> bytes:
    """The same table with a picture, a chart, a filter, a list and a second sheet, shown on that second sheet."""
    buffer = BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet, other = book.add_worksheet(SHEET), book.add_worksheet("图表")
    sheet.write_row(2, 0, HEADERS)
    for row, person in enumerate(PEOPLE, start=3):
        sheet.write_row(row, 0, person)
    sheet.autofilter(2, 0, 4, 3)
    sheet.data_validation("A4:A5", {"validate": "list", "source": ["张丰", "李田"]})
    sheet.insert_image("F2", "印章.png", {"image_data": BytesIO(PIXEL)})
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": f"='{SHEET}'!$D$4:$D$5"})
    other.insert_chart("A1", chart)
    other.activate()
    book.close()
    return buffer.getvalue()


@pytest.fixture
def parts() -> Callable[[bytes], dict[str, bytes]]:
    def read(data: bytes) -> dict[str, bytes]:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            assert archive.testzip() is None
            return {name: archive.read(name) for name in archive.namelist()}

    return read
