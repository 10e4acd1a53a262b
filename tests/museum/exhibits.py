"""The museum: one hostile or broken file for each disease. Functions are named by the disease and give the bytes."""

import io
import zipfile

import msoffcrypto.format.ooxml
import xlsxwriter

from museum.parts import (
    HEADERS,
    WIDTH,
    csv_text,
    ods,
    ods_cell,
    ods_table,
    part,
    person,
    table,
    with_parts,
    with_sheet_xml,
    xlsx,
    zipped,
)

GOOD = xlsx(table())
BOMB_BYTES = 201 * 1024 * 1024


def cut_off() -> bytes:
    return GOOD[: len(GOOD) // 2]


def flipped_bits() -> bytes:
    middle = len(GOOD) // 3
    return GOOD[:middle] + bytes(byte ^ 0xFF for byte in GOOD[middle : middle + 200]) + GOOD[middle + 200 :]


def zip_without_a_workbook() -> bytes:
    return zipped({"[Content_Types].xml": b"<Types/>", "else/part.xml": b"<x/>"})


def empty_zip() -> bytes:
    return zipped({})


def word_document() -> bytes:
    return zipped({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<document/>"})


def web_page_in_gbk() -> bytes:
    return "<html><head><meta charset=gbk></head><table><tr><td>姓名</td></tr></table></html>".encode("gbk")


def doctype_in_a_sheet() -> bytes:
    bomb = '<!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
    return with_sheet_xml(GOOD, lambda xml: bomb + xml)


def outside_entity() -> bytes:
    thief = '<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
    return with_parts(GOOD, {"xl/workbook.xml": thief.encode() + part(GOOD, "xl/workbook.xml")})


def macros() -> bytes:
    return with_parts(GOOD, {"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0"})


def encrypted(password: str = "shazhou") -> bytes:
    out = io.BytesIO()
    msoffcrypto.format.ooxml.OOXMLFile(io.BytesIO(GOOD)).encrypt(password, out)
    return out.getvalue()


def huge_picture() -> bytes:
    return _with_zeros("xl/media/image1.bmp")


def huge_strings() -> bytes:
    return _with_zeros("xl/sharedStrings.xml")


def _with_zeros(name: str) -> bytes:
    out = io.BytesIO(with_parts(GOOD, {}))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive, archive.open(name + ".more.xml", "w") as stream:
        for _ in range(BOMB_BYTES // (1 << 20)):
            stream.write(bytes(1 << 20))
    return out.getvalue()


def size_that_lies() -> bytes:
    """The declared size of a part is smaller than what it unpacks to."""
    entry = zipfile.ZipFile(io.BytesIO(GOOD)).getinfo("xl/styles.xml")
    true, false = entry.file_size.to_bytes(4, "little"), (entry.file_size // 2).to_bytes(4, "little")
    return GOOD.replace(true, false)


def many_parts() -> bytes:
    return with_parts(GOOD, {f"xl/more/part{number}.bin": b"" for number in range(10_001)})


def value_in(reference: str) -> bytes:
    """One stray value far away, as a clerk's key press or an attacker leaves it."""
    digits = "".join(filter(str.isdigit, reference))
    stray = f'<row r="{digits}"><c r="{reference}" t="inlineStr"><is><t>x</t></is></c></row></sheetData>'
    return with_sheet_xml(GOOD, lambda xml: xml.replace("</sheetData>", stray))


def values_scattered_over_the_sheet() -> bytes:
    cells = (f'<row r="{row}"><c r="{_letters(row % 6000)}{row}"><v>1</v></c></row>' for row in range(20, 900_000, 20))
    return with_sheet_xml(GOOD, lambda xml: xml.replace("</sheetData>", "".join(cells) + "</sheetData>"))


def _letters(number: int) -> str:
    letters, number = "", number + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def formatted_empty_rows() -> bytes:
    cells = "".join(f'<c r="{_letters(column)}%d" s="0"/>' for column in range(20))
    rows = "".join(f'<row r="{row}">' + cells.replace("%d", str(row)) + "</row>" for row in range(100, 20_100))
    return with_sheet_xml(GOOD, lambda xml: xml.replace("</sheetData>", rows + "</sheetData>"))


def rows_above_the_limit(count: int) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"constant_memory": True})
    sheet = book.add_worksheet("劳动力就业信息")
    for number, row in enumerate(table(0)):
        sheet.write_row(number, 0, row)
    for number in range(count - 3):
        sheet.write_row(number + 3, 0, person(number)[:4])
    book.close()
    return out.getvalue()


def columns_above_the_limit() -> bytes:
    rows = table()
    rows[2] = [*HEADERS, *(f"另列{number}" for number in range(301 - WIDTH))]
    return xlsx(rows)


def csv_with_a_nul() -> bytes:
    return csv_text(table()).replace("张丰", "张\x00丰").encode()


def csv_with_an_unclosed_quote() -> bytes:
    return csv_text(table()).replace("2020-05-14,2600", '"2020-05-14,2600').encode()


def csv_in_two_encodings() -> bytes:
    lines = csv_text(table(20)).splitlines(keepends=True)
    return b"".join(line.encode("utf-8" if number % 2 else "gb18030") for number, line in enumerate(lines)) + b"\xff"


def bundle_in_a_bundle_in_a_bundle() -> bytes:
    return zipped({"二.zip": zipped({"三.zip": zipped({"表.xlsx": GOOD})})})


def bundle_of(count: int) -> bytes:
    return zipped({f"{number}.csv": b"a,b\r\n1,2\r\n" for number in range(count)})


def bundle_with_a_password() -> bytes:
    """The flag of encryption is set on the entry, in both of its headers."""
    data = bytearray(zipped({"table.xlsx": GOOD}))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def far_value_in_an_open_document() -> bytes:
    empty = '<table:table-cell table:number-columns-repeated="16383"/>'
    far = (
        f'<table:table-row table:number-rows-repeated="1048570">{empty}</table:table-row>'
        f"<table:table-row>{ods_cell('x')}</table:table-row>"
    )
    wide = f"<table:table-row>{empty}{ods_cell('x')}</table:table-row>"
    return ods(ods_table(table(), after=wide + far))


def row_repeated_a_million_times() -> bytes:
    cell = ods_cell("x").replace("<table:table-cell", '<table:table-cell table:number-columns-repeated="16384"')
    row = f'<table:table-row table:number-rows-repeated="1000000">{cell}</table:table-row>'
    return ods(ods_table(table(), after=row))
