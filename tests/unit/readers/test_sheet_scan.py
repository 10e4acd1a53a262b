"""The fast look at a sheet's bytes tells exactly what the streaming pass over its XML tells."""

from io import BytesIO
from xml.sax.saxutils import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from township_sync.readers.sheet_facts import SheetFacts
from township_sync.readers.xlsx_facts import facts_of
from township_sync.readers.xlsx_scan import SheetScan

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
HEAD = f'<?xml version="1.0" encoding="UTF-8"?>\n<worksheet xmlns="{MAIN}"><cols><col min="1" max="2"/></cols>'
CELLS = (
    '<c r="{r}"/>', '<c r="{r}" s="3"/>', '<c r="{r}" s="3"><v></v></c>', '<c r="{r}"><v>12.5</v></c>',
    '<c r="{r}" t="s"><v>0</v></c>', '<c r="{r}" t="b"><v>1</v></c>', '<c r="{r}" t="e"><v>#N/A</v></c>',
    '<c r="{r}" t="e"/>', "<c r=\"{r}\" t='e'><v>#N/A</v></c>",
    '<c r="{r}"><f>A1+1</f><v>2</v></c>', '<c r="{r}"><f>A1+1</f></c>',
    '<c r="{r}" s="1"><f t="shared" si="0"/><v>7</v></c>', '<c r="{r}" t="str"><f>""</f><v></v></c>',
    '<c r="{r}" t="str"><f>B1&amp;"x"</f></c>', '<c r="{r}" t="e"><f>1/0</f><v>#DIV/0!</v></c>',
    '<c r="{r}" t="inlineStr"><is><t>{text}</t></is></c>', '<c r="{r}" t="inlineStr"><is><r><t>{text}</t></r></is></c>',
)
ROW_ATTRIBUTES = ("", ' spans="1:3"', ' hidden="1"', ' ht="15" hidden="true" customHeight="1"', ' hidden="0"')


@st.composite
def sheets(draw: st.DrawFn) -> str:
    """A sheet as office programs write it."""
    numbers = sorted(draw(st.sets(st.integers(1, 90), max_size=8)))
    rows = "".join(draw(rows_at(number)) for number in numbers)
    merges = "".join(f'<mergeCell ref="A{number}:C{number + 2}"/>' for number in numbers[:2])
    tail = draw(st.sampled_from(("", f"<mergeCells>{merges}</mergeCells><pageMargins left='1'/>")))
    return f"{HEAD}<sheetData>{rows}</sheetData>{tail}</worksheet>"


@st.composite
def rows_at(draw: st.DrawFn, number: int) -> str:
    attributes = draw(st.sampled_from(ROW_ATTRIBUTES))
    columns = sorted(draw(st.sets(st.sampled_from(("A", "B", "C", "Z")), max_size=4)))
    text = escape(draw(st.text("合计a \n<&\"'=/>", max_size=4)))
    cells = "".join(draw(st.sampled_from(CELLS)).format(r=f"{column}{number}", text=text) for column in columns)
    return f'<row r="{number}"{attributes}>{cells}</row>' if cells else f'<row r="{number}"{attributes}/>'


def scanned(part: bytes, size: int = 1 << 18) -> SheetFacts | None:
    scan = SheetScan()
    for start in range(0, len(part), size):
        scan.feed(part[start : start + size])
    return scan.facts()


@given(sheets(), st.integers(7, 400))
@settings(max_examples=300)
def test_scanning_a_sheet_in_pieces_tells_what_parsing_it_tells(sheet: str, size: int) -> None:
    found, exact = scanned(sheet.encode(), size), facts_of(BytesIO(sheet.encode()))
    assert found is not None
    assert (found.hidden_rows, found.merges, found.marks) == (exact.hidden_rows, exact.merges, exact.marks)
    assert [row for first, last in found.filled_rows for row in range(first, last + 1)] == [
        row for row, _ in exact.filled_rows]
    assert found.row_count == exact.row_count
    assert found.box[0] == exact.box[0]
    assert found.box[1] >= exact.box[1] or not exact.filled_rows


@pytest.mark.parametrize(
    "sheet",
    [
        f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row r="1"><x:c r="A1"><x:v>1</x:v></x:c></x:row></x:sheetData>',
        f'<worksheet xmlns="{MAIN}" xmlns:x="{MAIN}"><sheetData><row r="1"><x:c r="A1"><x:v>1</x:v></x:c></row>',
        f'{HEAD}<sheetData><row><c><v>1</v></c></row></sheetData>',
        f'{HEAD}<sheetData><row r="1"><c><v>1</v></c></row></sheetData>',
        f"{HEAD}<sheetData><row r='1'><c r='A1'><v>1</v></c></row></sheetData>",
        f'{HEAD}<sheetData><row r="1"><c s="1" r="A1"><v>1</v></c></row></sheetData>',
        f'{HEAD}<sheetData><row r="1"><c r="B1048576"><v>1</v></c></row></sheetData>',
        f'{HEAD}<sheetData><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>',
        f'{HEAD}<sheetData><!-- <row r="1" hidden="1"/> --></sheetData>',
        f'{HEAD}<sheetData><row r="1"><c r="A1"><v>1</v></c></row>',
        HEAD.replace("UTF-8", "GBK") + '<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>',
    ],
)
def test_a_sheet_in_any_other_form_is_left_to_the_parser(sheet: str) -> None:
    assert scanned(f"{sheet}</worksheet>".encode()) is None


def test_a_part_that_is_no_sheet_is_not_kept() -> None:
    assert scanned(b"<sst>" + b"<si><t>x</t></si>" * 9) is None
