"""Which month a file is about when no folder says it."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from township_sync.errors import UsageError
from township_sync.settings import Settings
from township_sync.sources.months import month_of

EARLY, LATE = datetime(2020, 6, 5, 1, tzinfo=UTC), datetime(2020, 6, 25, 1, tzinfo=UTC)


@pytest.mark.parametrize(("text", "month"), [
    ("2020年5月报表", "2020-05"), ("2020-05", "2020-05"), ("草尾202004.xlsx", "2020-04"), ("2020.05报表", "2020-05"),
    ("2020年十二月", "2020-12"), ("五月报表", "2020-05"), ("5月", "2020-05"), ("12月份", "2019-12"),
    ("十一月", "2019-11"),
])
def test_a_month_that_is_named_counts(text: str, month: str) -> None:
    for arrived in (EARLY, LATE):
        assert month_of(Settings(Path(), {}), arrived, text) == month


@pytest.mark.parametrize("text", [
    "", "草尾镇", "20200605.xlsx", "2020年6月5日上报", "2020-06-05", "3月和4月", "二十五月", "13月",
])
def test_a_day_or_several_months_name_none_and_the_arrival_decides(text: str) -> None:
    assert [month_of(Settings(Path(), {}), arrived, text) for arrived in (EARLY, LATE)] == ["2020-05", "2020-06"]


def test_the_first_text_that_names_one_wins() -> None:
    assert month_of(Settings(Path(), {}), EARLY, "a.xlsx", "3月和4月", "2020年2月", "1月") == "2020-02"


def test_the_arrival_is_of_the_day_in_shanghai_and_the_turning_day_may_be_set() -> None:
    assert month_of(Settings(Path(), {}), datetime(2020, 5, 31, 17, tzinfo=UTC)) == "2020-05"
    never = Settings(Path(), {"TOWNSHIP_SYNC_MONTH_TURNS_ON_DAY": "32"})
    assert month_of(never, LATE) == "2020-05"
    with pytest.raises(UsageError, match="MONTH_TURNS_ON_DAY"):
        month_of(Settings(Path(), {"TOWNSHIP_SYNC_MONTH_TURNS_ON_DAY": "0"}), EARLY)
