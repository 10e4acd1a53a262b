"""Packages as different programs write them: each is marked in place, breaks no rule of Excel and can come back."""

import re
import zipfile
from collections.abc import Callable
from io import BytesIO
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from township_sync.domain.finding import Finding
from township_sync.domain.table import ReadSheet
from township_sync.workbooks.edited import edit
from township_sync.workbooks.problems import list_problems
from township_sync.workbooks.receipt import Receipt
from township_sync.workbooks.styles import RED
from unit.workbooks.package_rules import violations

MakeFinding = Callable[..., Finding]
Parts = dict[str, bytes]
SHEET, HEADERS = "APP账号实名制", ["姓名", "身份证号", "绑定手机号", "注册日期"]
BOOK, FIRST, STYLES, RELATIONS = (
    "xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/_rels/workbook.xml.rels",
)
COMMON, STRICT = "http://schemas.openxmlformats.org/", "http://purl.oclc.org/ooxml/"


@pytest.fixture
def rich() -> Parts:
    """All that a sheet may hold around its cells, and other sheets of every kind."""
    buffer = BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet, other, hidden = book.add_worksheet(SHEET), book.add_worksheet("图 表"), book.add_worksheet("下拉")
    sheet.add_table("A3:D5", {"columns": [{"header": name} for name in HEADERS]})
    for row, person in enumerate([["张丰", "4399", "138", 43965], ["李田", "4398", "139", 43966]], start=3):
        sheet.write_row(row, 0, person)
    sheet.write_comment("A4", "户口本上是张峰", {"author": "小李"})
    sheet.data_validation("A4:A5", {"validate": "list", "source": "=下拉!$A$1:$A$2"})
    sheet.conditional_format("D4:D5", {"type": "data_bar", "data_bar_2010": True})
    sheet.freeze_panes(3, 1)
    sheet.protect("1", {"select_locked_cells": True})
    sheet.print_area("A1:D5")
    sheet.repeat_rows(2)
    sheet.set_header("&C&G", {"image_center": "seal.png", "image_data_center": BytesIO(_PIXEL)})
    hidden.write_column(0, 0, ["张丰", "李田"])
    hidden.hide()
    book.define_name("村名", "=下拉!$A$1:$A$2")
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": f"='{SHEET}'!$D$4:$D$5"})
    other.insert_chart("A1", chart)
    alone = book.add_chartsheet("大图")
    other_chart = book.add_chart({"type": "pie"})
    other_chart.add_series({"values": f"='{SHEET}'!$D$4:$D$5"})
    alone.set_chart(other_chart)
    book.close()
    return unpacked(buffer.getvalue())


_PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010804000000b51c0c020000000b4944415478da6364f8cf00000301010027f1a2ef"
    "0000000049454e44ae426082"
)


def unpacked(data: bytes) -> Parts:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: Parts) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def changed(parts: Parts, name: str, pattern: str, wanted: str) -> Parts:
    text, count = re.subn(pattern, wanted, parts[name].decode(), flags=re.DOTALL)
    assert count, f"{pattern} is not in {name}"
    return {**parts, name: text.encode()}


def as_it_is(parts: Parts) -> Parts:
    return parts


def strict(parts: Parts) -> Parts:
    def other(text: bytes) -> bytes:
        for kind in ("officeDocument/2006/relationships", "spreadsheetml/2006/main", "drawingml/2006/main"):
            wanted = STRICT + kind.replace("/2006", "")
            text = text.replace((COMMON + kind).encode(), wanted.encode())
        return text

    return {name: other(data) for name, data in parts.items()}


def prefixed(parts: Parts) -> Parts:
    def other(name: str) -> Parts:
        text = parts[name].decode().replace("xmlns=", "xmlns:x=")
        return {name: re.sub(r"<(/?)(?![?/])(?=[a-zA-Z]+[\s/>])", r"<\1x:", text).encode()}

    return {**parts, **other(FIRST), **other(BOOK), **other(STYLES)}


def in_utf_16(parts: Parts) -> Parts:
    text = parts[FIRST].decode().replace('encoding="UTF-8"', 'encoding="UTF-16"')
    return {**parts, FIRST: text.encode("utf-16")}


def with_absolute_targets(parts: Parts) -> Parts:
    return changed(parts, RELATIONS, 'Target="', 'Target="/xl/')


