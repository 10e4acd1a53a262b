"""A month's way through the steps, as the DAGs' tasks and the command `run` both take it.

Every function may be called again at any time: what is done already is not done twice. Steps are imported inside the
functions, since the DAGs' tasks each need one of them only.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from township_sync.domain.judgement import Judgement
from township_sync.domain.period import Month, Quarter
from township_sync.domain.table import ReadFile
from township_sync.domain.unit import units
from township_sync.errors import TownshipSyncError
from township_sync.settings import Settings
from township_sync.warehouse.connect import Connection

REPORTED_FOR = timedelta(days=62)
"""How long after its last judging a month is still looked at for news to its townships."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What loading a month did: its ledger in sums by fate, and how many keys changed their history, by entity."""

    files: Sequence[ReadFile]
    judgement: Judgement
    rows: Mapping[str, int]
    changes: Mapping[str, int]

    @property
    def counts(self) -> dict[str, int | str]:
        """As numbers that may travel between tasks."""
        period, found = self.judgement.period, len(self.judgement.findings)
        return {"period": period, **self.rows, "findings": found, "changes": sum(self.changes.values())}


@dataclass(frozen=True, slots=True)
class Published:
    """What waits to be pushed for a month or quarter: numbers of publications, and how many rows they have."""

    period: str
    ids: tuple[int, ...]
    rows: int


def receive_all(settings: Settings, connection: Connection, now: datetime) -> list[int]:
    """Ask every unit's channel; ids of the new submissions.

    One unit that cannot be asked keeps no other from being asked; its error is raised at the end.
    """
    from township_sync.steps.receive import receive

    new: list[int] = []
    problems: list[TownshipSyncError] = []
    for unit_code in units():
        try:
            new += receive(settings, connection, unit_code, now).new
        except TownshipSyncError as problem:
            problems.append(problem)
    if problems:
        raise problems[0]
    return new


def months_waiting(connection: Connection) -> list[Month]:
    """Months with submissions that were not read or not judged yet, the earliest first."""
    from township_sync.warehouse.waiting import months_waiting as waiting

    return [Month.parse(period) for period in waiting(connection)]


def units_to_read(connection: Connection, period: Month) -> list[str]:
    """Codes of the units that have unread submissions of a month; an empty code stands for an unknown sender."""
    from township_sync.warehouse.submissions import pending_submissions

    return sorted({sent.unit_code or "" for sent in pending_submissions(connection, str(period))})


def read_pending(settings: Settings, connection: Connection, unit_code: str, period: Month) -> int:
    """Read and stage what one unit sent for a month and was not read yet; the number of submissions."""
    from township_sync.steps.read import read_file
    from township_sync.warehouse import archive
    from township_sync.warehouse.staging import stage
    from township_sync.warehouse.submissions import pending_submissions

    pending = [sent for sent in pending_submissions(connection, str(period)) if (sent.unit_code or "") == unit_code]
    for sent in pending:
        files = read_file(sent.name, archive.get(settings, sent.sha256), sent.unit_code, period)
        stage(connection, settings, sent.submission_id, files)
    return len(pending)


def load_month(connection: Connection, period: Month, now: datetime) -> Loaded:
    """Judge all current submissions of a month once, against the month before and what is in force, and merge them."""
    from township_sync.steps.judge import judge
    from township_sync.steps.merge import merge
    from township_sync.warehouse.accepted import accepted_rows, rows_in_force
    from township_sync.warehouse.staging import read_files

    files = read_files(connection, str(period))
    again = _sent_again(connection, period, {file.file for file in files})
    reported = {(file.unit_code, sheet.entity) for file in files for sheet in file.sheets if not file.is_rejected}
    previous = accepted_rows(connection, period.plus(-1))
    in_force = rows_in_force(connection, period, reported)
    judgement = judge([*files, *again], period, previous, in_force, run_id=f"{period}-{now:%Y%m%dT%H%M%S}")
    merged = merge(connection, files, judgement, now)
    return Loaded([*files, *again], judgement, merged.counts, merged.changes)


def _sent_again(connection: Connection, period: Month, known: Collection[str]) -> list[ReadFile]:
    """Files whose bytes had come before under another name: nothing of them is loaded, the township is told."""
    from township_sync.warehouse.submissions import repeats

    return [ReadFile(again.name, again.sha256, again.unit_code, str(period), "repeat")
            for again in repeats(connection, str(period)) if again.name not in known]


def publish(settings: Settings, connection: Connection, period: Month | Quarter, now: datetime) -> Published:
    """Make the files of a month or quarter."""
    from township_sync.steps.publish import publish_month, publish_quarter

    if isinstance(period, Month):
        made = publish_month(connection, settings, period, now)
    else:
        made = publish_quarter(connection, settings, period, now)
    return Published(str(period), tuple(one.publication_id for one in made), sum(one.row_count for one in made))


def push(settings: Settings, connection: Connection, publications: Sequence[int], now: datetime) -> int:
    """Push publications to the provincial platform; the number of rows that the platform acknowledged now."""
    from township_sync.steps.submit import submit

    return sum(submit(connection, settings, number, now).rows_sent for number in publications)


def follow_open_batches(settings: Settings, connection: Connection, now: datetime) -> int:
    """Ask for the receipts of open batches; how many were open."""
    from township_sync.steps.reconcile import follow_receipts

    followed = follow_receipts(connection, settings, now)
    return sum(map(len, (followed.closed, followed.pending, followed.out_of_balance, followed.unanswered)))


def months_to_report(connection: Connection, now: datetime) -> list[Month]:
    """Months that were judged lately, of which a township's state may have changed since it was told."""
    from township_sync.warehouse.waiting import months_judged_since

    return [Month.parse(period) for period in months_judged_since(connection, now - REPORTED_FOR)]
