"""Sheets that are made to hurt whoever reads them: deep, wide, long, repeated (reliability.md 2.8, 4-6, 37, 38)."""

import io
import zipfile
from collections.abc import Iterable

from museum.exhibits import GOOD
from museum.parts import (
    FIRST_ROW,
    HEADERS,
    SHEET,
    csv_text,
    ods,
    ods_cell,
    ods_table,
    part,
    person,
    table,
)

ADDRESS = HEADERS.index("村(社区)")
LONGEST_CELL = 32_767


def with_sheet(rows: str, after: str = "", before: str = "") -> bytes:
    """The good workbook with rows added below its own, and more XML after (or before) the rows; packed fast."""
    xml = part(GOOD, SHEET).decode()
    xml = xml.replace("<sheetData>", before + "<sheetData>").replace("</sheetData>", rows + "</sheetData>" + after)
    return _repacked({SHEET: [xml.encode()]})


def _repacked(changed: dict[str, Iterable[bytes]]) -> bytes:
    out = io.BytesIO()
    packed = zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1)
    with zipfile.ZipFile(io.BytesIO(GOOD)) as old, packed as new:
        for name in {**dict.fromkeys(old.namelist()), **changed}:
            with new.open(name, "w") as stream:
                for piece in changed.get(name) or [old.read(name)]:
                    stream.write(piece)
    return out.getvalue()


def styled_empty_rows(count: int = 200_000) -> bytes:
    cells = "".join(f'<c r="{letter}%d" s="0"/>' for letter in "ABCDEFGHIJKLMNOPQRST")
    return with_sheet("".join(f'<row r="{row}">{cells.replace("%d", str(row))}</row>' for row in range(7, 7 + count)))


def a_million_hidden_rows() -> bytes:
    return with_sheet("".join(f'<row r="{row}" hidden="1"/>' for row in range(7, 1_000_007)))


def a_million_merges() -> bytes:
    merges = "".join(f'<mergeCell ref="A{row}:B{row + 1}"/>' for row in range(4, 1_000_004))
    return with_sheet("", after=f"<mergeCells>{merges}</mergeCells>")


def merges_over_everything() -> bytes:
    merges = '<mergeCell ref="A1:XFD1048576"/>' * 10_000
    return with_sheet("", after=f"<mergeCells>{merges}</mergeCells>")


def validations(count: int) -> bytes:
    rule = '<dataValidation type="list" sqref="A1"><formula1>"x"</formula1></dataValidation>'
    return with_sheet("", after=f"<dataValidations>{rule * count}</dataValidations>")


def ten_million_strings() -> bytes:
    """190 MB of tiny shared strings, just below the limit of the scan."""
    head = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    piece = b"<si><t>x</t></si>" * 100_000
    return _repacked({"xl/sharedStrings.xml": [head, *([piece] * 110), b"</sst>"]})


def one_long_string() -> bytes:
    """One shared string of 190 MB."""
    head = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>'
    return _repacked({"xl/sharedStrings.xml": [head, *([b"x" * 1_000_000] * 190), b"</t></si></sst>"]})


def three_hundred_megabytes_of_strings() -> bytes:
    head = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>'
    return _repacked({"xl/sharedStrings.xml": [head, *([b"x" * 1_000_000] * 300), b"</t></si></sst>"]})


def deep_nesting(depth: int = 3_000_000) -> bytes:
    return with_sheet(f'<row r="7">{"<c>" * depth}{"</c>" * depth}</row>')


def giant_attribute() -> bytes:
    return with_sheet(f'<row r="7" spans="{"1" * 50_000_000}"><c r="A7{"0" * 50_000_000}"><v>1</v></c></row>')


def many_attributes() -> bytes:
    return with_sheet("<row " + " ".join(f'a{number}="1"' for number in range(1_000_000)) + "/>")


def rows_that_go_back() -> bytes:
    """The same row again and again: parsers that keep rows in a table may grow without bound."""
    return with_sheet('<row r="7"><c r="A7"><v>1</v></c></row>' * 4_000_000)


def scattered_up_to_the_box() -> bytes:
    """A value in every hundredth cell of the first 20,000 rows and 1,500 columns: 30 million cells for whoever
    makes a rectangle of them."""
    letters = [_letters(column) for column in range(0, 1500, 15)]
    rows = []
    for row in range(7, 20_000, 15):
        rows.append(f'<row r="{row}">' + "".join(f'<c r="{letter}{row}"><v>1</v></c>' for letter in letters) + "</row>")
    return with_sheet("".join(rows))


def _letters(number: int) -> str:
    letters, number = "", number + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def longest_cells(count: int = 10_000) -> bytes:
    """The longest text that a cell may hold, in so many rows of good people: 320 MB."""
    rows = "".join(_inline(FIRST_ROW + 3 + number, "x" * LONGEST_CELL) for number in range(count))
    return with_sheet(rows)


def longest_cells_below_the_limit() -> bytes:
    """1,900 different texts of the longest length, 62 MB of letters."""
    rows = "".join(_inline(FIRST_ROW + 3 + number, f"{number}" + "x" * (LONGEST_CELL - 5)) for number in range(1_900))
    return with_sheet(rows)


def _inline(row: int, text: str) -> str:
    cells = "".join(
        f'<c r="{_letters(column)}{row}" t="inlineStr"><is><t>{text if column == ADDRESS else value}</t></is></c>'
        for column, value in enumerate(person(row))
    )
    return f'<row r="{row}">{cells}</row>'


def formula_texts() -> bytes:
    rows = table(4)
    starts = ['=HYPERLINK("http://x","y")', "=cmd|' /C calc'!A0", "+1+1", "@SUM(1)"]
    for row, text in zip(rows[FIRST_ROW - 1 :], starts, strict=True):
        row[1] = text
    return csv_text(rows).encode()


def all_of_an_open_document() -> bytes:
    """One cell, repeated over all columns and rows."""
    cell = ods_cell("x").replace("<table:table-cell", '<table:table-cell table:number-columns-repeated="16384"')
    row = f'<table:table-row table:number-rows-repeated="1048576">{cell}</table:table-row>'
    return ods(ods_table([], after=row))


def boundless_repetition() -> bytes:
    row = f'<table:table-row table:number-rows-repeated="{10**30}">{ods_cell("x")}</table:table-row>'
    return ods(ods_table(table(), after=row))


def wide_rows_in_an_open_document() -> bytes:
    """49,000 rows of 16,384 equal cells each: few enough rows, 800 million cells."""
    cell = ods_cell("x").replace("<table:table-cell", '<table:table-cell table:number-columns-repeated="16384"')
    row = f'<table:table-row table:number-rows-repeated="49000">{cell}</table:table-row>'
    return ods(ods_table(table(), after=row))


def deep_open_document() -> bytes:
    return ods(ods_table(table(), after="<text:p>" * 1_000_000 + "</text:p>" * 1_000_000))


def merge_over_an_open_document() -> bytes:
    wide = f'table:number-rows-spanned="{10**9}" table:number-columns-spanned="{10**9}"'
    cell = ods_cell("村").replace("<table:table-cell", f"<table:table-cell {wide}")
    return ods(ods_table(table(), after=f"<table:table-row>{cell}</table:table-row>"))