def without_styles(parts: Parts) -> Parts:
    kept = {name: data for name, data in parts.items() if name != STYLES}
    kept = changed(kept, RELATIONS, r'<Relationship [^>]*styles\.xml"/>', "")
    kept = changed(kept, "[Content_Types].xml", r'<Override PartName="/xl/styles\.xml"[^>]*/>', "")
    return changed(kept, FIRST, r' s="\d+"', "") if b' s="' in kept[FIRST] else kept


def without_cell_formats(parts: Parts) -> Parts:
    return changed(parts, STYLES, "<cellXfs.*</cellXfs>", "")


def with_names_in_capitals(parts: Parts) -> Parts:
    return {name.replace("sheet1.xml", "Sheet1.XML"): data for name, data in parts.items()}


def with_backslashes(parts: Parts) -> Parts:
    return {name.replace("/", "\\"): data for name, data in parts.items()}


def without_a_type_for_relations(parts: Parts) -> Parts:
    kept = changed(parts, "[Content_Types].xml", r'<Default Extension="rels"[^>]*/>', "")
    overrides = "".join(
        f'<Override PartName="/{name}" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        for name in parts if name.endswith(".rels")
    )
    return changed(kept, "[Content_Types].xml", "</Types>", overrides + "</Types>")


def with_extensions(parts: Parts) -> Parts:
    return changed(parts, FIRST, "<worksheet ", '<worksheet xmlns:q="urn:q" q:uid="1" ')


def for_openpyxl(data: bytes) -> BytesIO:
    """openpyxl knows neither the strict dialect nor names in capitals."""
    parts = {name.replace("Sheet1.XML", "sheet1.xml"): body for name, body in unpacked(data).items()}
    for kind in ("officeDocument/relationships", "spreadsheetml/main", "drawingml/main"):
        ours = (COMMON + kind.replace("/", "/2006/")).encode()
        parts = {name: body.replace((STRICT + kind).encode(), ours) for name, body in parts.items()}
    return BytesIO(packed(parts))


DIALECTS = [
    as_it_is, strict, prefixed, in_utf_16, with_absolute_targets, without_styles, without_cell_formats,
    with_names_in_capitals, with_backslashes, without_a_type_for_relations, with_extensions,
]


def edited(data: bytes, findings: list[Finding], sheets: list[ReadSheet], receipt: Receipt) -> bytes:
    return edit(data, list_problems(findings, sheets), findings, receipt)


def values(data: bytes) -> dict[str, Any]:
    book = CalamineWorkbook.from_filelike(BytesIO(data))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


@pytest.fixture
def faults(finding: MakeFinding) -> list[Finding]:
    return [
        finding("id_no_length", 4, "身份证号"), finding("name_has_digit", 4, "姓名"), finding("no_data_rows", None),
        finding("required_value_missing", 5, "绑定手机号"), finding("stray_cell_ignored", 2, "K"),
        finding("person_not_in_register", 1200), finding("file_name_contradicts_content", None, sheet=None),
    ]


@pytest.mark.parametrize("dialect", DIALECTS)
def test_no_rule_of_excel_is_broken_that_was_kept_before(
    dialect: Callable[[Parts], Parts], rich: Parts, faults: list[Finding], sheets: list[ReadSheet], receipt: Receipt
) -> None:
    sent = packed(dialect(rich))
    marked = edited(sent, faults, sheets, receipt)
    assert not violations(marked) - violations(sent)
    assert not violations(edited(marked, [], sheets, receipt)) - violations(sent)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_cells_are_red_values_stay_and_all_is_undone_when_it_comes_back(
    dialect: Callable[[Parts], Parts], rich: Parts, faults: list[Finding], sheets: list[ReadSheet], receipt: Receipt
) -> None:
    sent = packed(dialect(rich))
    marked = edited(sent, faults, sheets, receipt)
    sheet = openpyxl.load_workbook(for_openpyxl(marked))[SHEET]
    red = {cell.coordinate for row in sheet.iter_rows() for cell in row if cell.fill.fgColor.rgb == RED}
    assert red == {"A4", "B4", "C5", "K2", "A1200"}
    assert {name for name in red if sheet[name].comment} == red
    clean = edited(marked, [], sheets, receipt)
    assert "【校验问题】".encode() not in b"".join(unpacked(clean).values())
    if dialect not in (in_utf_16, with_backslashes):  # calamine itself does not read these
        before = values(sent)
        for after in (values(marked), values(clean)):
            assert {name: [row[:4] for row in after[name] if any(row)] for name in before} == {
                name: [row[:4] for row in before[name] if any(row)] for name in before}


