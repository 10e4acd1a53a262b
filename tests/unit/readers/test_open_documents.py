"""OpenDocument spreadsheets, by a real writer and by hand: types, repeats, comments, and what lies in one XML file."""

import datetime
import io
import zipfile

import odf.opendocument  # type: ignore[import-untyped]
import odf.table  # type: ignore[import-untyped]
import odf.text  # type: ignore[import-untyped]

from museum.parts import ods, ods_table, zipped
from township_sync.domain.table import Grid
from township_sync.readers import open_bytes

CELL, ROW = "table:table-cell", "table:table-row"


def test_what_odfpy_writes_is_read_back_as_it_was() -> None:
    book = odf.opendocument.OpenDocumentSpreadsheet()
    sheet = odf.table.Table(name="甲")
    line = odf.table.TableRow()
    line.addElement(odf.table.TableCell(valuetype="float", value=2600.5))
    text = odf.table.TableCell(valuetype="string")
    text.addElement(odf.text.P(text="张丰"))
    text.addElement(odf.text.P(text="第二行"))
    line.addElement(text)
    sheet.addElement(line)
    book.spreadsheet.addElement(sheet)
    out = io.BytesIO()
    book.write(out)
    assert [cell.value for cell in grid_of(out.getvalue()).rows[0]] == [2600.5, "张丰\n第二行"]


def test_repeated_rows_and_cells_are_laid_out() -> None:
    cells = cell("float", "5", "", 'table:number-columns-repeated="2"')
    grid = grid_of(ods(sheet(f'<{ROW} table:number-rows-repeated="3">{cells}</{ROW}>')))
    assert [[one.value for one in row] for row in grid.rows] == [[5.0, 5.0]] * 3


def test_the_comment_of_a_cell_is_no_part_of_its_text() -> None:
    comment = "<office:annotation><text:p>看这里</text:p></office:annotation>"
    [row] = grid_of(ods(sheet(f"<{ROW}>{cell('string', '', comment + '<text:p>张丰</text:p>')}</{ROW}>"))).rows
    assert [one.value for one in row] == ["张丰"]


def test_spaces_that_are_written_as_elements_are_kept() -> None:
    inner = '<text:p>张<text:s text:c="2"/>丰<text:tab/>男<text:line-break/>汉</text:p>'
    [row] = grid_of(ods(sheet(f"<{ROW}>{cell('string', '', inner)}</{ROW}>"))).rows
    assert row[0].value == "张  丰\t男\n汉"


def test_times_of_day_are_times_and_longer_ones_are_days() -> None:
    cells = "".join(f'<{CELL} office:value-type="time" office:time-value="{value}"/>'
                    for value in ("PT08H30M00S", "PT36H00M00S", "PT00H00M01.5S"))
    [row] = grid_of(ods(sheet(f"<{ROW}>{cells}</{ROW}>"))).rows
    assert [one.value for one in row] == [datetime.time(8, 30), 1.5, datetime.time(0, 0, 1, 500_000)]


def test_cells_of_other_files_and_of_dde_links_are_no_sheets() -> None:
    outside = ods_table([["别处"]], "'file:///别的.ods'#甲")
    dde = f"<table:dde-links><table:dde-link>{ods_table([['外'] ], 'x')}</table:dde-link></table:dde-links>"
    made = open_bytes("a.ods", ods(ods_table([["a"]], "甲") + outside + dde))[0]
    assert [grid.name for grid in made.grids] == ["甲"]


def test_a_value_far_below_is_named_and_not_laid_out() -> None:
    far = f'<{ROW} table:number-rows-repeated="1048574"><{CELL}/></{ROW}><{ROW}>{cell("float", "1")}</{ROW}>'
    wide = f'<{ROW}><{CELL} table:number-columns-repeated="9000"/>{cell("float", "2")}</{ROW}>'
    grid = grid_of(ods(ods_table([["a"]], "甲", after=wide + far)))
    assert (len(grid.rows), set(grid.stray_cells)) == (1, {(2, 9001), (1_048_577, 1)})


def test_one_xml_file_is_read_like_a_package() -> None:
    spaces = ('xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
              'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
              'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"')
    kind = 'office:mimetype="application/vnd.oasis.opendocument.spreadsheet"'
    body = f"<office:body><office:spreadsheet>\n {ods_table([['张丰', 5]], '甲')}\n</office:spreadsheet></office:body>"
    text = f'<?xml version="1.0" encoding="UTF-8"?>\n<office:document {spaces} {kind}>{body}</office:document>'
    [made] = open_bytes("a.fods", text.encode())
    assert (made.kind, made.findings) == ("ods", [])
    assert [cell.value for cell in made.grids[0].rows[0]] == ["张丰", 5.0]


def test_a_package_that_does_not_say_what_it_is_is_told_by_its_manifest() -> None:
    manifest = b'<manifest:file-entry manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>'
    with zipfile.ZipFile(io.BytesIO(ods(ods_table([["a"]], "甲")))) as archive:
        content = archive.read("content.xml")
    assert grid_of(zipped({"META-INF/manifest.xml": manifest, "content.xml": content})).name == "甲"


def test_a_doctype_in_one_xml_file_is_refused() -> None:
    kind = 'office:mimetype="application/vnd.oasis.opendocument.spreadsheet"'
    text = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><office:document {kind}>&a;</office:document>'
    [made] = open_bytes("a.fods", text.encode())
    assert [found.slug for found in made.findings] == ["unreadable_file"]


def cell(kind: str, value: str, inner: str = "", more: str = "") -> str:
    given = f' office:value="{value}"' if value else ""
    return f'<{CELL} office:value-type="{kind}"{given} {more}>{inner}</{CELL}>'


def sheet(rows: str) -> str:
    return f'<table:table table:name="甲">{rows}</table:table>'


def grid_of(data: bytes) -> Grid:
    [made] = open_bytes("a.ods", data)
    assert not made.findings, made.findings
    [grid] = made.grids
    return grid
