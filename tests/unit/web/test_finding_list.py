"""The list of findings as a table: no cell of it is a formula to any table program."""

import pytest

from township_sync.web.finding_list import _plain


@pytest.mark.parametrize("mark", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_a_cell_that_begins_as_a_formula_is_a_text(mark: str) -> None:
    assert _plain([f"{mark}HYPERLINK(1)", "开户日期", None, 3]) == [f"'{mark}HYPERLINK(1)", "开户日期", "", "3"]
