"""Whatever stands in a cell, reading it gives a value or a finding, never an exception and never a person's number."""

import math
import re
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as values

from township_sync.checks.cells.reading import Surroundings
from township_sync.checks.cells.typed import shown_text
from township_sync.checks.conform import read_cell, shown
from township_sync.domain.contract import code_set, contracts
from township_sync.domain.finding import rules
from township_sync.domain.period import Month
from township_sync.domain.table import Cell

COLUMNS = list({column.type: column for entity in contracts().values() for column in entity.columns}.values())
HOSTILE = values.one_of(
    values.text(max_size=30),
    values.text(alphabet="0123456789０１.,-/年月日万元约千至EXx×〇十廿 '", max_size=24),
    values.floats(allow_nan=True),
    values.dates(date(1900, 1, 1), date(2100, 1, 1)),
    values.booleans(),
)
FORMS = {
    "date": r"\d{4}-\d\d-\d\d", "amount": r"\d+(\.\d{1,2})?", "count": r"\d+", "mobile": r"1[3-9]\d{9}",
    "id_no": r"\S+", "unit": r"\S+", "identifier": r"\S+",
}  # fmt: skip


@pytest.mark.parametrize("column", COLUMNS, ids=lambda column: column.type)
@given(value=HOSTILE)
@settings(max_examples=150, deadline=None)
def test_any_value_is_read_without_an_exception(column, value):
    kind = {bool: "boolean", float: "number", date: "date"}.get(type(value), "text")
    reading = read_cell(Cell(value, kind), column, Surroundings(Month(2020, 5)))
    assert (reading.slug is None) == (reading.state is None)
    assert reading.slug is None or reading.slug in rules()
    assert reading.value is None or re.fullmatch(FORMS.get(column.type, r"(?s).+"), reading.value)
    if column.type == "code" and not column.is_required_somehow and reading.value:
        assert reading.value in code_set(column.codes).labels


@pytest.mark.parametrize("value", [math.inf, -math.inf, math.nan, 1e300, -0.0, 1e-300])
@pytest.mark.parametrize("column", COLUMNS, ids=lambda column: column.type)
def test_numbers_that_no_one_types_are_read_too(column, value):
    assert read_cell(Cell(value, "number"), column, Surroundings(Month(2020, 5))) is not None


@pytest.mark.parametrize(
    "typed", ["439999198106288153", "439999 19810628 8153", "439999-810628-815", "４３９９９９１９８１０６２８８１５Ｘ",
              "电话13900001234", "139 0000 1234", "43999919810628815X号"],
)  # fmt: skip
def test_a_number_of_a_person_in_a_wrong_column_is_never_shown_whole(typed):
    column = contracts()["worker_employment"].column("ethnicity")
    for text in (shown_text(typed), shown("optional_value_unreadable", column, typed)):
        assert not re.search(r"\d{5}", text.replace(" ", "").replace("-", ""))
