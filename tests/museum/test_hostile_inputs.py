"""The forty hostile inputs of reliability.md 2.8 that are files: each ends in its named outcome, under the limits.

The limits are the real ones: the parse may use 2 seconds of processor time (for each megabyte) and 512 MB, and so may
what follows in our own process. Inputs 19-32 are cells (`test_hostile_inputs_in_cells`), 33-36 names and places
(`test_hostile_inputs_in_places`), 39 and 40 peers (`integration/exchange/test_hostile_peers`).
"""

import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import olefile  # type: ignore[import-untyped]
import pytest

from museum import exhibits as museum
from museum import exhibits_containers as containers
from museum import exhibits_sheets as sheets
from museum import exhibits_texts as texts
from museum.parts import csv_text, table, xlsx
from township_sync.domain.period import Month
from township_sync.domain.table import ReadFile
from township_sync.readers import guard, limits
from township_sync.steps.read import read_file

MAY = Month(2020, 5)
SENDER = "430981114"
OWN_SECONDS, OWN_BYTES = 4.0, 512 * limits.MEGABYTE
"""What reading may add in our own process: twice the two seconds, as processors differ."""


class Exhibit(NamedTuple):
    """One file: its number in 2.8, its name, the slug that refuses it (or the rows that are read), how it is made."""

    number: int
    name: str
    outcome: str | int
    make: Callable[[], bytes]


def good_text() -> str:
    return csv_text(table())


