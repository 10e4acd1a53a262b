"""A month's way through the steps, as the DAGs' tasks and the command `run` both take it.

Every function may be called again at any time: what is done already is not done twice. Steps are imported inside the
functions, since the DAGs' tasks each need one of them only.
"""

import logging
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from township_sync.domain.judgement import Judgement
from township_sync.domain.period import Month, Quarter
from township_sync.domain.table import ReadFile
from township_sync.domain.unit import units
from township_sync.errors import DefinitionError, TerminalError, TownshipSyncError, TransientError, UsageError
from township_sync.settings import Settings
from township_sync.warehouse.connect import Connection

if TYPE_CHECKING:
    from township_sync.steps.follow import Followed
    from township_sync.steps.mirror import Mirrored
    from township_sync.steps.receive import Received

_log = logging.getLogger(__name__)
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
        not_run = len({(one.entity, one.slug) for one in self.judgement.not_run})
        return {"period": period, **self.rows, "findings": found, "changes": sum(self.changes.values()),
                "rules_not_run": not_run}


@dataclass(frozen=True, slots=True)
class Published:
    """What waits to be pushed for a month or quarter: numbers of publications, and how many rows they have."""

    period: str
    ids: tuple[int, ...]
    rows: int


def receive_all(settings: Settings, connection: Connection, now: datetime) -> "Received":
    """Ask every unit's channel, and for what lies at no known unit's place; what was passed over is logged.

    One unit that cannot be asked keeps no other from being asked; one error that names them all is raised at the end.
    """
    from township_sync.steps.receive import UNKNOWN_SENDER, receive_from

    received = receive_from(settings, connection, [*units(), UNKNOWN_SENDER], now)
    passed = Counter((one.unit_code or "unknown senders", one.reason) for one in received.passed_over)
    for (sender, reason), files in sorted(passed.items()):
        _log.info("passed over of %s: %d %s", sender, files, reason)
    if received.problems:
        raise _not_asked(received.problems) from None
    return received


def _not_asked(problems: Mapping[str, TownshipSyncError]) -> TownshipSyncError:
    """One error for all units; it is of a kind that is tried again when trying again may help one of them."""
    whose: dict[str, list[str]] = defaultdict(list)
    for unit_code, problem in problems.items():
        whose[str(problem)].append(unit_code or "unknown senders")
    said = " ".join(f"{', '.join(codes)}: {problem}" for problem, codes in whose.items())
    kinds: tuple[type[TownshipSyncError], ...] = (TransientError, UsageError, DefinitionError)
    kind = next((kind for kind in kinds if any(isinstance(one, kind) for one in problems.values())), TerminalError)
    return kind(f"Not every unit could be asked. {said}")


def mirror(settings: Settings, connection: Connection, now: datetime) -> "list[Mirrored]":
    """Bring the lists that the platform keeps up to its newest version."""
    from township_sync.steps.mirror import mirror_all

    return mirror_all(settings, connection, now)


def months_waiting(connection: Connection, now: datetime | None = None) -> list[Month]:
    """Months with submissions that were not read or not judged yet, or to be judged again since the month before them
    changed, the earliest first."""
    from township_sync.warehouse.waiting import months_waiting as waiting

    return [Month.parse(period) for period in waiting(connection, now)]


def units_to_read(connection: Connection, period: Month) -> list[str]:
    """Codes of the units that have unread submissions of a month; an empty code stands for an unknown sender."""
    from township_sync.warehouse.submissions import pending_submissions

    return sorted({sent.unit_code or "" for sent in pending_submissions(connection, str(period))})


