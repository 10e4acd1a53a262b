"""Notify: every township is told how its months stand, once for each state, in one message for each moment."""

from dataclasses import dataclass
from datetime import datetime

from township_sync.domain.period import COUNTY_TIME, Month
from township_sync.domain.unit import units
from township_sync.errors import TownshipSyncError
from township_sync.settings import Settings
from township_sync.steps.deadlines import mend_by, reminders
from township_sync.steps.digest import make_digests, may_tell_unasked
from township_sync.steps.outbox import Delivered, deliver_messages
from township_sync.steps.passphrases import passphrase_for, protection_of, refuse_without_passphrase
from township_sync.steps.report_changes import changes_of
from township_sync.steps.report_letter import Matter, kind_of, write_letter
from township_sync.steps.report_state import Notice, notice_of, state_hash
from township_sync.steps.report_workbooks import files_to_return, folder_of, write_workbooks
from township_sync.warehouse import audit
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.rejections import tell_rejections
from township_sync.warehouse.reports import (
    Report,
    UnitState,
    add_report,
    judged_months,
    last_report,
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


def prepare_reports(connection: Connection, settings: Settings, period: Month, now: datetime) -> list[Prepared]:
    """Make one report for every unit whose month stands otherwise than it was last told; its next digest tells it.

    An answer to files that came is made at once, all else when the unit may be told unasked (decisions/0028). A month
    that was never judged has no reports; what is missing is only asked for when the month is over. What is wrong with
    one unit (a damaged archived file, no passphrase for workbooks that are to be encrypted) keeps no other from being
    prepared; the first error is raised at the end.
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
        last = last_report(connection, notice.unit.code, str(notice.period))
        if told == last.state_hash:
            _tell(connection, notice)
            return []
        if notice.arrivals <= last.arrivals and not may_tell_unasked(connection, settings, notice.unit.code, now):
            return []
        report = _report(connection, settings, notice, last.version + 1, now)
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
    until = mend_by(connection, period, now.astimezone(COUNTY_TIME).date())
    matter = Matter(unit.code, unit.name, period, version, state, notice.missing,
                    protection if attachments else None, now, until)
    letter = write_letter(matter)
    return Report(
        unit_code=unit.code, period=str(period), version=version, kind=kind_of(state, notice.missing),
        subject=letter.subject, body=letter.body, brief=letter.brief,
        attachments=() if protection == "folder" else attachments, arrivals=notice.arrivals, made_at=now,
    )


def deliver_reports(connection: Connection, settings: Settings, now: datetime) -> Delivered:
    """Make the digests of all that is to be told now, and send what waits in the outbox (see steps/outbox).

    What cannot be made keeps nothing else from being sent; its error is raised at the end.
    """
    problem: TownshipSyncError | None = None
    try:
        due = reminders(connection, now.astimezone(COUNTY_TIME).date())
        make_digests(connection, settings, due, now)
    except TownshipSyncError as error:
        problem = error
    delivered = deliver_messages(connection, settings, now)
    if problem:
        raise problem
    return delivered
