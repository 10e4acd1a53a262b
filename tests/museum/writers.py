"""From a `Book` of the museum to the bytes of a real file, by real writers."""

import csv
import io
import re
import zipfile
from collections.abc import Callable, Mapping
from typing import Any

import xlsxwriter

from museum.parts import zipped, zipped_by_windows
from museum.recipe import Book, Page, Value


def file_bytes(book: Book) -> bytes:
    """The bytes of one file of a recipe, damaged at the end when the recipe says so."""
    data = _WRITERS[book.form](book)
    return DAMAGES[book.damage](data) if book.damage else data


def _xlsx(book: Book) -> bytes:
    out = io.BytesIO()
    options = {"in_memory": True, "date_1904": book.from_1904}
    written = xlsxwriter.Workbook(out, options)
    first = next((page.name for page in book.pages if page.state == "visible"), None)
    for page in book.pages:
        _xlsx_sheet(written, page, is_first=page.name == first)
    written.close()
    return out.getvalue()


def _xlsx_sheet(written: xlsxwriter.Workbook, page: Page, *, is_first: bool) -> None:
    sheet = written.add_worksheet(page.name)
    if is_first:
        sheet.activate()
    for number, row in enumerate(page.rows):
        for column, cell in enumerate(row):
            if cell is not None:
                _xlsx_cell(written, sheet, number, column, cell, page.colours)
    for span in page.merges:
        top, left, _, _ = _span(span)
        lines = page.rows[top][left : left + 1] if top < len(page.rows) else []
        kept = lines[0] if lines else None
        sheet.merge_range(span, "")
        if kept is not None:
            _xlsx_cell(written, sheet, top, left, kept, {})
    for number in page.hidden_rows:
        sheet.set_row(number - 1, None, None, {"hidden": True})
    for letter in page.hidden_columns:
        sheet.set_column(f"{letter}:{letter}", None, None, {"hidden": True})
    for place, text in page.comments.items():
        sheet.write_comment(place, text)
    if page.state != "visible":
        sheet.very_hidden() if page.state == "very_hidden" else sheet.hide()
    border = written.add_format({"border": 1})
    for number in range(len(page.rows), len(page.rows) + page.empty_rows_with_format):
        for column in range(20):
            sheet.write_blank(number, column, None, border)


def _xlsx_cell(
    written: xlsxwriter.Workbook, sheet: Any, row: int, column: int, cell: Value, colours: Mapping[str, str]
) -> None:
    colour = colours.get(f"{_letter(column)}{row + 1}")
    looks = {"num_format": cell.form} if cell.form else {}
    style = written.add_format({**looks, **({"bg_color": colour} if colour else {})}) if looks or colour else None
    if cell.kind == "text":
        sheet.write_string(row, column, cell.value, style)
    elif cell.kind == "number":
        sheet.write_number(row, column, cell.value, style)
    elif cell.kind == "boolean":
        sheet.write_boolean(row, column, cell.value, style)
    elif cell.kind == "date":
        sheet.write_datetime(row, column, cell.value, style)
    elif cell.kind == "error":
        sheet.write_formula(row, column, cell.value, style, cell.value)
    else:
        sheet.write_formula(row, column, cell.value, style, "" if cell.result is None else cell.result)


def _xls(book: Book) -> bytes:
    import xlwt  # type: ignore[import-untyped,unused-ignore]

    written = xlwt.Workbook(encoding="utf-8")
    written.dates_1904 = book.from_1904
    for page in book.pages:
        sheet = written.add_sheet(page.name)
        merged = {_span(span)[:2]: _span(span) for span in page.merges}
        covered = {
            (row, column) for top, left, bottom, right in merged.values()
            for row in range(top, bottom + 1) for column in range(left, right + 1)
        }
        for number, row in enumerate(page.rows):
            for column, cell in enumerate(row):
                if (number, column) in merged:
                    top, left, bottom, right = merged[number, column]
                    sheet.write_merge(top, bottom, left, right, cell.value if cell else "")
                elif cell is not None and (number, column) not in covered:
                    style = xlwt.easyxf(num_format_str=cell.form) if cell.form else xlwt.Style.default_style
                    sheet.write(number, column, cell.value, style)
        for number in page.hidden_rows:
            sheet.row(number - 1).hidden = True
        if page.state != "visible":
            sheet.visibility = 2 if page.state == "very_hidden" else 1
    out = io.BytesIO()
    written.save(out)
    return out.getvalue()


def _ods(book: Book) -> bytes:
    from odf import opendocument, table, text

    document = opendocument.OpenDocumentSpreadsheet()
    for page in book.pages:
        sheet = table.Table(name=page.name)
        spans = {_span(span)[:2]: _span(span) for span in page.merges}
        for number, row in enumerate(page.rows):
            line = table.TableRow(**({"visibility": "collapse"} if number + 1 in page.hidden_rows else {}))
            for column, cell in enumerate(row):
                made = table.TableCell(**_ods_cell(cell), **_ods_span(spans.get((number, column))))
                if cell is not None:
                    made.addElement(text.P(text=str(cell.value)))
                line.addElement(made)
            sheet.addElement(line)
        document.spreadsheet.addElement(sheet)
    out = io.BytesIO()
    document.write(out)
    return out.getvalue()


