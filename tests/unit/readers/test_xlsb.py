"""Binary workbooks: there is no free writer of them, so the records are put together here (MS-XLSB 2.4)."""

import datetime
import struct

import pytest

from museum.parts import zipped
from township_sync.domain.table import Grid
from township_sync.readers import Opened, open_bytes

DAY = datetime.date(2020, 5, 14)
DAY_NUMBER = 43965.0
HIDDEN_ROW = 0x10


def test_every_kind_of_cell_has_its_type() -> None:
    cells = row(0) + number(0, 2600.5) + shared(1, 0) + boolean(2) + error(3, 0x2A) + number(4, DAY_NUMBER, style=1)
    grid = grid_of(cells + rk(5, 4 << 2 | 2) + text(6, "直接"))
    assert [(cell.kind, cell.value) for cell in grid.rows[0]] == [
        ("number", 2600.5), ("text", "姓名"), ("boolean", True), ("error", "#N/A"), ("date", DAY), ("number", 4.0),
        ("text", "直接"),
    ]


def test_formulas_are_told_from_values_and_keep_their_results() -> None:
    formula = record(9, struct.pack("<IId", 0, 0, 3.0) + bytes(10))
    failed = record(11, struct.pack("<IIB", 1, 0, 7) + bytes(9))
    grid = grid_of(row(0) + formula + failed + number(2, 1.0))
    assert [(cell.kind, cell.value, cell.is_formula) for cell in grid.rows[0]] == [
        ("number", 3.0, True), ("error", "#DIV/0!", True), ("number", 1.0, False),
    ]


def test_hidden_rows_and_merges_are_told() -> None:
    cells = row(0) + number(0, 1.0) + row(1, HIDDEN_ROW) + number(0, 2.0)
    grid = grid_of(cells, after=record(176, struct.pack("<4I", 0, 1, 0, 2)))
    assert (grid.hidden_rows, list(grid.merges)) == (frozenset({2}), [(1, 1, 2, 3)])


def test_a_hidden_sheet_is_told() -> None:
    assert not grid_of(row(0) + number(0, 1.0), state=1).visible


def test_dates_of_the_1904_system_are_the_same_day() -> None:
    grid = grid_of(row(0) + number(0, DAY_NUMBER - 1462, style=1), from_1904=True)
    assert grid.rows[0][0].value == DAY


def test_a_value_in_the_last_corner_is_named_and_not_laid_out() -> None:
    made = opened(row(0) + number(0, 1.0) + row(1_048_575) + number(16_383, 2.0))
    [grid] = made.grids
    assert (len(grid.rows), list(grid.stray_cells)) == (1, [(1_048_576, 16_384)])


def test_parts_are_found_whatever_the_case_of_their_names() -> None:
    grid = grid_of(row(0) + shared(0, 0), strings="xl/SharedStrings.bin")
    assert grid.rows[0][0].value == "姓名"


@pytest.mark.parametrize("cut", [1, 3, 9])
def test_a_sheet_that_is_cut_off_is_unreadable(cut: int) -> None:
    [made] = open_bytes("a.xlsb", xlsb((row(0) + number(0, 1.0))[:-cut]))
    assert [found.slug for found in made.findings] == ["unreadable_file"]


def record(kind: int, body: bytes) -> bytes:
    head = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
    length = bytes([len(body)]) if len(body) < 0x80 else bytes([len(body) & 0x7F | 0x80, len(body) >> 7])
    return head + length + body


def wide(said: str) -> bytes:
    return struct.pack("<I", len(said)) + said.encode("utf-16-le")


def row(number: int, flags: int = 0) -> bytes:
    return record(0, struct.pack("<IIHBB", number, 0, 300, 0, flags) + bytes(5))


def number(column: int, value: float, style: int = 0) -> bytes:
    return record(5, struct.pack("<IId", column, style, value))


def rk(column: int, bits: int) -> bytes:
    return record(2, struct.pack("<III", column, 0, bits))


def shared(column: int, index: int) -> bytes:
    return record(7, struct.pack("<III", column, 0, index))


def boolean(column: int) -> bytes:
    return record(4, struct.pack("<IIB", column, 0, 1))


def error(column: int, code: int) -> bytes:
    return record(3, struct.pack("<IIB", column, 0, code))


def text(column: int, said: str) -> bytes:
    return record(6, struct.pack("<II", column, 0) + wide(said))


def xlsb(
    cells: bytes, after: bytes = b"", state: int = 0, from_1904: bool = False, strings: str = "xl/sharedStrings.bin"
) -> bytes:
    kinds = {"rId1": ("worksheet", "worksheets/sheet1.bin"), "rId2": ("sharedStrings", "sharedStrings.bin"),
             "rId3": ("styles", "styles.bin")}
    relations = "".join(f'<Relationship Id="{name}" Type="http://x/{kind}" Target="{target}"/>'
                        for name, (kind, target) in kinds.items())
    sheet = struct.pack("<II", state, 1) + wide("rId1") + wide("甲")
    formats = record(44, struct.pack("<H", 164) + wide('yyyy"年"m"月"d"日"'))
    styles = b"".join(record(47, struct.pack("<HH", 0, known) + bytes(12)) for known in (0, 164))
    return zipped({
        "[Content_Types].xml": b"<Types/>",
        "xl/workbook.bin": record(153, struct.pack("<III", from_1904, 0, 0)) + record(156, sheet),
        "xl/_rels/workbook.bin.rels": f"<Relationships>{relations}</Relationships>".encode(),
        "xl/worksheets/sheet1.bin": cells + after, strings: record(19, b"\0" + wide("姓名")),
        "xl/styles.bin": formats + record(617, b"") + styles + record(618, b""),
    })


def opened(*cells: bytes, **given: object) -> Opened:
    [made] = open_bytes("a.xlsb", xlsb(*cells, **given))  # type: ignore[arg-type]
    assert made.kind == "xlsb" and not made.findings, made.findings
    return made


def grid_of(*cells: bytes, **given: object) -> Grid:
    [grid] = opened(*cells, **given).grids
    return grid
