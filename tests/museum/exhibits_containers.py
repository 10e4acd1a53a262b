"""Containers that are made to hurt whoever opens them: bombs, lies, mazes (reliability.md 2.8, inputs 1-3, 7-9, 15)."""

import io
import random
import struct
import warnings
import zipfile
from collections.abc import Iterator
from functools import cache

import olefile
import xlwt

from museum.exhibits import GOOD
from museum.parts import SHEET, part, table, with_parts, with_sheet_xml, zipped

MEGABYTE = 1 << 20


@cache
def forty_two() -> bytes:
    """As 42.zip: sixteen archives, each of sixteen archives, four levels down; at the bottom a gigabyte of zeros."""
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("0.dll", "w") as stream:
        for _ in range(1024):
            stream.write(bytes(MEGABYTE))
    data = inner.getvalue()
    for _ in range(4):
        data = zipped({f"lib {number}.zip": data for number in range(16)})
    return data


def parts_on_top_of_each_other(count: int = 5_000) -> bytes:
    """As in the better zip bomb: so many entries of the directory that all lead to the same packed bytes."""
    name = b"xl/workbook.xml"
    packed = zipped({name.decode(): bytes(20 * MEGABYTE)})
    start = packed.index(b"PK\x01\x02")
    entry = packed[start : packed.index(b"PK\x05\x06")]
    entries = b"".join(entry.replace(name, f"xl/work{number:04d}.xml".encode()) for number in range(count - 1)) + entry
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, count, count, len(entries), start, 0)
    return packed[:start] + entries + end


def part_twice(second: bytes | None = None) -> bytes:
    """The styles stand in the package twice, the second time under capitals; alike when nothing else is given."""
    out = io.BytesIO(GOOD)
    with warnings.catch_warnings(action="ignore"), zipfile.ZipFile(out, "a") as archive:
        archive.writestr("XL/styles.xml", second or archive.read("xl/styles.xml"))
    return out.getvalue()


def zip_within_a_workbook() -> bytes:
    return with_parts(GOOD, {"xl/embeddings/more.zip": forty_two()})


def hundred_thousand_parts() -> bytes:
    out = io.BytesIO(GOOD)
    with zipfile.ZipFile(out, "a") as archive:
        for number in range(100_000):
            archive.writestr(f"xl/more/{number}", b"")
    return out.getvalue()


def hundred_thousand_files() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number in range(100_000):
            archive.writestr(f"{number}.xlsx", b"")
    return out.getvalue()


def size_declared_as_four_gigabytes() -> bytes:
    """Only the directory lies; the part itself is small."""
    data = bytearray(GOOD)
    at = data.index(b"PK\x01\x02")
    data[at + 24 : at + 28] = b"\xfe\xff\xff\xff"
    return bytes(data)


def billion_laughs() -> bytes:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return with_sheet_xml(GOOD, lambda xml: f'<!DOCTYPE l [<!ENTITY l0 "ha">{entities}]>' + xml.replace("张丰", "&l9;"))


def entity_in_utf_16() -> bytes:
    xml = part(GOOD, SHEET).decode().partition("?>")[2] or part(GOOD, SHEET).decode()
    told = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
    return with_parts(GOOD, {SHEET: (told + xml).encode("utf-16")})


def entity_in_an_encoding_that_hides_it() -> bytes:
    """`<!DOCTYPE` in UTF-7 or EBCDIC passes every search for the word; no parser may understand it either."""
    xml = part(GOOD, SHEET).decode()
    told = '<?xml version="1.0" encoding="cp037"?><!DOCTYPE x [<!ENTITY x "x">]>'
    return with_parts(GOOD, {SHEET: (told + xml).encode("cp037", "replace")})


def outside_links() -> bytes:
    """A link to another book, a DDE topic, an embedded object and a picture from the net: nothing of it is opened."""
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    head = '<?xml version="1.0" encoding="UTF-8"?>'
    relations = (
        f'{head}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{kind}/externalLinkPath" Target="http://127.0.0.1:9/a.xlsx" '
        'TargetMode="External"/>'
        f'<Relationship Id="rId2" Type="{kind}/image" Target="http://127.0.0.1:9/a.png" TargetMode="External"/>'
        "</Relationships>"
    )
    link = (
        f'{head}<externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        '<ddeLink ddeService="cmd" ddeTopic="/c calc"><ddeItems><ddeItem name="A1"/></ddeItems></ddeLink>'
        "</externalLink>"
    )
    return with_parts(GOOD, {
        "xl/externalLinks/externalLink1.xml": link.encode(),
        "xl/externalLinks/_rels/externalLink1.xml.rels": relations.encode(),
        "xl/worksheets/_rels/sheet1.xml.rels": relations.encode(),
        "xl/embeddings/oleObject1.bin": olefile.MAGIC + bytes(1024),
    })  # fmt: skip