def read_pending(settings: Settings, connection: Connection, unit_code: str, period: Month) -> int:
    """Read and stage what one unit sent for a month and was not read yet; the number of submissions."""
    from township_sync.steps.passphrases import passphrase_of
    from township_sync.steps.read import read_file
    from township_sync.warehouse import archive
    from township_sync.warehouse.staging import stage
    from township_sync.warehouse.submissions import pending_submissions

    # A township may send the workbook back as it got it from us: encrypted with its passphrase.
    passphrase = passphrase_of(settings, unit_code) if unit_code else None
    passwords = (passphrase,) if passphrase else ()
    pending = [sent for sent in pending_submissions(connection, str(period)) if (sent.unit_code or "") == unit_code]
    for sent in pending:
        files = read_file(sent.name, archive.get(settings, sent.sha256), sent.unit_code, period, passwords)
        stage(connection, settings, sent.submission_id, files)
    return len(pending)


def load_month(settings: Settings, connection: Connection, period: Month, now: datetime) -> Loaded:
    """Judge all current submissions of a month once, against the month before and what is in force, put who may be one
    person or employer into the queue, merge them, and show what was judged by which rules."""
    from township_sync.steps.data_docs import publish_data_docs
    from township_sync.steps.judge import judge
    from township_sync.steps.match import identify
    from township_sync.steps.merge import merge
    from township_sync.warehouse.accepted import accepted_rows, rows_in_force
    from township_sync.warehouse.cases import ownerships
    from township_sync.warehouse.staging import read_files
    from township_sync.warehouse.verdicts import newest_change_before

    before = newest_change_before(connection, str(period))
    files = read_files(connection, str(period))
    again = _sent_again(connection, period, files)
    previous = accepted_rows(connection, period.plus(-1))
    in_force = rows_in_force(connection, period)
    owners = ownerships(connection, period)
    run_id = f"{period}-{now:%Y%m%dT%H%M%S}"
    judgement = judge([*files, *again], period, previous, in_force, run_id, with_history=True, owners=owners)
    _log_not_run(judgement)
    identify(settings, connection, files, judgement, in_force, now)
    merged = merge(connection, files, judgement, now, again, before)
    publish_data_docs(settings, connection, str(period))
    return Loaded([*files, *again], judgement, merged.counts, merged.changes)


def _log_not_run(judgement: Judgement) -> None:
    """Say what nobody may take for passed: the rules that were not asked, by what was missing."""
    lacking: dict[tuple[str, str], set[str]] = defaultdict(set)
    for one in judgement.not_run:
        lacking[one.missing, one.month].add(one.unit_code)
    for (missing, month), codes in sorted(lacking.items()):
        slugs = {one.slug for one in judgement.not_run if (one.missing, one.month) == (missing, month)}
        _log.warning("%s: no %s of %s of %d units; not run for them: %s", judgement.period, missing, month, len(codes),
                     ", ".join(sorted(slugs)))


def _sent_again(connection: Connection, period: Month, files: Sequence[ReadFile]) -> list[ReadFile]:
    """Files whose bytes had come before under another name: nothing of them is loaded, the township is told.

    What an unknown sender sent again is of the unit that the file itself named when it came first.
    """
    from township_sync.warehouse.submissions import repeats

    whose = {file.file: file.unit_code for file in files}
    return [ReadFile(again.name, again.sha256, again.unit_code or whose.get(again.first_label), str(period), "repeat")
            for again in repeats(connection, str(period)) if again.name not in whose]


def publish(settings: Settings, connection: Connection, period: Month | Quarter, now: datetime) -> Published:
    """Make the files of a month or quarter, after hearing what the platform has of us.

    A platform that does not answer keeps no file from being made: what it says then is heard before anything is sent.
    """
    from township_sync.steps.catch_up import hear_first
    from township_sync.steps.publish import publish_month, publish_quarter

    try:
        hear_first(connection, settings, now)
    except TransientError as silent:
        _log.warning("publishing without the platform's news: %s", silent)
    if isinstance(period, Month):
        made = publish_month(connection, settings, period, now)
    else:
        made = publish_quarter(connection, settings, period, now)
    return Published(str(period), tuple(one.publication_id for one in made), sum(one.row_count for one in made))


