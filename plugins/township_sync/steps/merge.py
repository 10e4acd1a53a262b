"""Merge: write down what was judged, check that every row has its one fate, and bring the history up to date."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import get_args

from township_sync.domain.contract import sent_entities
from township_sync.domain.judgement import Fate, Judgement
from township_sync.domain.period import Month
from township_sync.domain.table import ReadFile
from township_sync.errors import TerminalError
from township_sync.steps.count_rates import count_rates
from township_sync.steps.post_balance import keep_balance
from township_sync.warehouse import audit
from township_sync.warehouse.board_findings import count_findings
from township_sync.warehouse.board_posts import ENTITY as POSTS
from township_sync.warehouse.cases_of_a_month import refuse_undecided
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.history import fold
from township_sync.warehouse.ledger import LedgerLine, check_ledger
from township_sync.warehouse.statements import statement
from township_sync.warehouse.verdicts import record_judgement, refuse_outdated


@dataclass(frozen=True, slots=True)
class MergeResult:
    """What merging a month did: by entity the number of keys whose history changed, and the ledger by sheet."""

    judgement_id: int
    changes: Mapping[str, int]
    ledger: Sequence[LedgerLine]

    @property
    def counts(self) -> dict[str, int]:
        """Rows of the month by fate, with `rows_seen`, `rows_read` and `rows_skipped`."""
        names = ("rows_seen", "rows_read", "rows_skipped", *get_args(Fate))
        return {name: sum(getattr(line, name) for line in self.ledger) for name in names}


def merge(
    connection: Connection, files: Sequence[ReadFile], judgement: Judgement, now: datetime,
    again: Sequence[ReadFile] = (), before: int | None = None,
) -> MergeResult:
    """Write one month's judgement and history in one transaction; merging the same twice changes nothing.

    `files` are those of `read_files` that were judged, `again` those that only came a second time, `before` is
    `newest_change_before` of when the months before were read. Raises TransientError when other files came in between,
    a month before changed, or a merge goes on elsewhere for too long, TerminalError when the
    ledger does not add up; then nothing is written.
    """
    with connection.transaction():
        connection.execute(statement("merge/lock"))
        refuse_outdated(connection, files, judgement.period, before)
        refuse_undecided(connection, judgement)
        number = record_judgement(connection, files, judgement, now, again)
        try:
            lines = check_ledger(connection, judgement.period)
        except TerminalError:
            # Rows of a file that was staged since have no fate, which is nobody's mistake.
            refuse_outdated(connection, files, judgement.period)
            raise
        count_rates(connection, Month.parse(judgement.period))
        changes = {name: fold(connection, entity, now) for name, entity in sent_entities().items()}
        result = MergeResult(number, {name: count for name, count in changes.items() if count}, lines)
        if POSTS in result.changes:
            keep_balance(connection, Month.parse(judgement.period), now)
        count_findings(connection, judgement.period)
        audit.append(connection, "month_merged", now, {"judgement_id": number, "period": judgement.period},
                     rows=result.counts, changes=result.changes)
    return result
