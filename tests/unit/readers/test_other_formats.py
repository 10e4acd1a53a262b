"""What is no table, or one that cannot be read, is refused by name and told what to do about it."""

import io
from collections.abc import Callable

import msoffcrypto.format.ooxml
import openpyxl
import pytest

from museum.parts import SHEET, part, table, with_parts, with_sheet_xml, xlsx, zipped
from township_sync.domain.period import Month
from township_sync.readers import Opened, open_bytes
from township_sync.readers.sheet_extent import extent
from township_sync.steps.read import read_file

GOOD = xlsx(table())
FLAT_XML = '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook><Worksheet/></Workbook>'


@pytest.mark.parametrize(("data", "slug", "word"), [
    (b"MSCF\0\0\0\0 a cabinet", "unreadable_file", "CAB"), (b"BZh91AY&SY packed", "unreadable_file", "BZIP2"),
    (FLAT_XML.encode(), "unreadable_file", "XML"), (b"%PDF-1.7 ...", "not_a_table_file", "模板"),
    (b"<html><body><table>", "not_a_table_file", "网页"),
    ("\ufeff<!-- a -->\n<HTML>".encode(), "not_a_table_file", "网页"),
    (zipped({"Index/Document.iwa": b"x", "Metadata/BuildVersionHistory.plist": b"x"}), "unreadable_file", "Numbers"),
    (zipped({"mimetype": b"application/vnd.oasis.opendocument.text"}), "not_a_table_file", "模板"),
])
def test_every_other_format_is_refused_with_its_remedy(data: bytes, slug: str, word: str) -> None:
    [made] = open_bytes("a.xlsx", data)
    [found] = made.findings
    assert found.slug == slug
    assert word in str(found.details["remedy"])


@pytest.mark.parametrize("name", ["a.et", "a.ett", "a.xlsx", "a.xltx"])
def test_a_workbook_of_wps_is_what_its_content_is(name: str) -> None:
    assert read(GOOD, name).kind == "xlsx"


def test_parts_in_utf_16_are_read() -> None:
    text = part(GOOD, SHEET).decode().replace("UTF-8", "UTF-16")
    assert len(read(with_parts(GOOD, {SHEET: text.encode("utf-16")})).grids[0].rows) == 6


@pytest.mark.parametrize("moved", [
    lambda name: name.replace("/", "\\"), lambda name: name.replace("workbook", "Workbook"), lambda name: f"/{name}",
])
def test_odd_names_of_parts_do_not_hide_the_workbook(moved: Callable[[str], str]) -> None:
    parts = openpyxl.load_workbook(io.BytesIO(GOOD)) and _parts(GOOD)
    made = open_bytes("a.xlsx", zipped({moved(name): content for name, content in parts.items()}))[0]
    assert made.kind == "xlsx"
    assert made.grids or [found.slug for found in made.findings] == ["unreadable_file"]


def test_a_workbook_part_under_another_name_is_found_by_its_relation() -> None:
    parts = {name.replace("workbook.xml", "book1.xml"): content for name, content in _parts(GOOD).items()}
    for name in ("_rels/.rels", "[Content_Types].xml"):
        parts[name] = parts[name].replace(b"workbook.xml", b"book1.xml")
    assert len(read(zipped(parts)).grids[0].rows) == 6


def test_damage_is_no_oddity_and_stays_refused() -> None:
    for broken in (with_sheet_xml(GOOD, lambda xml: xml[:-200]), with_parts(GOOD, {"xl/workbook.xml": b"<x"})):
        assert [found.slug for found in open_bytes("a.xlsx", broken)[0].findings] == ["unreadable_file"]


def test_a_part_that_does_not_match_its_checksum_is_damage_even_if_nobody_reads_it() -> None:
    stored = zipped({**_parts(GOOD), "docProps/app.xml": b"<Properties>4711</Properties>"}, compression=0)
    assert [found.slug for found in open_bytes("a.xlsx", stored.replace(b"4711", b"4712"))[0].findings] == [
        "unreadable_file"
    ]


def test_a_value_a_little_below_the_table_is_laid_out_and_one_far_below_is_not() -> None:
    assert extent([(1, 3), (60, 60)], [(1, 2)]) == (60, 2)
    assert extent([(1, 3), (1_048_576, 1_048_576)], [(1, 2), (30, 30)]) == (3, 2)


def test_a_wholly_empty_workbook_does_not_vanish() -> None:
    for data in (xlsx([]), b"a,b,c\n"):
        [made] = read_file("430981114/空.xlsx", data, "430981114", Month(2020, 5))
        assert "header_not_found" in [found.slug for found in made.findings]


def test_a_workbook_that_excel_opens_without_asking_is_opened() -> None:
    out = io.BytesIO()
    msoffcrypto.format.ooxml.OOXMLFile(io.BytesIO(GOOD)).encrypt("VelvetSweatshop", out)
    assert read(out.getvalue()).kind == "xlsx"


def _parts(data: bytes) -> dict[str, bytes]:
    import zipfile

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def read(data: bytes, name: str = "a.xlsx") -> Opened:
    [made] = open_bytes(name, data)
    assert not made.findings, made.findings
    return made
