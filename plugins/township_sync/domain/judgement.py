"""What judging a month gives: every finding, every file's standing and every row's one fate."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from township_sync.domain.finding import Finding
from township_sync.domain.ownership import Claim, Ownership
from township_sync.domain.table import ConformedRow
from township_sync.domain.validation import Validated

Fate = Literal["loaded", "duplicate", "rejected", "held_aside", "superseded"]
FileStatus = Literal["accepted", "partly_accepted", "rejected"]
RuleOutcome = Literal["passed", "failed", "not_run"]
RowPlace = tuple[str, str, int]
"""(file, sheet, row number)"""


@dataclass(frozen=True, slots=True)
class AcceptedRow:
    """One row that counts: a row loaded last month, or loaded earlier and still in force."""

    entity: str
    unit_code: str
    file: str
    sheet: str
    row: ConformedRow


@dataclass(frozen=True, slots=True)
class RowChanges:
    """改 n 增 n 删 n: what a file makes of the rows of one entity that its unit sent `before` for the same month.

    `ended` is 0 for a correction, `left_out` names the ended rows, masked.
    """

    before: int
    changed: int
    added: int
    ended: int
    same: int
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FileVerdict:
    """How one file stands: its status, and whether its rows count this month.

    A file that is `awaiting` leaves out more than anybody leaves out on purpose; nothing of it counts until somebody
    confirms what it is. `changes` are what it does by entity, or would do.
    """

    status: FileStatus
    is_current: bool = True
    entities_superseded: frozenset[str] = frozenset()
    is_awaiting: bool = False
    changes: Mapping[str, RowChanges] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RuleRun:
    """One rule that was asked, with the Great Expectations run that answered.

    `not_run` means that the data it needs is not there (no last month, no other sheet): never the same as passed.
    """

    entity: str
    slug: str
    outcome: RuleOutcome
    run_id: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class NotRun:
    """A rule that was not asked about a unit's rows of an entity, since of `missing` nothing is there of that unit.

    `month` is `this`, `last_month`, or `this_else_last_month` when neither is there.
    """

    unit_code: str
    entity: str
    slug: str
    missing: str
    month: str


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdict on one month over all current submissions.

    `fates` has every data row of every file (a skipped row is counted in its sheet). `held` names the rows that are
    loaded but not sent, with the slugs that hold them; `blocked` the (unit, entity, export) that do not leave.
    `good` names superseded rows with which nothing of their own was wrong: they stand while their successor is refused.
    `claims` are the rows whose person several units claim, `owners` what was known of the owners when it was judged.
    `validated` is what Great Expectations answered, for those who ask months later. `not_run` are the rules that could
    not be asked for single units: nobody may take them for passed.
    """

    period: str
    run_id: str
    findings: Sequence[Finding]
    verdicts: Mapping[str, FileVerdict]
    fates: Mapping[RowPlace, Fate]
    rules: Sequence[RuleRun] = ()
    held: Mapping[RowPlace, frozenset[str]] = field(default_factory=dict)
    blocked: frozenset[tuple[str, str, str]] = frozenset()
    good: frozenset[RowPlace] = frozenset()
    claims: Mapping[RowPlace, Claim] = field(default_factory=dict)
    owners: Mapping[RowPlace, Sequence[Ownership]] = field(default_factory=dict)
    validated: Validated = field(default_factory=Validated)
    not_run: Sequence[NotRun] = ()
