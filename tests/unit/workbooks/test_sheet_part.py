"""Splicing marks into worksheets as other programs write them."""

import pytest

from township_sync.workbooks.package import MAIN, CannotEdit
from township_sync.workbooks.sheet_part import SheetPart, deselected, is_selected

ROOT = f'<worksheet xmlns="{MAIN}">'


def spliced(xml: str, *places: tuple[int, int], relation: str | None = None) -> str:
    return SheetPart(xml.encode(), places, lambda style: style + 100).with_notes(relation).decode()


def rows(text: str) -> str:
    return f"{ROOT}<sheetData>{text}</sheetData></worksheet>"


def test_a_style_is_replaced_and_a_missing_one_added() -> None:
    before = rows('<row r="1"><c r="A1" s="3" t="s"><v>0</v></c><c r="B1"/></row>')
    expected = rows('<row r="1"><c r="A1" s="103" t="s"><v>0</v></c><c s="100" r="B1"/></row>')
    assert spliced(before, (1, 1), (1, 2)) == expected


def test_an_empty_style_is_the_first_one() -> None:
    before = rows('<row r="1" s="" customFormat="1"><c r="A1" s=""/></row>')
    expected = '<c r="A1" s="100"/><c r="B1" s="100"/>'
    assert expected in spliced(before, (1, 1), (1, 2))


def test_missing_cells_are_put_where_they_belong() -> None:
    before = rows('<row r="2"><c r="B2"><v>1</v></c></row><row r="3" s="7" customFormat="1"/>')
    expected = rows(
        '<row r="2"><c r="A2" s="100"/><c r="B2"><v>1</v></c><c r="C2" s="100"/></row>'
        '<row r="3" s="7" customFormat="1"><c r="B3" s="107"/></row>'
    )
    assert spliced(before, (2, 1), (2, 3), (3, 2)) == expected


def test_missing_rows_are_put_where_they_belong() -> None:
    before = rows('<row r="3"><c r="A3"/></row>')
    expected = rows(
        '<row r="1"><c r="A1" s="100"/></row><row r="3"><c r="A3"/></row><row r="5"><c r="B5" s="100"/></row>'
    )
    assert spliced(before, (1, 1), (5, 2)) == expected


def test_a_sheet_without_any_row_gets_one() -> None:
    before = f"{ROOT}<sheetData/></worksheet>"
    assert spliced(before, (1, 1)) == rows('<row r="1"><c r="A1" s="100"/></row>')


def test_cells_without_references_are_counted() -> None:
    before = rows("<row><c/><c/></row><row><c/><c/></row>")
    assert spliced(before, (2, 2)) == rows('<row><c/><c/></row><row><c/><c s="100"/></row>')


def test_prefixed_names_stay_prefixed() -> None:
    row = '<x:row r="1"><x:c r="B1"/></x:row>'
    before = f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData>{row}</x:sheetData></x:worksheet>'
    after = spliced(before, (1, 1), (1, 2), relation="rId1")
    assert '<x:c r="A1" s="100"/><x:c s="100" r="B1"/>' in after
    assert "<x:legacyDrawing xmlns:r=" in after


def test_the_note_drawing_stands_before_the_parts_that_must_follow_it() -> None:
    before = f'{ROOT}<sheetData/><drawing/><tableParts count="0"/></worksheet>'
    after = spliced(before, relation="rId9")
    assert after.index("<drawing/>") < after.index('r:id="rId9"') < after.index("<tableParts")


def test_chinese_text_and_a_byte_order_mark_do_not_move_the_places() -> None:
    before = "\ufeff" + rows('<row r="1"><c r="A1" t="inlineStr"><is><t>草尾镇𠮷</t></is></c><c r="B1" s="1"/></row>')
    assert '</c><c r="B1" s="101"/>' in spliced(before, (1, 2))


def test_a_sheet_in_another_encoding_is_marked_in_utf_8() -> None:
    row = '<row r="1"><c r="A1" t="inlineStr"><is><t>草尾镇</t></is></c></row>'
    for encoding in ("UTF-16", "GB18030"):
        sent = f'<?xml version="1.0" encoding="{encoding}"?>{rows(row)}'.encode(encoding)
        marked = SheetPart(sent, [(1, 1)], lambda style: style + 100).with_notes(None).decode()
        assert marked.startswith('<?xml version="1.0" encoding="UTF-8"?>')
        assert 's="100"' in marked and "草尾镇" in marked


@pytest.mark.parametrize("xml", [
    rows('<row r="2"/><row r="1"/>'), "<worksheet><sheetData/></worksheet>", ROOT, rows('<row r="x"/>'),
    '<!DOCTYPE a [<!ENTITY b "c">]>' + rows(""),
    '<?xml version="1.0" encoding="utf-16"?>' + rows(""),
])
def test_a_sheet_that_we_do_not_understand_is_not_edited(xml: str) -> None:
    with pytest.raises(CannotEdit):
        SheetPart(xml.encode(), [(1, 1)], lambda style: style)


def test_a_selected_tab_is_deselected_without_another_change() -> None:
    view = '<sheetViews><sheetView tabSelected="1" workbookViewId="0"/></sheetViews>'
    sheet = f"{ROOT}{view}<sheetData/></worksheet>".encode()
    assert is_selected(sheet)
    assert deselected(sheet) == sheet.replace(b' tabSelected="1"', b"")
    assert not is_selected(deselected(sheet))
