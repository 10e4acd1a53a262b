"""The package around the marks: whatever need not change keeps its bytes."""

from collections.abc import Callable

import pytest

from township_sync.domain.finding import Finding
from township_sync.domain.table import ReadSheet
from township_sync.workbooks.receipt import Receipt
from township_sync.workbooks.returned import annotate

MakeFinding = Callable[..., Finding]
Parts = Callable[[bytes], dict[str, bytes]]
MAY_CHANGE = {
    "[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml", "xl/worksheets/sheet1.xml",
    "xl/worksheets/_rels/sheet1.xml.rels", "xl/comments/comment1.xml", "xl/drawings/commentsDrawing1.vml",
}


@pytest.mark.parametrize("book", ["by_openpyxl", "by_xlsxwriter"])
def test_other_sheets_pictures_and_charts_keep_their_bytes(
    book: str, request: pytest.FixtureRequest, parts: Parts, finding: MakeFinding, sheets: list[ReadSheet],
    receipt: Receipt,
) -> None:
    original = request.getfixturevalue(book)
    before = parts(original)
    after = parts(annotate(original, "xlsx", [finding("id_no_length", 4, "身份证号")], sheets, receipt))
    assert {name for name, data in before.items() if after.get(name) != data} <= MAY_CHANGE
    assert {"xl/worksheets/sheet2.xml"} <= {name for name, data in before.items() if after[name] == data}


def test_pictures_and_charts_are_there_to_be_kept(by_xlsxwriter: bytes, parts: Parts) -> None:
    assert {"xl/media/image1.png", "xl/charts/chart1.xml", "xl/drawings/drawing1.xml"} <= set(parts(by_xlsxwriter))


def test_a_marked_sheet_differs_only_where_it_is_marked(
    by_xlsxwriter: bytes, parts: Parts, finding: MakeFinding, sheets: list[ReadSheet], receipt: Receipt
) -> None:
    name = "xl/worksheets/sheet1.xml"
    before = parts(by_xlsxwriter)[name]
    marked = parts(annotate(by_xlsxwriter, "xlsx", [finding("id_no_length", 4, "身份证号")], sheets, receipt))[name]
    head, tail = before.split(b'<c r="B4"')
    assert marked.startswith(head)
    assert len(marked) - len(before) < 200
    assert tail.rsplit(b"<drawing", 1)[0][-200:] in marked


def test_a_file_without_problems_changes_no_sheet(
    by_openpyxl: bytes, parts: Parts, sheets: list[ReadSheet], receipt: Receipt
) -> None:
    before, after = parts(by_openpyxl), parts(annotate(by_openpyxl, "xlsx", [], sheets, receipt))
    changed = {name for name, data in before.items() if after[name] != data}
    assert changed <= {"[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml"}
