"""Reporting rates: quotients of what came and what was expected, nothing where there is nothing to count."""

from township_sync.domain.reporting_rates import Rate

NOTHING = Rate("2020-05", "430981114", None, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
SOME = Rate("2020-05", "430981114", None, expected=5, actual=4, on_time=3, rows=200, rows_right=150, rows_refused=40,
            attempted=4, passed_first=1, fixed=8, fixed_days=12)


def test_rates_are_parts_of_what_was_expected_and_of_what_came() -> None:
    assert (SOME.rate, SOME.rate_on_time) == (0.8, 0.6)
    assert (SOME.correctness, SOME.first_pass_rate, SOME.days_to_fix) == (0.75, 0.25, 1.5)


def test_where_nothing_is_to_be_counted_there_is_no_rate() -> None:
    assert (NOTHING.rate, NOTHING.rate_on_time, NOTHING.correctness, NOTHING.first_pass_rate) == (None,) * 4
    assert NOTHING.days_to_fix is None
