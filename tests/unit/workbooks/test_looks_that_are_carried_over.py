"""What of the look of an .xls and an .ods comes back in the .xlsx that is made from it."""

import zipfile
from collections.abc import Callable
from io import BytesIO
from typing import Any

import openpyxl
import pytest

from township_sync.domain.finding import Finding
from township_sync.domain.table import Cell, Grid, ReadSheet
from township_sync.workbooks import source_looks
from township_sync.workbooks.receipt import Receipt
from township_sync.workbooks.returned import annotate
from township_sync.workbooks.source_looks import SourceLook, looks_of
from township_sync.workbooks.styles import RED

MakeFinding = Callable[..., Finding]
SHEET = "APP账号实名制"
ODS = {
    "office": "office", "table": "table", "style": "style", "text": "text", "fo": "xsl-fo-compatible",
}
STYLES = (
    '<style:style style:name="co1" style:family="table-column"><style:table-column-properties '
    'style:column-width="56pt"/>'
    '</style:style><style:style style:name="base" style:family="table-cell"><style:text-properties '
    'fo:font-weight="bold" fo:font-size="14pt"/></style:style><style:style style:name="ce1" style:family="table-cell" '
    'style:parent-style-name="base"><style:table-cell-properties fo:background-color="#ffff00" fo:border="0.5pt solid '
    '#000000" fo:wrap-option="wrap"/><style:paragraph-properties fo:text-align="center"/></style:style>'
)
TABLE = (
    f'<table:table table:name="{SHEET}"><table:table-column table:style-name="co1" table:number-columns-repeated="2"/>'
    '<table:table-row table:number-rows-repeated="2"><table:table-cell table:style-name="ce1"/><table:table-cell/>'
    '</table:table-row><table:table-row table:number-rows-repeated="1048574"><table:table-cell '
    'table:style-name="ce1" table:number-columns-repeated="16384"/></table:table-row></table:table>'
)


def ods() -> bytes:
    start = "urn:oasis:names:tc:opendocument:xmlns"
    names = " ".join(f'xmlns:{prefix}="{start}:{name}:1.0"' for prefix, name in ODS.items())
    content = f"<office:document-content {names}>{STYLES}{TABLE}</office:document-content>"
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("content.xml", content)
    return buffer.getvalue()


def opened(data: bytes) -> Any:
    return openpyxl.load_workbook(BytesIO(data))[SHEET]


def rebuilt(
    look: SourceLook, findings: list[Finding], sheets: list[ReadSheet], receipt: Receipt,
    monkeypatch: pytest.MonkeyPatch,
) -> bytes:
    grid = Grid(SHEET, [[Cell("张丰", "text"), Cell(43965.0, "number"), Cell(0.5, "number")]])
    monkeypatch.setattr("township_sync.workbooks.returned.looks_of", lambda *_: {SHEET: look})
    return annotate(b"", "xls", findings, sheets, receipt, lambda: [grid])


def test_the_light_reading_of_an_ods_gives_widths_and_cell_looks() -> None:
    look = looks_of(ods(), "ods")[SHEET]
    assert {column: round(width) for column, width in look.widths.items()} == {1: 10, 2: 10}
    assert look.cells.keys() == {(1, 1), (2, 1)}
    assert look.cells[1, 1] == {
        "bold": True, "font_size": 14.0, "bg_color": "#ffff00", "left": 1, "right": 1, "top": 1, "bottom": 1,
        "text_wrap": True, "align": "center"}


def test_sizes_fonts_fills_and_frozen_panes_are_written(
    sheets: list[ReadSheet], receipt: Receipt, monkeypatch: pytest.MonkeyPatch
) -> None:
    cell = {"bold": True, "font_name": "仿宋", "pattern": 1, "fg_color": "#FFFF00", "num_format": "0.0%"}
    look = SourceLook(
        widths={2: 33}, heights={1: 42}, hidden_columns=frozenset({2}), cells={(1, 3): cell}, frozen=(1, 1))
    sheet = opened(rebuilt(look, [], sheets, receipt, monkeypatch))
    assert (round(sheet.column_dimensions["B"].width), sheet.column_dimensions["B"].hidden) == (34, True)
    assert (sheet.row_dimensions[1].height, sheet.freeze_panes) == (42, "B2")
    assert (sheet["C1"].font.b, sheet["C1"].font.name, sheet["C1"].number_format) == (True, "仿宋", "0.0%")
    assert sheet["C1"].fill.fgColor.rgb == "FFFFFF00"


def test_the_clerks_colour_and_comment_come_back_from_a_rebuilt_workbook(
    sheets: list[ReadSheet], receipt: Receipt, finding: MakeFinding, monkeypatch: pytest.MonkeyPatch
) -> None:
    look = SourceLook(cells={(1, 1): {"pattern": 1, "fg_color": "#FFFF00"}},
                      notes={(1, 1): ("小李", "户口本上是张峰"), (1, 3): ("小李", "约数")})
    found = [finding("name_has_digit", 1, "姓名")]
    first = rebuilt(look, found, sheets, receipt, monkeypatch)
    sheet = opened(first)
    assert sheet["A1"].fill.fgColor.rgb == RED
    assert sheet["A1"].comment.text.startswith("户口本上是张峰\n【校验问题】")
    clean = opened(annotate(first, "xlsx", [], sheets, receipt))
    assert clean["A1"].fill.fgColor.rgb == "FFFFFF00"
    assert (clean["A1"].comment.text, clean["C1"].comment.text) == ("户口本上是张峰", "约数")


def test_a_look_that_cannot_be_read_keeps_no_file_from_being_returned() -> None:
    assert looks_of(b"no workbook", "xls") == {}
    assert looks_of(b"no workbook", "ods") == {}
    assert looks_of(b"a,b", "csv") == {}


def test_a_very_large_file_is_returned_without_its_look(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source_looks, "_LARGEST", 10)
    assert looks_of(ods(), "ods") == {}
