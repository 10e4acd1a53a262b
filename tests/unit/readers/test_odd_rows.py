"""Looking only at the odd rows sorts the rows below a header just as looking at all of them does."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from township_sync.domain.contract import contract
from township_sync.domain.table import Cell, Grid
from township_sync.readers import rows as rows_module
from township_sync.readers.header import Header, find_header
from township_sync.readers.rows import Rows, sort_rows

WORKERS = contract("worker_employment")
EXAMPLE = WORKERS.template_example
FIELDS = list(dict.fromkeys([*EXAMPLE, *(column.field for column in WORKERS.required)]))
COLUMNS = [WORKERS.column(name) for name in FIELDS]
WORDS = (
    "合计", "合 计：", "总计", "小计", "会计", "本页小计", "示例", "例：", "例", "样例", "备注：略", "注:", "说明",
    "签字：", "张丰", " ", "", "负责人：王敏", "row_no", "person_name", "id_no", "身 份 证 号",
    *(column.header for column in COLUMNS), *EXAMPLE.values(),
)


def cell_of(value: str | float | date | None) -> Cell:
    if value is None or value == "":
        return Cell()
    return Cell(value, "text" if isinstance(value, str) else "date" if isinstance(value, date) else "number")


VALUES = st.one_of(st.sampled_from(WORDS), st.sampled_from((None, 1.0, 2600.0, 0.0, date(2020, 5, 1)))).map(cell_of)
HEADER_ROW = [Cell(column.header, "text") for column in COLUMNS]
EXAMPLE_ROW = [cell_of(EXAMPLE.get(name, "")) for name in FIELDS]
ROWS = st.one_of(
    st.lists(VALUES, min_size=0, max_size=len(FIELDS) + 1), st.just(HEADER_ROW), st.just(EXAMPLE_ROW),
    st.lists(VALUES, min_size=1, max_size=1).map(lambda first: [*first, *EXAMPLE_ROW[1:]]),
)


def sorted_rows(grid: Grid, header: Header) -> tuple[object, ...]:
    found: Rows = sort_rows(grid, header)
    return list(found.data), found.skipped, found.totals, found.ragged


@pytest.mark.parametrize("few", [-1, 50], ids=["by pattern", "one by one"])
@given(below=st.lists(ROWS, max_size=12), records=st.booleans())
@settings(max_examples=300)
def test_only_odd_rows_need_a_look(few: int, below: list[list[Cell]], records: bool) -> None:
    grid = Grid("就业", [HEADER_ROW, *below], records=records, hidden_rows=frozenset({2}))
    header = find_header(Grid("就业", [HEADER_ROW]))
    assert header is not None
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("township_sync.readers.odd_rows._FEW", few)
        found = sorted_rows(grid, header)
        patched.setattr(rows_module, "odd_rows", lambda rows, kinds: set(range(header.row + 1, len(rows) + 1)))
        assert sorted_rows(grid, header) == found