def ten_thousand_sheets() -> bytes:
    """All of them lead to the same part."""
    book = part(GOOD, "xl/workbook.xml").decode()
    start, end = book.index("<sheet "), book.index("</sheets>")
    sheet = book[start:end]
    name = sheet.partition('name="')[2].partition('"')[0]
    more = "".join(sheet.replace(name, f"S{number}").replace('sheetId="1"', f'sheetId="{number}"')
                   for number in range(1, 10_001))  # fmt: skip
    return with_parts(GOOD, {"xl/workbook.xml": (book[:start] + more + book[end:]).encode()})


def sheets_of_one_name() -> bytes:
    book = part(GOOD, "xl/workbook.xml").decode()
    start, end = book.index("<sheet "), book.index("</sheets>")
    return with_parts(GOOD, {"xl/workbook.xml": (book[:end] + book[start:end] * 20 + book[end:]).encode()})


def a_million_styles() -> bytes:
    styles = part(GOOD, "xl/styles.xml").decode()
    fonts = "<font/>" * 1_000_000
    formats = '<numFmt numFmtId="200" formatCode="yyyy"/>' * 500_000
    styles = styles.replace("</fonts>", fonts + "</fonts>")
    styles = styles.replace("<fonts", f"<numFmts>{formats}</numFmts><fonts", 1)
    return with_parts(GOOD, {"xl/styles.xml": styles.encode()})


def a_million_comments() -> bytes:
    comment = '<comment ref="A1" authorId="0"><text><t>x</t></text></comment>'
    anchor = "<xdr:twoCellAnchor><xdr:from><xdr:col>1</xdr:col></xdr:from></xdr:twoCellAnchor>"
    return with_parts(GOOD, {
        "xl/comments1.xml": f"<comments><commentList>{comment * 1_000_000}</commentList></comments>".encode(),
        "xl/drawings/drawing1.xml": f"<xdr:wsDr>{anchor * 500_000}</xdr:wsDr>".encode(),
    })  # fmt: skip


def old_workbook() -> bytes:
    """BIFF8, as Excel 97-2003 and WPS write it."""
    book = xlwt.Workbook()
    sheet = book.add_sheet("劳动力就业信息")
    for number, row in enumerate(table()):
        for column, value in enumerate(row):
            sheet.write(number, column, value)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def old_workbook_with_macros() -> bytes:
    """A storage `_VBA_PROJECT_CUR`, where Excel 97-2003 keeps the macros, beside the Workbook stream in the root."""
    data = bytearray(old_workbook())
    directory = 512 + 512 * int.from_bytes(data[0x30:0x34], "little")
    stream, storage = directory + 128, directory + 256  # entry 1 is the stream; entry 2 is free
    name = "_VBA_PROJECT_CUR\0".encode("utf-16-le")
    nobody = b"\xff" * 12  # no sibling on either side, no child
    entry = name.ljust(64, b"\0") + struct.pack("<H2B", len(name), 1, 1) + nobody
    data[storage : storage + 128] = entry.ljust(128, b"\0")
    data[stream + 72 : stream + 76] = struct.pack("<L", 2)  # longer names stand on the right
    return bytes(data)


def macros_of_excel_4() -> bytes:
    """A macro sheet: no VBA project, but formulas that run on opening."""
    sheet = b'<xm:macrosheet xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main"/>'
    return with_parts(GOOD, {"xl/macrosheets/sheet1.xml": sheet})


def macros_of_excel_4_in_the_slashes_of_windows() -> bytes:
    return with_parts(GOOD, {"XL\\Macrosheets\\Sheet1.xml": b"<macrosheet/>"})


def chains_that_run_in_a_circle() -> bytes:
    """In the OLE container every sector is said to be followed by the first."""
    data = bytearray(old_workbook())
    for start in range(0x4C, 0x4C + 4):
        sector = int.from_bytes(data[0x4C:0x50], "little")
        fat = 512 + sector * 512
        data[fat : fat + 512] = bytes(512) if start % 2 else data[fat : fat + 512]
    return bytes(data)


def counts_beyond_belief() -> bytes:
    """Every SST, DIMENSIONS and MULBLANK record of the BIFF stream declares what no file can hold."""
    data = bytearray(old_workbook())
    for record in (0x00FC, 0x0200, 0x00BE, 0x0208, 0x000A):
        for at in _places(bytes(data), struct.pack("<H", record)):
            data[at + 4 : at + 12] = b"\xff" * 8
    return bytes(data)


def _places(data: bytes, mark: bytes) -> Iterator[int]:
    at = data.find(mark, 512)
    while at >= 0:
        if at % 2 == 0:
            yield at
        at = data.find(mark, at + 1)


def garbage(seed: int, start: bytes, size: int = 200_000) -> bytes:
    """Noise behind a good beginning."""
    return start + random.Random(seed).randbytes(size)