@pytest.mark.parametrize("dialect", DIALECTS)
def test_parts_that_need_no_change_keep_their_bytes(
    dialect: Callable[[Parts], Parts], rich: Parts, faults: list[Finding], sheets: list[ReadSheet], receipt: Receipt
) -> None:
    before = {name.replace("\\", "/"): data for name, data in dialect(rich).items()}
    after = unpacked(edited(packed(before), faults, sheets, receipt))
    touched = {name.lower() for name in before if after.get(name) != before[name]}
    assert touched <= {
        "[content_types].xml", BOOK, RELATIONS, STYLES, FIRST, "xl/worksheets/_rels/sheet1.xml.rels",
        "xl/comments1.xml", "xl/drawings/vmldrawing1.vml",
    }


def test_names_of_sheets_move_with_their_sheets(
    rich: Parts, faults: list[Finding], sheets: list[ReadSheet], receipt: Receipt
) -> None:
    book = openpyxl.load_workbook(BytesIO(edited(packed(rich), faults, sheets, receipt)))
    assert book[SHEET].print_area == f"'{SHEET}'!$A$1:$D$5"
    assert book[SHEET].print_title_rows == "$3:$3"
    assert book["问题清单"].print_title_rows == "$5:$5"
    assert book.defined_names["村名"].attr_text == "下拉!$A$1:$A$2"


def test_a_bad_cell_of_a_protected_sheet_can_be_mended(
    rich: Parts, faults: list[Finding], sheets: list[ReadSheet], receipt: Receipt
) -> None:
    sheet = openpyxl.load_workbook(BytesIO(edited(packed(rich), faults, sheets, receipt)))[SHEET]
    assert sheet.protection.sheet
    assert (sheet["B4"].protection.locked, sheet["B5"].protection.locked) == (False, True)


def test_a_workbook_with_macros_comes_back_without_them(
    rich: Parts, faults: list[Finding], sheets: list[ReadSheet], receipt: Receipt
) -> None:
    types = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    enabled = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
    macros = changed(rich, "[Content_Types].xml", re.escape(types), enabled)
    kind = "http://schemas.microsoft.com/office/2006/relationships/vbaProject"
    relation = f'<Relationship Id="rIdM" Type="{kind}" Target="vbaProject.bin"/></Relationships>'
    macros = changed({**macros, "xl/vbaProject.bin": b"\0"}, RELATIONS, "</Relationships>", relation)
    after = unpacked(edited(packed(macros), faults, sheets, receipt))
    assert not [name for name in after if "vba" in name]
    assert b"macro" not in after["[Content_Types].xml"] and types.encode() in after["[Content_Types].xml"]


def test_the_clerks_additions_to_our_sheets_leave_no_orphans(
    rich: Parts, faults: list[Finding], sheets: list[ReadSheet], receipt: Receipt
) -> None:
    marked = unpacked(edited(packed(rich), faults, sheets, receipt))
    ours = max(name for name in marked if re.fullmatch(r"xl/worksheets/sheet\d+\.xml", name))
    kind = f"{COMMON}officeDocument/2006/relationships/comments"
    note = f'<Relationship Id="r1" Type="{kind}" Target="../comments9.xml"/>'
    marked[f"xl/worksheets/_rels/{ours.rpartition('/')[2]}.rels"] = (
        f'<Relationships xmlns="{COMMON}package/2006/relationships">{note}</Relationships>'.encode())
    marked["xl/comments9.xml"] = b"<comments/>"
    assert "xl/comments9.xml" not in unpacked(edited(packed(marked), [], sheets, receipt))


def test_a_sheet_that_had_no_relations_gets_a_declared_part_for_them(
    rich: Parts, finding: MakeFinding, receipt: Receipt
) -> None:
    sheets = [ReadSheet("下拉", "app_account", 1, {"person_name": 1}, ())]
    sent = packed(without_a_type_for_relations(rich))
    marked = edited(sent, [finding("name_has_digit", 1, "姓名", sheet="下拉")], sheets, receipt)
    assert any(name.endswith("sheet3.xml.rels") for name in unpacked(marked))
    assert not violations(marked) - violations(sent)
