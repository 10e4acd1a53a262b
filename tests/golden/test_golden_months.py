"""Golden months: what lies in the inbox, and every finding that must come out of it."""

from collections import Counter

import pytest

from golden.months import CASES, case, told
from township_sync.steps.judge import judge


@pytest.mark.parametrize("name", CASES)
def test_a_golden_month_is_judged_as_written(name: str) -> None:
    month = case(name)
    found = judge(month.files, month.period, month.previous, month.loaded).findings
    assert Counter(map(told, found)) == Counter(month.expected)


def test_judging_twice_gives_the_same() -> None:
    month = case("job_posts")
    first, second = (judge(month.files, month.period) for _ in range(2))
    assert first == second
