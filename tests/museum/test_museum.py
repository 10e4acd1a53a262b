"""What is strange but can be read is read whole, and what was done about it is said (refusals: test_hostile_inputs)."""


import pytest
from openpyxl.worksheet.worksheet import Worksheet

from museum import exhibits, exhibits_containers
from museum.parts import LETTER, SHEET, WIDTH, csv_text, part, table, with_parts, xlsx, zipped, zipped_by_windows
from township_sync.domain.period import Month
from township_sync.domain.table import ReadFile
from township_sync.steps.read import read_file

MAY = Month(2020, 5)
DRAGONS = "䶮㼆𠮷"  # 𠮷 and 㼆 take four bytes in GB18030, which GBK cannot read

@pytest.mark.parametrize(("reference", "column"), [("XFD1048576", "XFD"), ("AD1048576", "AD"), ("BH600", "BH")])
def test_a_stray_value_far_away_is_named_and_the_table_is_read(reference: str, column: str) -> None:
    read = only("stray.xlsx", exhibits.value_in(reference))
    row = int(reference.removeprefix(column))
    assert strays(read) == [(row, column)]
    assert len(read.sheets[0].rows) == 3


def test_far_values_in_an_open_document_are_named_and_the_table_is_read() -> None:
    read = only("stray.ods", exhibits.far_value_in_an_open_document())
    assert strays(read) == [(7, "XFD"), (1048578, "A")]
    assert len(read.sheets[0].rows) == 3


def test_thousands_of_formatted_empty_rows_are_no_rows() -> None:
    read = only("formatted.xlsx", exhibits.formatted_empty_rows())
    assert (len(read.sheets[0].rows), read.findings) == (3, ())


def test_a_part_that_stands_in_the_package_twice_is_read_when_both_are_alike() -> None:
    read = only("twice.xlsx", exhibits_containers.part_twice())
    assert (len(read.sheets[0].rows), read.findings) == (3, ())
    assert [found.slug for found in only("twice.xlsx", exhibits_containers.part_twice(b"<x/>")).findings] == [
        "unreadable_file"
    ]


def test_fifty_thousand_rows_are_not_too_many() -> None:
    read = only("long.xlsx", exhibits.rows_above_the_limit(50_000))
    assert "too_many_rows" not in {found.slug for found in read.findings}
    assert len(read.sheets[0].rows) == 49_997


def test_a_configured_password_opens_a_locked_workbook() -> None:
    [read] = read_file("locked.xlsx", exhibits.encrypted("shazhou"), "430981114", MAY, passwords=["shazhou"])
    assert len(read.sheets[0].rows) == 3


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "，"])
def test_text_is_read_in_every_encoding_and_with_every_delimiter(encoding: str, delimiter: str) -> None:
    text = csv_text(table(), delimiter).replace("张丰", DRAGONS)
    read = only("表.csv", text.encode(encoding))
    assert [row.raw["person_name"] for row in read.sheets[0].rows] == [DRAGONS] * 3
    assert read.findings == ()


@pytest.mark.parametrize(
    ("name", "data", "is_told"),
    [
        ("表.xlsx", csv_text(table()).encode(), True),
        ("表.csv", xlsx(table()), True),
        ("表", xlsx(table()), True),
        ("表.xls", xlsx(table()), True),
        ("表.et", xlsx(table()), False),
        ("表.txt", csv_text(table()).encode(), False),
        ("表.XLSX", xlsx(table()), False),
    ],
)
def test_the_content_decides_and_a_wrong_extension_is_told(name: str, data: bytes, is_told: bool) -> None:
    read = only(name, data)
    assert len(read.sheets[0].rows) == 3
    assert [found.slug for found in read.findings] == ["file_type_mismatch"] * is_told


def test_names_in_a_bundle_are_read_as_windows_wrote_them() -> None:
    data = zipped_by_windows({"5月就业信息.xlsx": exhibits.GOOD, "草尾镇说明.pdf": b"%PDF-1.4"})
    files = read_file("草尾镇.zip", data, "430981114", MAY)
    assert [file.file for file in files] == ["草尾镇.zip/5月就业信息.xlsx", "草尾镇.zip/草尾镇说明.pdf"]
    assert [file.bundle for file in files] == ["草尾镇.zip"] * 2