EXHIBITS = [
    Exhibit(1, "forty_two.xlsx", "unpacked_too_large", containers.forty_two),
    Exhibit(1, "overlapping.xlsx", "unpacked_too_large", containers.parts_on_top_of_each_other),
    Exhibit(1, "deep.zip", "unpacked_too_large", museum.bundle_in_a_bundle_in_a_bundle),
    Exhibit(2, "strings_300_mb.xlsx", "unpacked_too_large", sheets.three_hundred_megabytes_of_strings),
    Exhibit(2, "picture_201_mb.xlsx", "unpacked_too_large", museum.huge_picture),
    Exhibit(2, "strings_201_mb.xlsx", "unpacked_too_large", museum.huge_strings),
    Exhibit(2, "one_string_190_mb.xlsx", "unreadable_file", sheets.one_long_string),
    Exhibit(2, "ten_million_strings.xlsx", "unreadable_file", sheets.ten_million_strings),
    Exhibit(3, "parts.xlsx", "unreadable_file", containers.hundred_thousand_parts),
    Exhibit(3, "files.zip", "unpacked_too_large", containers.hundred_thousand_files),
    Exhibit(3, "many.zip", "unpacked_too_large", lambda: museum.bundle_of(201)),
    Exhibit(3, "many_parts.xlsx", "unreadable_file", museum.many_parts),
    Exhibit(3, "zip_inside.xlsx", 3, containers.zip_within_a_workbook),
    Exhibit(3, "overlapping_few.xlsx", "unreadable_file", lambda: containers.parts_on_top_of_each_other(9)),
    Exhibit(3, "lying_size.xlsx", "unreadable_file", museum.size_that_lies),
    Exhibit(3, "lying_directory.xlsx", "unpacked_too_large", containers.size_declared_as_four_gigabytes),
    Exhibit(3, "empty.zip", "unreadable_file", museum.empty_zip),
    Exhibit(3, "no_workbook.xlsx", "unreadable_file", museum.zip_without_a_workbook),
    Exhibit(4, "XFD1048576.xlsx", 3, lambda: museum.value_in("XFD1048576")),
    Exhibit(5, "AD1048576.xlsx", 3, lambda: museum.value_in("AD1048576")),
    Exhibit(5, "BH600.xlsx", 3, lambda: museum.value_in("BH600")),
    Exhibit(5, "far.ods", 3, museum.far_value_in_an_open_document),
    Exhibit(5, "scattered.xlsx", "unreadable_file", museum.values_scattered_over_the_sheet),
    Exhibit(5, "scattered_near.xlsx", "unreadable_file", sheets.scattered_up_to_the_box),
    Exhibit(6, "styled_rows.xlsx", 3, sheets.styled_empty_rows),
    Exhibit(6, "hidden_rows.xlsx", 3, sheets.a_million_hidden_rows),
    Exhibit(7, "entity.xlsx", "unreadable_file", museum.outside_entity),
    Exhibit(7, "doctype.xlsx", "unreadable_file", museum.doctype_in_a_sheet),
    Exhibit(7, "billion_laughs.xlsx", "unreadable_file", containers.billion_laughs),
    Exhibit(7, "entity_in_utf_16.xlsx", "unreadable_file", containers.entity_in_utf_16),
    Exhibit(7, "entity_hidden.xlsx", "unreadable_file", containers.entity_in_an_encoding_that_hides_it),
    Exhibit(8, "macros.xlsm", "macro_workbook", museum.macros),
    Exhibit(8, "macros.xlsx", "macro_workbook", museum.macros),
    Exhibit(8, "macros.xls", "macro_workbook", containers.old_workbook_with_macros),
    Exhibit(8, "excel_4.xlsm", "macro_workbook", containers.macros_of_excel_4),
    Exhibit(8, "excel_4.xlsx", "macro_workbook", containers.macros_of_excel_4_in_the_slashes_of_windows),
    Exhibit(9, "outside_links.xlsx", 3, containers.outside_links),
    Exhibit(10, "locked.xlsx", "password_protected", museum.encrypted),
    Exhibit(10, "locked.zip", "password_protected", museum.bundle_with_a_password),
    Exhibit(11, "old.xls", 3, containers.old_workbook),
    Exhibit(11, "circle.xls", "unreadable_file", containers.chains_that_run_in_a_circle),
    Exhibit(11, "counts.xls", "unreadable_file", containers.counts_beyond_belief),
    Exhibit(11, "noise.xls", "unreadable_file", lambda: containers.garbage(1, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")),
    Exhibit(11, "noise_of_records.xls", "unreadable_file", lambda: containers.garbage(2, b"\x09\x08\x10\x00\x00\x06")),
    Exhibit(12, "export.xls", "not_a_table_file", museum.web_page_in_gbk),
    Exhibit(12, "letter.docx", "not_a_table_file", museum.word_document),
    Exhibit(12, "scan.pdf", "not_a_table_file", lambda: b"%PDF-1.4\n..."),
    Exhibit(12, "photo.jpg", "not_a_table_file", lambda: b"\xff\xd8\xff\xe0\x00\x10JFIF"),
    Exhibit(12, "screen.xlsx", "not_a_table_file", lambda: b"\x89PNG\r\n\x1a\n...."),
    Exhibit(13, "text.xlsx", 3, lambda: good_text().encode()),
    Exhibit(13, "book.csv", 3, lambda: museum.GOOD),
    Exhibit(14, "book.et", 3, lambda: museum.GOOD),
    Exhibit(14, "old.et", 3, containers.old_workbook),
    Exhibit(14, "deep.ods", 3, sheets.deep_open_document),
    Exhibit(14, "boundless.ods", "too_many_rows", sheets.boundless_repetition),
    Exhibit(14, "merged.ods", 4, sheets.merge_over_an_open_document),
    Exhibit(14, "archive.rar", "unreadable_file", lambda: b"Rar!\x1a\x07\x01\x00" + bytes(100)),
    Exhibit(14, "archive.7z", "unreadable_file", lambda: b"7z\xbc\xaf\x27\x1c" + bytes(100)),
    Exhibit(15, "cut_off.xlsx", "unreadable_file", museum.cut_off),
    Exhibit(15, "flipped.xlsx", "unreadable_file", museum.flipped_bits),
    Exhibit(15, "empty.csv", "unreadable_file", lambda: b""),
    Exhibit(15, "one_byte.xlsx", "unreadable_file", lambda: b"P"),
    Exhibit(16, "gb18030.csv", 3, lambda: good_text().encode("gb18030")),
    Exhibit(16, "bom.csv", 3, lambda: good_text().encode("utf-8-sig")),
    Exhibit(16, "utf_16.csv", 3, lambda: good_text().encode("utf-16")),
    Exhibit(17, "two_encodings.csv", "unreadable_file", museum.csv_in_two_encodings),
    Exhibit(17, "nul.csv", "unreadable_file", museum.csv_with_a_nul),
    Exhibit(17, "odd_bytes.csv", "unreadable_file", texts.odd_bytes_of_utf_16),
    Exhibit(17, "half_a_surrogate.csv", "unreadable_file", texts.half_a_surrogate),
    Exhibit(18, "quote.csv", "unreadable_file", museum.csv_with_an_unclosed_quote),
    Exhibit(18, "quote_without_end.csv", "unreadable_file", texts.a_quote_without_end),
    Exhibit(18, "quotes.csv", "unreadable_file", texts.nothing_but_quotes),
    Exhibit(18, "semicolons.csv", 3, lambda: csv_text(table(), ";").encode()),
    Exhibit(18, "tabs.csv", 3, lambda: csv_text(table(), "\t").encode()),
    Exhibit(18, "line_in_a_field.csv", 3, lambda: good_text().replace("乐园村", '"乐园\n村"', 1).encode()),
    Exhibit(26, "formula_texts.csv", 4, sheets.formula_texts),
    Exhibit(28, "merges.xlsx", 3, sheets.a_million_merges),
    Exhibit(28, "merges_everywhere.xlsx", 3, sheets.merges_over_everything),
    Exhibit(29, "no_header.xlsx", "header_not_found", lambda: xlsx([["通知", "请各村尽快上报"]] * 6)),
    Exhibit(30, "ten_thousand_sheets.xlsx", "unpacked_too_large", containers.ten_thousand_sheets),
    Exhibit(37, "long.xlsx", "too_many_rows", lambda: museum.rows_above_the_limit(50_001)),
    Exhibit(37, "long.csv", "too_many_rows", lambda: b"a,b\r\n" * 50_001),
    Exhibit(37, "wide.xlsx", "too_many_rows", museum.columns_above_the_limit),
    Exhibit(37, "repeated.ods", "too_many_rows", museum.row_repeated_a_million_times),
    Exhibit(37, "all_of_it.ods", "too_many_rows", sheets.all_of_an_open_document),
    Exhibit(37, "wide_rows.ods", "unreadable_file", sheets.wide_rows_in_an_open_document),
    Exhibit(37, "line_of_100_mb.csv", "unreadable_file", texts.one_line_of_a_hundred_megabytes),
    Exhibit(37, "line_of_fields.csv", "unreadable_file", texts.a_line_of_fields),
    Exhibit(37, "million_columns.csv", 4, texts.a_million_columns),
    Exhibit(37, "wide_header.csv", "too_many_rows", texts.a_wide_header),
    Exhibit(37, "empty_lines.csv", "unreadable_file", texts.millions_of_empty_lines),
    Exhibit(38, "longest_cells.xlsx", "unpacked_too_large", sheets.longest_cells),
    Exhibit(38, "longest_cells_60_mb.xlsx", 1_903, sheets.longest_cells_below_the_limit),
    Exhibit(38, "nesting.xlsx", "unreadable_file", sheets.deep_nesting),
    Exhibit(38, "attribute_of_100_mb.xlsx", "unreadable_file", sheets.giant_attribute),
    Exhibit(38, "attributes.xlsx", "unreadable_file", sheets.many_attributes),
    Exhibit(38, "validations.xlsx", 3, lambda: sheets.validations(100_000)),
    Exhibit(38, "rows_that_go_back.xlsx", "unreadable_file", sheets.rows_that_go_back),
    Exhibit(38, "styles.xlsx", 3, containers.a_million_styles),
    Exhibit(38, "comments.xlsx", 3, containers.a_million_comments),
    Exhibit(38, "sheets_of_one_name.xlsx", "unreadable_file", containers.sheets_of_one_name),
]


@pytest.mark.parametrize("exhibit", EXHIBITS, ids=[f"{one.number}-{one.name}" for one in EXHIBITS])
def test_a_hostile_file_ends_in_its_named_outcome_under_the_limits(exhibit: Exhibit) -> None:
    data = exhibit.make()
    _forget_peak()
    held, began = _memory("VmRSS"), time.process_time()
    with guard.counted() as usages:
        files = read_file(exhibit.name, data, SENDER, MAY)
    assert time.process_time() - began <= OWN_SECONDS
    assert _memory("VmHWM") - held <= OWN_BYTES
    is_slow = exhibit.name.endswith(".ods")
    allowed = limits.slow_cpu_seconds(len(data)) if is_slow else limits.cpu_seconds(len(data))
    assert all(one.cpu_seconds <= allowed + 0.2 for one in usages)
    assert all(one.peak_bytes <= 512 * limits.MEGABYTE for one in usages)
    assert _outcome(files) == exhibit.outcome


def _outcome(files: list[ReadFile]) -> str | int:
    """The slugs that refuse the files, or the number of rows of files of which none is refused."""
    refused = [found.slug for file in files for found in file.findings if found.severity == "reject_file"]
    return ", ".join(refused) or sum(len(sheet.rows) for file in files for sheet in file.sheets)


def test_each_of_the_forty_numbers_has_its_test() -> None:
    tests = Path(__file__).parents[1]
    places = [*tests.glob("museum/test_hostile_inputs*.py"), *tests.glob("integration/exchange/test_hostile_peers.py")]
    text = "\n".join(place.read_text(encoding="utf-8") for place in places)
    found = re.findall(r"(?:Exhibit|Typed)\((\d+),|def test_(\d\d)_", text)
    named = {int(number) for pair in found for number in pair if number}
    assert named == set(range(1, 41))


def test_a_crash_of_the_parser_prints_nothing_that_a_user_would_see(capfd: pytest.CaptureFixture[str]) -> None:
    guard.stop()
    [file] = read_file("circle.xls", containers.chains_that_run_in_a_circle(), SENDER, MAY)
    assert file.is_rejected
    guard.stop()
    assert capfd.readouterr() == ("", "")


def test_every_refusal_is_said_in_chinese_and_tells_what_to_do() -> None:
    for made in (containers.forty_two, containers.chains_that_run_in_a_circle, museum.macros, museum.encrypted):
        [file] = read_file("表.xlsx", made(), SENDER, MAY)
        [said] = [found.message for found in file.findings if found.severity == "reject_file"]
        assert "请" in said and "…" not in said


def test_the_macros_of_an_old_workbook_stand_beside_a_whole_workbook_stream() -> None:
    with olefile.OleFileIO(containers.old_workbook_with_macros()) as container:
        assert container.listdir(storages=True) == [["Workbook"], ["_VBA_PROJECT_CUR"]]


@pytest.mark.parametrize("make", [museum.columns_above_the_limit, texts.a_wide_header])
def test_a_header_that_is_too_wide_is_told_in_columns(make: Callable[[], bytes]) -> None:
    [file] = read_file("表.xlsx", make(), SENDER, MAY)
    [said] = [found.message for found in file.findings if found.slug == "too_many_rows"]
    assert re.search(r"表头有\d+列，超过上限300列，请删去多余的列", said)
    assert "行" not in said


def _forget_peak() -> None:
    Path("/proc/self/clear_refs").write_text("5")


def _memory(field: str) -> int:
    """One figure of /proc/self/status in bytes."""
    found = re.search(rf"{field}:\s+(\d+) kB", Path("/proc/self/status").read_text())
    assert found
    return int(found[1]) * 1024
