"""A township corrects the workbook that we returned, and sends that file."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import openpyxl

from township_sync.domain.finding import Finding
from township_sync.domain.table import ReadSheet
from township_sync.workbooks.receipt import Receipt
from township_sync.workbooks.returned import annotate
from township_sync.workbooks.styles import RED

MakeFinding = Callable[..., Finding]
SHEET = "APP账号实名制"


def opened(data: bytes) -> Any:
    return openpyxl.load_workbook(BytesIO(data))


def saved_again(data: bytes) -> bytes:
    """As another program writes it: parts renamed, styles renumbered."""
    buffer = BytesIO()
    opened(data).save(buffer)
    return buffer.getvalue()


def red_and_comments(sheet: Any) -> tuple[list[str], dict[str, str]]:
    cells = [cell for row in sheet.iter_rows() for cell in row]
    red = [cell.coordinate for cell in cells if cell.fill.patternType == "solid" and cell.fill.fgColor.rgb == RED]
    return red, {cell.coordinate: cell.comment.text for cell in cells if cell.comment}


def returned(original: bytes, findings: list[Finding], sheets: list[ReadSheet], receipt: Receipt) -> bytes:
    return annotate(original, "xlsx", findings, sheets, receipt)


def test_our_marks_are_gone_once_the_fault_is_mended(
    by_openpyxl: bytes, finding: MakeFinding, sheets: list[ReadSheet], receipt: Receipt
) -> None:
    first = returned(by_openpyxl, [finding("name_has_digit", 4, "姓名"), finding("mobile_invalid", 4, "绑定手机号"),
                                   finding("id_no_length", 5, "身份证号")], sheets, receipt)
    for sent_back in (first, saved_again(first)):
        book = opened(returned(sent_back, [], sheets, receipt))
        assert red_and_comments(book[SHEET]) == ([], {"A4": "户口本上是张峰"})
        assert book.sheetnames == ["问题清单", "回执", SHEET, "村名单"]


def test_the_clerks_own_colour_comes_back(
    by_openpyxl: bytes, finding: MakeFinding, sheets: list[ReadSheet], receipt: Receipt
) -> None:
    first = returned(by_openpyxl, [finding("mobile_invalid", 4, "绑定手机号")], sheets, receipt)
    assert opened(first)[SHEET]["C4"].fill.fgColor.rgb == RED
    cell = opened(returned(saved_again(first), [], sheets, receipt))[SHEET]["C4"]
    assert (cell.fill.patternType, cell.fill.fgColor.rgb) == ("solid", "FFFFFF00")


def test_a_second_round_marks_only_what_is_still_wrong(
    by_openpyxl: bytes, finding: MakeFinding, sheets: list[ReadSheet], receipt: Receipt
) -> None:
    both = [finding("id_no_length", 4, "身份证号"), finding("id_no_length", 5, "身份证号")]
    second = returned(returned(by_openpyxl, both, sheets, receipt), both[1:], sheets, receipt)
    red, comments = red_and_comments(opened(second)[SHEET])
    assert red == ["B5"]
    assert sorted(comments) == ["A4", "B5"]


def test_a_comment_without_its_author_is_known_by_its_words(
    by_openpyxl: bytes, finding: MakeFinding, sheets: list[ReadSheet], receipt: Receipt
) -> None:
    book = opened(returned(by_openpyxl, [finding("id_no_length", 5, "身份证号")], sheets, receipt))
    book[SHEET]["B5"].comment.author = " "
    buffer = BytesIO()
    book.save(buffer)
    _, comments = red_and_comments(opened(returned(buffer.getvalue(), [], sheets, receipt))[SHEET])
    assert comments == {"A4": "户口本上是张峰"}


def test_a_sheet_of_the_township_with_our_name_stays(
    by_openpyxl: bytes, sheets: list[ReadSheet], receipt: Receipt
) -> None:
    book = opened(by_openpyxl)
    book.create_sheet("问题清单").append(["镇里自己记的"])
    buffer = BytesIO()
    book.save(buffer)
    after = opened(returned(returned(buffer.getvalue(), [], sheets, receipt), [], sheets, receipt))
    assert after.sheetnames == ["问题清单(2)", "回执", SHEET, "村名单", "问题清单"]
    assert after["问题清单"]["A1"].value == "镇里自己记的"