def test_a_bad_file_in_a_bundle_does_not_spoil_the_others() -> None:
    files = read_file("b.zip", zipped({"a.xlsx": exhibits.cut_off(), "b.xlsx": exhibits.GOOD}), "430981114", MAY)
    assert [(file.file, file.is_rejected) for file in files] == [("b.zip/a.xlsx", True), ("b.zip/b.xlsx", False)]


def test_a_bundle_inside_a_bundle_is_opened_and_litter_is_passed_over() -> None:
    inner = zipped({"表.xlsx": exhibits.GOOD, "~$表.xlsx": b"x", "__MACOSX/._表.xlsx": b"x"})
    files = read_file("b.zip", zipped({"村/内.zip": inner, ".DS_Store": b"x", "Thumbs.db": b"x"}), "430981114", MAY)
    assert [file.file for file in files] == ["b.zip/村/内.zip/表.xlsx"]


def test_a_path_in_a_bundle_cannot_lead_out_of_it() -> None:
    [file] = read_file("b.zip", zipped({"../../etc/表.xlsx": exhibits.GOOD}), "430981114", MAY)
    assert file.file == "b.zip/etc/表.xlsx"


def test_two_hundred_files_are_not_too_many() -> None:
    assert len(read_file("b.zip", exhibits.bundle_of(200), None, MAY)) == 200


def test_every_row_of_a_large_block_far_below_is_named() -> None:
    """Two hundred persons behind 21 blank rows are no part of the table; none of them may vanish unsaid."""
    people = table(300)
    data = xlsx([*people[:103], *[[None]] * 21, *people[103:]])
    read = only("two_blocks.xlsx", data)
    assert len(read.sheets[0].rows) == 100
    assert {row for row, _ in strays(read)} == set(range(125, 325))


def test_a_row_of_invisible_characters_is_blank() -> None:
    read = only("invisible.xlsx", xlsx(table(below=[["\u200b", "\ufeff \u200b", "\u200b"]])))
    assert (len(read.sheets[0].rows), read.findings) == (3, ())


def test_a_header_that_is_a_number_of_a_person_is_not_repeated() -> None:
    rows = [*table()]
    rows[2] = [*rows[2], "439999198001011239"]
    rows[3] = [*rows[3], "x"]
    [found] = [found for found in only("header.xlsx", xlsx(rows)).findings if found.slug == "unknown_column"]
    assert found.column == "…1239"


def test_a_number_that_is_no_duration_does_not_refuse_the_workbook() -> None:
    def odd(sheet: Worksheet) -> None:
        sheet["P4"] = 19_912_345_678
        sheet["P4"].number_format = "[h]:mm"

    assert len(only("hours.xlsx", xlsx(table(), odd)).sheets[0].rows) == 3


def test_a_workbook_that_only_openpyxl_reads_may_take_longer() -> None:
    data = xlsx(table(3_000))
    wide = b"\xff\xfe" + part(data, SHEET).decode().encode("utf-16-le")
    read = only("utf_16.xlsx", with_parts(data, {SHEET: wide}))
    assert len(read.sheets[0].rows) == 3_000


def test_nothing_hostile_is_repeated_in_a_message() -> None:
    row = ["身份证号：439999198001011239", *[""] * (WIDTH - 1)]
    read = only("表.csv", csv_text(table(below=[["备注：" + row[0]]], letter=LETTER)).encode())
    assert all("439999198001011239" not in found.message for found in read.findings)


def only(name: str, data: bytes) -> ReadFile:
    """The one file that reading gives, sent by 草尾镇 for May."""
    [read] = read_file(name, data, "430981114", MAY)
    return read


def strays(read: ReadFile) -> list[tuple[int | None, str | None]]:
    return [(found.row, found.column) for found in read.findings if found.slug == "stray_cell_ignored"]
