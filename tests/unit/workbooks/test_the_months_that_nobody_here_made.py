"""Workbooks of the shared inbox, marked with the findings of its truth file, read again by two libraries."""

import json
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from township_sync import project
from township_sync.domain.finding import Finding, rule
from township_sync.domain.period import Month
from township_sync.domain.table import ReadFile
from township_sync.readers import open_bytes
from township_sync.steps.read import read_file
from township_sync.workbooks.receipt import Receipt
from township_sync.workbooks.returned import annotate
from township_sync.workbooks.styles import RED

INBOX = project.root().parent / "shared" / "data" / "inbox"
pytestmark = pytest.mark.skipif(not INBOX.is_dir(), reason="the shared inbox is not on this machine")
FILES = [
    "430981006/琼湖街道5月就业扶贫报表.xlsx", "430981008/胭脂湖街道5月就业扶贫报表.xlsx",
    "430981102/四季红镇5月就业扶贫报表.xlsx",
]


def truth(file: str) -> dict[str, Any]:
    entries = json.loads((INBOX / "2020-05.truth.json").read_text(encoding="utf-8"))["files"]
    return next(dict(entry) for entry in entries if entry["file"] == file)


def cells(data: bytes) -> dict[str, list[list[Any]]]:
    book = CalamineWorkbook.from_filelike(BytesIO(data))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


@pytest.mark.parametrize("file", FILES)
def test_every_planted_fault_is_marked_and_no_value_is_lost(file: str) -> None:
    data = (INBOX / "2020-05" / file).read_bytes()
    read = read_file(file, data, file[:9], Month(2020, 5))[0]
    planted = [
        Finding(each["slug"], file, each["sheet"], each["row"], each["column"]) for each in truth(file)["findings"]
    ]
    receipt = Receipt("某镇", "2020-05", file, read.sha256, "partly_accepted")
    marked = annotate(data, read.kind, planted, read.sheets, receipt)

    before, after = cells(data), cells(marked)
    assert {name: after[name] for name in before} == before
    book: Any = openpyxl.load_workbook(BytesIO(marked))
    to_do = [found for found in planted if found.severity != "info"]
    assert book["问题清单"].max_row == 5 + len(to_do)
    for found in (each for each in to_do if rule(each.slug).scope in ("cell", "row", "cross_row", "cross_entity")):
        red = [cell for cell in book[found.sheet][found.row] if cell.fill.fgColor.rgb == RED]
        assert found.message in "".join(cell.comment.text for cell in red)


@pytest.mark.parametrize("file", [
    *FILES, "430981105/泗湖山镇5月就业扶贫报表.xls", "430981112/南大膳镇5月就业扶贫报表.ods",
    "430981115/阳罗洲镇_5月_补贴申领发放.csv",
])
def test_the_marked_workbook_reads_like_the_one_that_was_sent(file: str) -> None:
    data = (INBOX / "2020-05" / file).read_bytes()
    read = read_file(file, data, file[:9], Month(2020, 5))[0]
    receipt = Receipt("某镇", "2020-05", file, read.sha256, "partly_accepted")
    marked = annotate(data, read.kind, read.findings, read.sheets, receipt, lambda: open_bytes(file, data)[0].grids)
    again = read_file(str(Path(file).with_suffix(".xlsx")), marked, file[:9], Month(2020, 5))[0]
    assert rows_of(again) == rows_of(read)


def rows_of(read: ReadFile) -> list[Any]:
    """What was read, without how it was typed: a rebuilt workbook writes numbers and dates its own way."""
    return [
        (sheet.sheet, sheet.header_row, dict(sheet.columns), sheet.rows_skipped,
         [(row.number, dict(row.values)) for row in sheet.rows])
        for sheet in read.sheets
    ]


@pytest.mark.parametrize("file", FILES)
def test_a_workbook_that_comes_back_reads_as_before_its_marks(file: str) -> None:
    data = (INBOX / "2020-05" / file).read_bytes()
    sent = read_file(file, data, file[:9], Month(2020, 5))[0]
    problem = Finding("name_has_digit", file, sent.sheets[0].sheet, sent.sheets[0].rows[0].number, "姓名")
    receipt = Receipt("某镇", "2020-05", file, sent.sha256, "partly_accepted")
    back = read_file(file, annotate(data, sent.kind, [problem], sent.sheets, receipt), file[:9], Month(2020, 5))[0]
    assert back.sheets == sent.sheets
    assert back.findings == sent.findings
