"""Rows that are kept elsewhere are fetched when they are looked at, and forgotten when others are wanted."""

from array import array

import pytest

from township_sync.domain.cell_columns import CODE
from township_sync.domain.conformed_columns import ConformedColumn, ConformedRows, typed_text
from township_sync.domain.fetched_columns import Columns, Shelf


class Store:
    """Sheets of two rows with one column; it counts how often each was fetched."""

    def __init__(self, shelf: Shelf, sheets: int) -> None:
        self.fetched = [0] * sheets
        self.sheets = [self._rows(shelf, number) for number in range(sheets)]

    def _rows(self, shelf: Shelf, number: int) -> ConformedRows:
        def fetch() -> Columns:
            self.fetched[number] += 1
            texts = [f"first {number}", f"second {number}"]
            return {"person_name": ConformedColumn(array(CODE, [0, 1]), texts, {1: "completed"}, texts)}

        return shelf.rows(range(4, 6), ["person_name"], fetch)


def test_nothing_is_fetched_until_a_row_is_looked_at() -> None:
    store = Store(Shelf(), 1)
    [rows] = store.sheets
    assert (len(rows), list(rows.numbers), list(rows.columns)) == (2, [4, 5], ["person_name"])
    assert store.fetched == [0]
    assert rows.every("person_name") == ["first 0", "second 0"]
    assert rows[1].states == {"person_name": "completed"}
    assert typed_text(rows, 5, "person_name") == "second 0"
    assert store.fetched == [1]


def test_a_column_that_the_sheet_lacks_is_not_fetched() -> None:
    store = Store(Shelf(), 1)
    assert store.sheets[0].every("mobile") == [None, None]
    with pytest.raises(KeyError):
        store.sheets[0].columns["mobile"]
    assert store.fetched == [0]


def test_the_sheets_that_were_looked_at_last_stay_and_others_are_fetched_again() -> None:
    store = Store(Shelf(most=4), 3)
    for number in (0, 1, 0, 2, 0, 1):
        assert store.sheets[number][0].values == {"person_name": f"first {number}"}
    assert store.fetched == [1, 2, 1]


def test_a_sheet_of_more_rows_than_the_shelf_holds_is_kept_while_it_is_looked_at() -> None:
    store = Store(Shelf(most=1), 2)
    assert [row.number for row in store.sheets[0]] == [4, 5]
    assert store.fetched == [1, 0]
