"""Reporting rates as DHIS2 counts them: reports that were expected, that came, and that came when they were due.

DHIS2 (user manual, "Reporting rate summary"): expected reports are units × periods to which a data set is assigned,
actual reports those that were registered as complete, on time those registered by the due day; a rate is the quotient.
Correctness and the first-pass rate are ours: rows and sheets that were right, of those that came.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rate:
    """The counts of some units, sheets and months; what is summed over has no name here (None).

    `actual` of the `expected` sheets came, `on_time` by the due day. Of `rows` that no later file replaced `rows_right`
    were not refused and not put aside; of `attempted` sheets `passed_first` were right when they first came. `fixed`
    faults took `fixed_days` working days together; they belong to units and months, not to sheets (None there).
    """

    period: str | None
    unit_code: str | None
    entity: str | None
    expected: int
    actual: int
    on_time: int
    rows: int
    rows_right: int
    rows_refused: int
    attempted: int
    passed_first: int
    fixed: int | None = None
    fixed_days: int | None = None

    @property
    def rate(self) -> float | None:
        """Completeness: the reporting rate."""
        return _share(self.actual, self.expected)

    @property
    def rate_on_time(self) -> float | None:
        """Timeliness: the reporting rate on time."""
        return _share(self.on_time, self.expected)

    @property
    def correctness(self) -> float | None:
        return _share(self.rows_right, self.rows)

    @property
    def first_pass_rate(self) -> float | None:
        return _share(self.passed_first, self.attempted)

    @property
    def days_to_fix(self) -> float | None:
        """Working days from the first sight of a fault to the file that no longer has it, the mean."""
        return None if not self.fixed or self.fixed_days is None else self.fixed_days / self.fixed


def _share(part: int, whole: int) -> float | None:
    """A part of 1; None where there is nothing to count."""
    return part / whole if whole else None
