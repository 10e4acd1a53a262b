"""A text that is not read because it is plain is one that reading would give back as it is."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from township_sync.checks.cell_reading import read_cell
from township_sync.checks.cells.plain import plain_test
from township_sync.checks.cells.reading import Reading, Surroundings
from township_sync.checks.cells.typed import typed_text
from township_sync.checks.column_reading import read_column
from township_sync.domain.cell_columns import column_of
from township_sync.domain.contract import Column, contracts
from township_sync.domain.period import Month
from township_sync.domain.table import Cell

EVERY = {
    (column.type, column.required, column.field == "attendance_days"): column
    for entity in contracts().values()
    for column in entity.columns
}
COLUMNS = {key: column for key, column in EVERY.items() if plain_test(column)}
AROUND = Surroundings(Month(2020, 5))
WORDS = (
    "无", "空", "未知", "同上", "N", "n", "0", "×", "X", "x", "13800138000", "13811111111", "张", "·", "（", ")", "-",
)
TEXTS = st.one_of(
    st.text("0123456789X", min_size=1, max_size=19), st.text("1389", min_size=11, max_size=11), st.text(max_size=8),
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=5).map("".join),
)


@pytest.mark.parametrize("column", COLUMNS.values(), ids=lambda column: column.type)
@given(text=TEXTS)
@settings(max_examples=150)
def test_a_plain_text_is_its_own_value(column: Column, text: str) -> None:
    is_plain = plain_test(column)
    assert is_plain is not None
    if is_plain(text):
        assert read_cell(Cell(text, "text"), column, AROUND) == Reading(text)


@pytest.mark.parametrize("column", EVERY.values(), ids=lambda column: f"{column.type}-{column.field}")
@given(value=st.one_of(st.floats(), st.integers(-3, 400).map(float), st.integers(0, 10**17).map(float), st.dates()))
def test_a_number_or_day_is_read_as_its_cell_is(column: Column, value: float | date) -> None:
    cell = Cell(value, "date" if isinstance(value, date) else "number")
    read = read_column(column_of([cell]), column, AROUND).conformed
    reading = read_cell(cell, column, AROUND)
    assert (read.every_value(), read.every_state()) == ([reading.value], [reading.state])
    assert read.raw[1] == typed_text(cell)


def test_good_ids_names_and_numbers_are_plain() -> None:
    by_type = {column.type: plain_test(column) for column in COLUMNS.values()}
    good = {"id_no": "43999919900101123X", "person_name": "张丰", "mobile": "13800001234", "text": "草尾镇（乐园村）"}
    for kind, text in good.items():
        test = by_type[kind]
        assert test and test(text), kind
