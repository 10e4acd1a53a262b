"""Parts of which the museum's files are made: a small healthy table, and containers of every kind around it."""

import csv
import io
import zipfile
from collections.abc import Callable, Sequence
from typing import Any

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from township_sync.domain.identity import id_check_character

HEADERS = [
    "序号",
    "姓名",
    "身份证号",
    "乡镇",
    "村(社区)",
    "贫困户属性",
    "是否易地搬迁",
    "劳动能力",
    "就业意愿",
    "培训意愿",
    "就业状态",
    "采集方式",
    "采集日期",
    "月工资(元)",
]
WIDTH = len(HEADERS)
LETTER = "填报单位：草尾镇    填报期：2020-05    填报人：王敏"
HEADER_ROW, FIRST_ROW = 3, 4
Rows = list[list[Any]]


def id_no(number: int) -> str:
    """A number of the unassigned area 439999 with a right check character."""
    first = f"4399991980{number % 12 + 1:02d}{number % 28 + 1:02d}{number % 1000:03d}"
    return first + id_check_character(first)


def person(number: int) -> list[Any]:
    """One good row."""
    return [
        number,
        "张丰",
        id_no(number),
        "草尾镇",
        "乐园村",
        "已脱贫(享受政策)",
        "否",
        "普通劳动力",
        "是",
        "否",
        "已就业",
        "电话",
        "2020-05-14",
        2600,
    ]


def table(count: int = 3, below: Sequence[Sequence[Any]] = (), letter: str = LETTER) -> Rows:
    """Title, letterhead, header in row 3, and so many persons; then the rows below."""
    people = [person(number) for number in range(1, count + 1)]
    return [["2020年5月劳动力就业信息表"], [letter], HEADERS, *people, *(list(row) for row in below)]


def xlsx(rows: Rows, change: Callable[[Worksheet], None] | None = None, name: str = "劳动力就业信息") -> bytes:
    """The rows as a workbook of one sheet, changed at will."""
    return workbook({name: rows}, lambda book: change(book[name]) if change else None)


def workbook(sheets: dict[str, Rows], change: Callable[[openpyxl.Workbook], None] | None = None) -> bytes:
    """Several sheets as one workbook, changed at will."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    if change:
        change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def csv_text(rows: Rows, delimiter: str = ",") -> str:
    """The rows as delimited text."""
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    return out.getvalue()


def zipped(files: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip of these files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def zipped_by_windows(files: dict[str, bytes]) -> bytes:
    """A zip whose names are GBK bytes without the flag for UTF-8, as Chinese Windows writes them."""
    written = {f"{index:03d}".ljust(len(name.encode("gb18030")), "x"): name for index, name in enumerate(files)}
    raw = zipped({stand_in: files[name] for stand_in, name in written.items()})
    for stand_in, name in written.items():
        raw = raw.replace(stand_in.encode(), name.encode("gb18030"))
    return raw


def with_parts(data: bytes, parts: dict[str, bytes]) -> bytes:
    """A workbook with parts added or replaced."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    return zipped({**files, **parts})


def part(data: bytes, name: str) -> bytes:
    """One part of a container."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name)


SHEET = "xl/worksheets/sheet1.xml"


def with_sheet_xml(data: bytes, change: Callable[[str], str]) -> bytes:
    """A workbook whose first sheet's XML is changed."""
    return with_parts(data, {SHEET: change(part(data, SHEET).decode()).encode()})


_MIMETYPE = "application/vnd.oasis.opendocument.spreadsheet"
_SPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{space}:1.0"'
    for prefix, space in {"office": "office", "text": "text", "table": "table", "style": "style"}.items()
)


def ods(body: str, styles: str = "") -> bytes:
    """An OpenDocument spreadsheet around this body."""
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{_MIMETYPE}"/></manifest:manifest>'
    )
    content = (
        f"<office:document-content {_SPACES}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{body}</office:spreadsheet></office:body></office:document-content>"
    )
    return zipped(
        {
            "mimetype": _MIMETYPE.encode(),
            "META-INF/manifest.xml": manifest.encode(),
            "content.xml": content.encode(),
        },
        zipfile.ZIP_STORED,
    )


def ods_table(rows: Rows, name: str = "劳动力就业信息", after: str = "", style: str = "") -> str:
    """The rows as one OpenDocument table, with more XML behind them."""
    lines = "".join(f"<table:table-row>{''.join(map(ods_cell, row))}</table:table-row>" for row in rows)
    styled = f' table:style-name="{style}"' if style else ""
    return f'<table:table table:name="{name}"{styled}>{lines}{after}</table:table>'


def ods_cell(value: Any) -> str:
    """One OpenDocument cell."""
    if value is None:
        return "<table:table-cell/>"
    is_number = isinstance(value, int | float)
    kind = f'office:value-type="float" office:value="{value}"' if is_number else 'office:value-type="string"'
    return f"<table:table-cell {kind}><text:p>{value}</text:p></table:table-cell>"