def _ods_cell(cell: Value | None) -> dict[str, str]:
    if cell is None:
        return {}
    if cell.kind == "number":
        return {"valuetype": "float", "value": str(cell.value)}
    if cell.kind == "date":
        return {"valuetype": "date", "datevalue": cell.value.isoformat()}
    return {"valuetype": "string", "stringvalue": str(cell.value)}


def _ods_span(span: tuple[int, int, int, int] | None) -> dict[str, str]:
    if span is None:
        return {}
    top, left, bottom, right = span
    return {"numberrowsspanned": str(bottom - top + 1), "numbercolumnsspanned": str(right - left + 1)}


def _csv(book: Book) -> bytes:
    out = io.StringIO()
    rows = [[_as_text(cell) for cell in row] for row in book.pages[0].rows]
    csv.writer(out, delimiter=book.delimiter, lineterminator="\r\n").writerows(rows)
    return out.getvalue().encode(book.encoding)


def _as_text(cell: Value | None) -> str:
    if cell is None:
        return ""
    return str(cell.value)


def _html(book: Book) -> bytes:
    lines = ["".join(f"<td>{_as_text(cell)}</td>" for cell in row) for row in book.pages[0].rows]
    table = "".join(f"<tr>{line}</tr>" for line in lines)
    return f"<html><body><table>{table}</table></body></html>".encode(book.encoding)


def _zip(book: Book) -> bytes:
    inside = {name: file_bytes(inner) for name, inner in book.inside.items()}
    return zipped_by_windows(inside) if book.encoding == "gbk" else zipped(inside)


def _text(book: Book) -> bytes:
    return "\n".join("  ".join(_as_text(cell) for cell in row) for row in book.pages[0].rows).encode(book.encoding)


_WRITERS: dict[str, Callable[[Book], bytes]] = {
    "xlsx": _xlsx, "xls": _xls, "ods": _ods, "csv": _csv, "html": _html, "zip": _zip, "text": _text,
}


def _span(reference: str) -> tuple[int, int, int, int]:
    """`E3:F4` → (2, 4, 3, 5), from 0."""
    found = re.fullmatch(r"([A-Z]+)(\d+):([A-Z]+)(\d+)", reference)
    assert found, f"{reference} is no range"
    return int(found[2]) - 1, _column(found[1]), int(found[4]) - 1, _column(found[3])


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _letter(column: int) -> str:
    letters, number = "", column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


# What no writer makes

def _cut_off(data: bytes) -> bytes:
    return data[: len(data) // 2]


def _locked(data: bytes) -> bytes:
    import msoffcrypto.format.ooxml

    out = io.BytesIO()
    msoffcrypto.format.ooxml.OOXMLFile(io.BytesIO(data)).encrypt("草尾2020", out)
    return out.getvalue()


def _with_macros(data: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    types = parts["[Content_Types].xml"].replace(
        b"spreadsheetml.sheet.main+xml", b"excel.sheet.macroEnabled.main+xml"
    ).replace(b"application/vnd.openxmlformats-officedocument.excel", b"application/vnd.ms-excel")
    return zipped({**parts, "[Content_Types].xml": types, "xl/vbaProject.bin": b"\xd0\xcf\x11\xe0" + bytes(600)})


def _with_doctype(data: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"].replace(
        b"<worksheet", b'<!DOCTYPE x [<!ENTITY a "aaaa">]>\n<worksheet', 1
    )
    return zipped({**parts, "xl/worksheets/sheet1.xml": sheet})


def _scan(_: bytes) -> bytes:
    return b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01" + bytes(200)


def _pdf(_: bytes) -> bytes:
    return b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\n"


def _office_litter(_: bytes) -> bytes:
    return "王敏".encode("gb18030").ljust(165, b" ")


def _rar(_: bytes) -> bytes:
    return b"Rar!\x1a\x07\x01\x00" + bytes(100)


def _seven_zip(data: bytes) -> bytes:
    import py7zr

    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as archive, py7zr.SevenZipFile(out, "w") as written:
        for name in archive.namelist():
            written.writef(io.BytesIO(archive.read(name)), name)
    return out.getvalue()


def _byte_order_mark_inside(data: bytes) -> bytes:
    return b"\xef\xbb\xbf" + data.replace("姓名".encode(), b"\xef\xbb\xbf" + "姓名".encode(), 1)


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "cut_off": _cut_off, "locked": _locked, "macros": _with_macros, "doctype": _with_doctype, "scan": _scan,
    "pdf": _pdf, "office_litter": _office_litter, "rar": _rar, "seven_zip": _seven_zip,
    "byte_order_mark_inside": _byte_order_mark_inside,
}
