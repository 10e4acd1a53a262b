"""Sheets to bytes: xlsx, xls, ods, csv and zip. The same sheets always give the same bytes."""

import csv
import io
import zipfile
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from xml.sax.saxutils import escape

from township_sync.sandbox.sample.dress import Literal
from township_sync.sandbox.sample.layout import Sheet

LONG_AGO = datetime(2020, 1, 1)
ZIP_TIME = (2020, 1, 1, 8, 0, 0)
ENCODINGS = {"csv_bom": "utf-8-sig", "csv_gb18030": "gb18030"}


def workbook(format_: str, sheets: list[Sheet]) -> bytes:
    """One file with these sheets in the format xlsx, xls, ods, csv_bom or csv_gb18030 (one sheet only)."""
    if format_ in ENCODINGS:
        return _csv(sheets[0], ENCODINGS[format_])
    return {"xlsx": _xlsx, "xls": _xls, "ods": _ods}[format_](sheets)


def bundle(files: Iterable[tuple[str, bytes]]) -> bytes:
    """A zip whose names are in GBK without the UTF-8 flag, as Chinese Windows makes them.

    `zipfile` only writes ASCII or UTF-8 names, so each file is stored under an ASCII name of the right length that is
    then replaced (names are under no checksum).
    """
    buffer, names = io.BytesIO(), {}
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, (name, data) in enumerate(files):
            meant = name.encode("gb18030")
            stand_in = f"{number:~>{len(meant)}}"
            names[stand_in.encode()] = meant
            archive.writestr(_entry(stand_in), data)
    packed = buffer.getvalue()
    for stand_in_bytes, meant in names.items():
        packed = packed.replace(stand_in_bytes, meant)
    return packed


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, ZIP_TIME)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def _xlsx(sheets: list[Sheet]) -> bytes:
    import xlsxwriter

    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    book.set_properties({"created": LONG_AGO})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for sheet in sheets:
        page = book.add_worksheet(sheet.name)
        for row, cells in enumerate(sheet.cells):
            for column, cell in enumerate(cells):
                if isinstance(cell, str):
                    page.write_string(row, column, cell)
                elif isinstance(cell, date):
                    page.write_datetime(row, column, datetime(cell.year, cell.month, cell.day), day)
                elif cell is not None:
                    page.write_number(row, column, cell)
        for top, left, bottom, right in sheet.merged:
            page.merge_range(top - 1, left, bottom - 1, right, sheet.cells[top - 1][left])
        for number in sorted(sheet.hidden):
            page.set_row(number - 1, None, None, {"hidden": True})
    book.close()
    return buffer.getvalue()


def _xls(sheets: list[Sheet]) -> bytes:
    import xlwt  # type: ignore[import-untyped]

    book = xlwt.Workbook(encoding="utf-8")
    day = xlwt.easyxf(num_format_str="yyyy-mm-dd")
    for sheet in sheets:
        page = book.add_sheet(sheet.name)
        for row, cells in enumerate(sheet.cells):
            for column, cell in enumerate(cells):
                if isinstance(cell, date):
                    page.write(row, column, cell, day)
                elif cell is not None:
                    page.write(row, column, cell)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _csv(sheet: Sheet, encoding: str) -> bytes:
    width = max(len(cells) for cells in sheet.cells)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    for cells in sheet.cells:
        writer.writerow(["" if cell is None else str(cell) for cell in cells] + [""] * (width - len(cells)))
    return text.getvalue().encode(encoding)


def _ods(sheets: list[Sheet]) -> bytes:
    tables = "".join(
        f'<table:table table:name="{escape(sheet.name)}">{"".join(map(_ods_row, sheet.cells))}</table:table>'
        for sheet in sheets
    )
    mime = "application/vnd.oasis.opendocument.spreadsheet"
    space = "urn:oasis:names:tc:opendocument:xmlns"
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content xmlns:office="{space}:office:1.0" '
        f'xmlns:table="{space}:table:1.0" xmlns:text="{space}:text:1.0" office:version="1.2">'
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = (
        f'<?xml version="1.0" encoding="UTF-8"?><manifest:manifest xmlns:manifest="{space}:manifest:1.0" '
        f'manifest:version="1.2"><manifest:file-entry manifest:full-path="/" manifest:media-type="{mime}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(zipfile.ZipInfo("mimetype", ZIP_TIME), mime)
        archive.writestr(_entry("content.xml"), content)
        archive.writestr(_entry("META-INF/manifest.xml"), manifest)
    return buffer.getvalue()


def _ods_row(cells: list[Literal]) -> str:
    return f"<table:table-row>{''.join(map(_ods_cell, cells)) or '<table:table-cell/>'}</table:table-row>"


def _ods_cell(cell: Any) -> str:
    if cell is None:
        return "<table:table-cell/>"
    if isinstance(cell, str):
        return f'<table:table-cell office:value-type="string"><text:p>{escape(cell)}</text:p></table:table-cell>'
    kind, attribute = ("date", "date-value") if isinstance(cell, date) else ("float", "value")
    written = cell.isoformat() if isinstance(cell, date) else repr(cell)
    return (f'<table:table-cell office:value-type="{kind}" office:{attribute}="{written}">'
            f"<text:p>{written}</text:p></table:table-cell>")
