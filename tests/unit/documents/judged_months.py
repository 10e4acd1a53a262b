"""Golden months, each judged once."""

from functools import cache

from golden.months import case
from township_sync.domain.judged_month import JudgedMonth
from township_sync.domain.judgement import Judgement
from township_sync.steps.judge import judge
from township_sync.steps.quality import judged_offline

NAMES = ("workers", "accounts", "recruiters")
"""Months that have every kind of outcome, and personal columns of every class."""


@cache
def judgement(name: str) -> Judgement:
    """The verdict on a golden month, with its results."""
    month = case(name)
    return judge(month.files, month.period, month.previous, month.loaded, with_results=True)


def judged(name: str) -> JudgedMonth:
    """The same for those who ask about its quality."""
    return judged_offline(case(name).files, judgement(name))
