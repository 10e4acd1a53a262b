"""One judging of a month, as those see it who ask later by what it was judged and how it went."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from township_sync.domain.judgement import NotRun, RuleRun
from township_sync.domain.validation import Validated


@dataclass(frozen=True, slots=True)
class JudgedFile:
    """A file that was judged: whose it is, how it stood, and its rows by (sheet, entity)."""

    file: str
    unit_code: str | None
    status: str
    sheets: Sequence[tuple[str, str, int]]


@dataclass(frozen=True, slots=True)
class JudgedMonth:
    """When and by which run a month was judged, every rule that was asked or could not be, and all that was answered.

    `judged_at` is None for a check of files that leaves nothing behind, `judgement_id` the warehouse's number.
    `not_run` are the rules that could not be asked about the rows of single units.
    """

    period: str
    run_id: str
    judged_at: datetime | None = None
    judgement_id: int | None = None
    rules: Sequence[RuleRun] = ()
    validated: Validated = field(default_factory=Validated)
    files: Sequence[JudgedFile] = ()
    not_run: Sequence[NotRun] = ()