def push(settings: Settings, connection: Connection, kind: str, now: datetime) -> int:
    """Push every approved publication of months (`kind` month) or quarters that was not sent, whoever approved it and
    whenever it was made; the number of rows that the platform acknowledged now, or that went into a package.

    One that cannot be sent keeps no other from being sent; the first error is raised at the end.
    """
    sent, problems = _pushed(settings, connection, kind, now)
    if problems:
        raise problems[0]
    return sent


def push_left_over(settings: Settings, connection: Connection, now: datetime) -> int:
    """Push what is approved and not sent, as an interrupted push leaves it; the number of rows acknowledged now.

    What another process sends at this moment is left to it.
    """
    from township_sync.warehouse.lease import LeaseHeld

    sent, problems = _pushed(settings, connection, None, now)
    for problem in problems:
        if not isinstance(problem, LeaseHeld):
            raise problem
    return sent


def _pushed(settings: Settings, connection: Connection, kind: str | None,
            now: datetime) -> tuple[int, list[TownshipSyncError]]:
    from township_sync.outbound.package import fed_by_hand
    from township_sync.steps.pack import pack
    from township_sync.steps.submit import conversation, submit
    from township_sync.warehouse.publications import unsent

    waiting = [one.publication_id for one in unsent(connection, kind, ("approved",))]
    if fed_by_hand(settings):
        return sum(one.rows for one in pack(connection, settings, waiting, now)), []
    sent = 0
    problems: list[TownshipSyncError] = []
    # One conversation for all: its clock counts from `now`, its token and what the platform says of itself are kept.
    platform = conversation(connection, settings, now) if waiting else None
    for number in waiting:
        try:
            sent += submit(connection, settings, number, now, platform).rows_sent
        except TownshipSyncError as problem:
            problems.append(problem)
    return sent, problems


def refuse_unapproved(connection: Connection, kind: str) -> None:
    """TerminalError that names the publications of a kind that nobody approved, whatever a task's state says."""
    from township_sync.warehouse.publications import unsent

    waiting = [f"{one.publication_id} ({one.dataset} {one.period})" for one in unsent(connection, kind, ("ready",))]
    if waiting:
        raise TerminalError(f"Not approved, and so not sent: publication {', '.join(waiting)}; approve in Airflow "
                            "(Required Actions) or by `township-sync approve`, then run this again.")


def follow_open_batches(settings: Settings, connection: Connection, now: datetime) -> "Followed":
    """Ask for the receipts of open batches, and keep them."""
    from township_sync.steps.follow import follow_receipts

    return follow_receipts(connection, settings, now)


def refuse_stuck_batches(connection: Connection, followed: "Followed") -> None:
    """TerminalError that names the batches which do not add up or are overdue, and those of which the platform told
    what cannot be: somebody has to call the platform."""
    from township_sync.warehouse import exchange

    kinds = {"out of balance": followed.out_of_balance, "overdue": followed.overdue,
             "answered for rows that were not sent like that": followed.strange}
    stuck = {number: kind for kind, numbers in reversed(kinds.items()) for number in numbers}
    notes = exchange.batch_notes(connection, list(stuck))
    said = [f"{ref} is {stuck[number]}" + (f" ({note})" if note else "") for number, ref, note in notes]
    said += [f"{name} is set aside ({because})" for name, because in followed.set_aside]
    if said:
        raise TerminalError(f"{'; '.join(said)}: call the platform's operator; nothing is sent again by itself.")


def months_to_report(connection: Connection, now: datetime) -> list[Month]:
    """Months of which a township's state may have changed since it was told: judged lately, or with a rejection of
    which it was not told yet, or was told last that it stands."""
    from township_sync.warehouse.rejections import months_with_rejections
    from township_sync.warehouse.waiting import months_judged_since

    told = {Quarter.parse(period).months[-1] if "Q" in period else Month.parse(period)
            for period in months_with_rejections(connection)}
    return sorted(told.union(map(Month.parse, months_judged_since(connection, now - REPORTED_FOR))))
