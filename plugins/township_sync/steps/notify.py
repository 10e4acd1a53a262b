"""Notify: every township is told how its month stands, once for each state, through an outbox."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from township_sync.domain.period import Month
from township_sync.domain.unit import units
from township_sync.errors import TerminalError, TownshipSyncError
from township_sync.settings import Settings
from township_sync.steps.audit import keep_head
from township_sync.steps.passphrases import passphrase_for, protection_of, refuse_without_passphrase
from township_sync.steps.report_changes import changes_of
from township_sync.steps.report_letter import Matter, kind_of, write_letter
from township_sync.steps.report_message import send
from township_sync.steps.report_state import Notice, notice_of, state_hash
from township_sync.steps.report_workbooks import files_to_return, folder_of, write_workbooks
from township_sync.warehouse import audit
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.rejections import tell_rejections
from township_sync.warehouse.reports import (
    Report,
    UnitState,
    add_report,
    claim_report,
    judged_months,
    last_report,
    mark_sent,
    tell_findings,
    unit_states,
)
from township_sync.warehouse.submissions import units_that_sent


@dataclass(frozen=True, slots=True)
class Prepared:
    """One report that was put into the outbox."""

    unit_code: str
    version: int
    kind: str
    workbooks: int


@dataclass(frozen=True, slots=True)
class Delivered:
    """Numbers of the reports that their channels took; its length is how many they are."""

    report_ids: Sequence[int]

    def __len__(self) -> int:
        return len(self.report_ids)


def prepare_reports(connection: Connection, settings: Settings, period: Month, now: datetime) -> list[Prepared]:
    """Put one report into the outbox for every unit whose month stands otherwise than it was last told.

    A month that was never judged has no reports; what is missing is only asked for when the month is over.
    What is wrong with one unit (a damaged archived file, no passphrase for workbooks that are to be encrypted) keeps no
    other from being prepared; the first error is raised at the end.
    """
    if period not in judged_months(connection):
        return []
    prepared: list[Prepared] = []
    locked: list[str] = []
    problems: list[TownshipSyncError] = []
    for notice in _notices(connection, period, now):
        try:
            if files_to_return(notice.state) and passphrase_for(settings, notice.unit) is None:
                locked.append(notice.unit.code)
            else:
                prepared += _prepare(connection, settings, notice, now)
        except TownshipSyncError as problem:
            problems.append(problem)
    if problems:
        raise problems[0]
    refuse_without_passphrase(locked)
    return prepared


def _notices(connection: Connection, period: Month, now: datetime) -> list[Notice]:
    """What there is to tell; a unit whose first file still waits to be judged is told later."""
    states, sent = unit_states(connection, period), units_that_sent(connection, str(period))
    notices = [notice_of(unit, period, states.get(unit.code, UnitState()), now) for unit in units().values()]
    return [each for each in notices if not each.is_silent or (each.missing and each.unit.code not in sent)]


def _prepare(connection: Connection, settings: Settings, notice: Notice, now: datetime) -> list[Prepared]:
    told = state_hash(notice)
    with connection.transaction():
        version, known = last_report(connection, notice.unit.code, str(notice.period))
        if told == known:
            _tell(connection, notice)
            return []
        report = _report(connection, settings, notice, version + 1, now)
        add_report(connection, report, told)
        _tell(connection, notice)
        audit.append(connection, "report_prepared", now, report.named, kind=report.kind,
                     workbooks=[each.sha256 for each in report.attachments])
    return [Prepared(notice.unit.code, report.version, report.kind, len(files_to_return(notice.state)))]


def _tell(connection: Connection, notice: Notice) -> None:
    """Note which findings and rejections the newest report tells: also those that came back as they were."""
    numbers = [number for file in notice.state.files for number in file.finding_ids]
    tell_findings(connection, notice.unit.code, str(notice.period), numbers)
    tell_rejections(connection, notice.unit.code, str(notice.period), notice.state.refused)


def _report(connection: Connection, settings: Settings, notice: Notice, version: int, now: datetime) -> Report:
    unit, period, state = notice.unit, notice.period, notice.state
    changes, protection = changes_of(state), protection_of(settings, unit)
    folder, passphrase = folder_of(unit.code, period, version), passphrase_for(settings, unit)
    attachments = write_workbooks(settings, unit, period, state, changes, folder, passphrase)
    matter = Matter(unit.code, unit.name, period, version, state, notice.missing,
                    protection if attachments else None, now)
    letter = write_letter(matter)
    return Report(
        unit_code=unit.code, period=str(period), version=version, kind=kind_of(state, notice.missing),
        message_id=_message_id(settings, unit.code, period, version, now), subject=letter.subject, body=letter.body,
        attachments=() if protection == "folder" else attachments, made_at=now,
    )


def _message_id(settings: Settings, unit_code: str, period: Month, version: int, now: datetime) -> str:
    """The same for the same report however often it is sent; never that of one prepared anew after a backup was
    restored, nor of another installation, which has another secret."""
    installation = hashlib.sha256(settings.secret).hexdigest()[:8]
    return f"<{period}.{unit_code}.{version}.{now.astimezone(UTC):%Y%m%dT%H%M%S}@{installation}.township-sync>"


def deliver_reports(connection: Connection, settings: Settings, now: datetime) -> Delivered:
    """Send what waits in the outbox, oldest first; what was sent is not sent again.

    Raises TransientError at once when a channel cannot be reached, and TerminalError, after all others were sent, for
    reports that a channel refuses; both stay in the outbox. A process that dies between the channel's answer and our
    note sends the same message (Message-ID and bytes) once more.
    """
    sent: list[int] = []
    refused: list[TerminalError] = []
    tried: list[int] = []
    while True:
        with connection.transaction():
            waiting = claim_report(connection, tried)
            if waiting is None:
                break
            tried.append(waiting.report_id)
            report = waiting.report
            audit.rehearse(connection, "report_sent", now, report.named, kind=report.kind)
            try:
                send(settings, report)
            except TerminalError as error:
                refused.append(error)
                continue
            mark_sent(connection, waiting.report_id, now)
            sent.append(waiting.report_id)
    keep_head(connection, settings)
    if refused:
        raise TerminalError(f"{len(refused)} of {len(tried)} reports could not be delivered; the first: {refused[0]}")
    return Delivered(sent)
