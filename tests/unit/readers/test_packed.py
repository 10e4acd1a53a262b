"""Values packed for their way between two processes come back as they were, with their types."""

from hypothesis import given
from hypothesis import strategies as st

from township_sync.readers.packed import pack
from township_sync.readers.raw import RawValue

VALUES: st.SearchStrategy[RawValue] = st.sampled_from([None, 0.0, 1.0, 2.0, True, False, "1", "TRUE", "张三"])


@given(st.lists(st.lists(VALUES, min_size=1, max_size=3), max_size=12))
def test_packing_never_takes_a_truth_value_for_a_number(rows: list[list[RawValue]]) -> None:
    packed = pack(rows)
    read = [[packed[place][column] if column < len(packed[place]) else None for column in range(3)]
            for place in range(len(rows))]
    given_rows = [[row[column] if column < len(row) else None for column in range(3)] for row in rows]
    assert [[(type(value), value) for value in row] for row in read] == [
        [(type(value), value) for value in row] for row in given_rows
    ]
