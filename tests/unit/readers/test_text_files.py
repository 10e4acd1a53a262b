"""Text with delimiters in every encoding and with every delimiter; what is no such text is refused by name."""

import codecs

import pytest

from museum.parts import csv_text, table
from township_sync.readers import Opened, open_bytes
from township_sync.readers.text_encoding import encoding_of

ROWS = [["姓名", "就业状态", "一"], ["张丰", "已就业", "2600"], ["欧阳娜娜", "", "乐园村"]]
TEXT = csv_text(ROWS)


@pytest.mark.parametrize("data", [
    TEXT.encode(), TEXT.encode("utf-8-sig"), TEXT.encode("gb18030"), TEXT.encode("utf-16"),
    codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), TEXT.encode("utf-16-le"), TEXT.encode("utf-16-be"),
])
def test_a_table_in_every_usual_encoding_is_the_same_table(data: bytes) -> None:
    assert values(opened(data)) == [*ROWS[:2], ["欧阳娜娜", None, "乐园村"]]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_a_whole_sheet_in_utf_16_without_mark_is_read(encoding: str) -> None:
    text = csv_text(table(40))
    assert values(opened(text.encode(encoding))) == values(opened(text.encode()))


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "，"])
def test_the_delimiter_is_the_one_that_parts_the_header(delimiter: str) -> None:
    assert values(opened(csv_text(ROWS, delimiter).encode()))[0] == ["姓名", "就业状态", "一"]


def test_a_character_of_four_bytes_is_no_other_character() -> None:
    assert values(opened("姓名,年\n𠮷某,1\n".encode("gb18030")))[1] == ["𠮷某", "1"]


@pytest.mark.parametrize("data", [
    b"a,b\n1,\x002\n", "姓名,年\n张\x00丰,1\n".encode(),
    "姓名,年\n".encode("gb18030") + "张丰,一\n".encode() + b"\xff\xff",
    b'a,b\n"1,2\n3,4\n',
])
def test_zeros_mixed_encodings_and_open_quotes_are_unreadable(data: bytes) -> None:
    [made] = open_bytes("a.csv", data)
    assert [found.slug for found in made.findings] == ["unreadable_file"]


@pytest.mark.parametrize(("line", "values"), [
    (b'"1"x,2', ["1x", "2"]), (b'1,"x"y"z', ["1", 'xy"z']), (b'"q" ,2', ["q ", "2"]),
])
def test_something_behind_a_closing_quote_costs_no_row(line: bytes, values: list[str]) -> None:
    [made] = open_bytes("a.csv", b"a,b\r\n" + line + b"\r\n5,6\r\n")
    assert [[cell.value for cell in row] for row in made.grids[0].rows] == [["a", "b"], values, ["5", "6"]]


@pytest.mark.parametrize("data", [b'a,b\n"1\n2,"x",4\n', b'a,b\n"1"x,"2\n3"\n', b'a,b\n"1\n2"x,2\n'])
def test_a_quote_that_may_have_swallowed_rows_is_never_forgiven(data: bytes) -> None:
    [made] = open_bytes("a.csv", data)
    assert [(found.slug, found.details["line"]) for found in made.findings] == [("unreadable_file", 2)]


CHINESE = "姓名,年\n张丰,一\n"


@pytest.mark.parametrize(("data", "line"), [
    (b"a,b\r\n1,2\r\n3,\x004\r\n", 3), ("姓名,年\r张\x00丰,1\r".encode(), 2),
    (CHINESE.encode("gb18030") + CHINESE.encode() + b"\xff\xff", 3), (CHINESE.encode() + "李丰\n".encode("gb18030"), 3),
    (CHINESE.encode() * 20 + b"a\xff\n", 41), (CHINESE.encode("gb18030") + b"\r\n\xff\xff", 4),
    (CHINESE.encode("utf-16") + b"\x41", 3), (CHINESE.encode("utf-16") + b"\x00\xd8\x41\x00", 3),
    (b'a,b\n"1,2\n3,4\n', 2), (b'a,b\n"1\n2",2\n3,"4\n5\n', 4), (b'"a,b\n', 1),
    (codecs.BOM_UTF8 + b"a,b\n\n\xff", 3),
])
def test_the_line_where_a_text_stops_being_readable_is_named(data: bytes, line: int) -> None:
    [made] = open_bytes("a.csv", data)
    [found] = made.findings
    assert (found.slug, found.details["line"]) == ("unreadable_file", line)
    assert f"第{line}行起" in found.message


def test_bytes_that_are_no_text_are_not_taken_for_utf_16() -> None:
    assert encoding_of(b"a\0\n\0" + bytes(range(0x80, 0x90)) * 2 + b"\1\0") != "utf-16-le"
    assert encoding_of(b"a,b\n\0\0\0\0") == "utf-8"


def test_markup_in_a_cell_does_not_make_a_table_a_web_page() -> None:
    assert opened('姓名,备注\n张丰,"<script>alert(1)</script>"\n李四,"\n<html>"\n'.encode()).kind == "csv"


def opened(data: bytes) -> Opened:
    [made] = open_bytes("a.csv", data)
    assert not made.findings, made.findings
    return made


def values(made: Opened) -> list[list[object]]:
    [grid] = made.grids
    return [[cell.value for cell in row] for row in grid.rows]
