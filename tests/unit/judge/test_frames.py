"""The frames that the suites judge: dates of whatever a column holds, read by one form and by no guess."""

import warnings

import pytest

from township_sync.checks.frames import UNFIT, Placed, build
from township_sync.domain.contract import contract
from township_sync.domain.table import ConformedRow


@pytest.mark.parametrize("first", ["2020-02-30", "2020-13-01", "1980年不详", "", None])
def test_what_is_no_date_hides_no_other_and_nothing_is_guessed(first: str | None) -> None:
    typed = [first, "2020-05-14", "9999-12-31"]
    rows = [ConformedRow(number, {"collected_on": value}, {}, {}) for number, value in enumerate(typed, 4)]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        frame = build(contract("worker_employment"), [Placed("439999001", "a.xlsx", "表", rows)], "this")
    shown = frame["collected_on"].dt.strftime("%Y-%m-%d").fillna("none").tolist()
    assert shown == ["none", "2020-05-14", "2260-12-31"]
    assert not frame["collected_on" + UNFIT].any()
