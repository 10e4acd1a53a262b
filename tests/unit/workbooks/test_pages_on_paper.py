"""The two pages that we add: fit to be printed, and with what else there is to tell."""

from collections.abc import Callable
from dataclasses import replace
from io import BytesIO

import openpyxl
import pytest

from township_sync.domain.finding import Finding
from township_sync.domain.table import Cell, Grid, ReadSheet
from township_sync.workbooks.receipt import Receipt
from township_sync.workbooks.returned import annotate

MakeFinding = Callable[..., Finding]
SHEET = "APP账号实名制"


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_our_pages_are_printed_lengthwise_and_one_page_wide(
    kind: str, by_openpyxl: bytes, finding: MakeFinding, sheets: list[ReadSheet], receipt: Receipt
) -> None:
    original = by_openpyxl if kind == "xlsx" else b"a,b"
    grid = Grid(SHEET, [[Cell("张丰", "text")]])
    found = [finding("id_no_length", 5, "身份证号")]
    book = openpyxl.load_workbook(BytesIO(annotate(original, kind, found, sheets, receipt, lambda: [grid])))
    for name in ("问题清单", "回执"):
        page, setup = book[name].sheet_properties.pageSetUpPr, book[name].page_setup
        assert page is not None and page.fitToPage
        # A width that is not said is one page.
        assert (setup.orientation, setup.fitToWidth or 1, setup.fitToHeight) == ("landscape", 1, 0)
        assert str(setup.paperSize) == "9"  # A4
    assert book[SHEET].page_setup.orientation != "landscape"


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_the_receipt_lists_repeats_among_the_notices(
    kind: str, by_openpyxl: bytes, sheets: list[ReadSheet], receipt: Receipt
) -> None:
    again = replace(receipt, repeats=["“五月再报.xlsx”与已接收的文件完全相同，未重复处理。"])
    original = by_openpyxl if kind == "xlsx" else b"a,b"
    book = openpyxl.load_workbook(BytesIO(annotate(original, kind, [], sheets, again, list)))
    column = [row[0] for row in book["回执"].iter_rows(values_only=True)]
    assert column[column.index("告知（不用改）") + 1] == again.repeats[0]
