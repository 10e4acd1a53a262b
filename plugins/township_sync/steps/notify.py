"""Notify: every township is told how its month stands, once for each state, through an outbox."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, get_args
from zoneinfo import ZoneInfo

from township_sync.domain.period import Month
from township_sync.domain.unit import Unit, units
from township_sync.errors import TerminalError, UsageError
from township_sync.settings import Settings
from township_sync.steps.passphrases import passphrase_of
from township_sync.steps.report_changes import changes_of
from township_sync.steps.report_letter import Matter, Protection, kind_of, letter_words, write_letter
from township_sync.steps.report_message import send
from township_sync.steps.report_workbooks import files_to_return, folder_of, write_workbooks
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.reports import (
    FileState,
    Report,
    UnitState,
    add_report,
    claim_report,
    judged_months,
    last_report,
    mark_sent,
    unit_states,
)
from township_sync.warehouse.submissions import units_that_sent

_SHANGHAI = ZoneInfo("Asia/Shanghai")


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
    UsageError, after all other units were prepared, when units whose workbooks are to be encrypted have no passphrase.
    """
    if period not in judged_months(connection):
        return []
    states, sent = unit_states(connection, period), units_that_sent(connection, str(period))
    prepared, locked = [], []
    for unit in units().values():
        state = states.get(unit.code, UnitState())
        missing = _missing(state) if now.astimezone(_SHANGHAI).date() > period.last_day else []
        is_silent = not state.files and not state.refused
        if is_silent and (unit.code in sent or not missing):
            continue
        if _lacks_passphrase(settings, unit, state):
            locked.append(unit.code)
            continue
        prepared += _prepare(connection, settings, unit, period, state, missing, now)
    if locked:
        raise UsageError(_no_passphrase(locked))
    return prepared


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
            try:
                send(settings, waiting.report)
            except TerminalError as error:
                refused.append(error)
                continue
            mark_sent(connection, waiting.report_id, now)
            sent.append(waiting.report_id)
    if refused:
        raise TerminalError(f"{len(refused)} of {len(tried)} reports could not be delivered; the first: {refused[0]}")
    return Delivered(sent)


def protection_of(settings: Settings, unit: Unit) -> Protection:
    """How a unit's workbooks travel: `TOWNSHIP_SYNC_WORKBOOKS_<code>`, else `TOWNSHIP_SYNC_WORKBOOKS`, else encrypted.

    `encrypted` and `plain` are attached to the message, `folder` stays in the unit's folder (as it does for units that
    are told through a folder). UsageError for any other word.
    """
    said = settings.get(f"WORKBOOKS_{unit.code}") or settings.get("WORKBOOKS")
    chosen = said or ("plain" if unit.reply == "folder" else "encrypted")
    for known in get_args(Protection):
        if chosen == known:
            return known  # type: ignore[no-any-return]
    raise UsageError(f"TOWNSHIP_SYNC_WORKBOOKS says '{chosen}' for {unit.code}; it may be encrypted, plain or folder.")


def _prepare(
    connection: Connection, settings: Settings, unit: Unit, period: Month, state: UnitState, missing: Sequence[str],
    now: datetime,
) -> list[Prepared]:
    told = _state_hash(state, missing)
    with connection.transaction():
        version, known = last_report(connection, unit.code, str(period))
        if told == known:
            return []
        report = _report(connection, settings, unit, period, state, missing, version + 1, now)
        add_report(connection, report, told)
    return [Prepared(unit.code, report.version, report.kind, len(report.attachments))]


def _report(
    connection: Connection, settings: Settings, unit: Unit, period: Month, state: UnitState, missing: Sequence[str],
    version: int, now: datetime,
) -> Report:
    protection, files = protection_of(settings, unit), files_to_return(state)
    passphrase = passphrase_of(settings, unit.code) if protection == "encrypted" else None
    changes = changes_of(connection, state)
    attachments = write_workbooks(settings, unit, period, files, state.refused, changes,
                                  folder_of(unit.code, period, version), passphrase)
    letter = write_letter(Matter(unit.code, unit.name, period, version, state, missing, changes,
                                 protection if attachments else None))
    return Report(
        unit_code=unit.code, period=str(period), version=version, kind=kind_of(state, missing),
        message_id=f"<{period}.{unit.code}.{version}@township-sync>", subject=letter.subject, body=letter.body,
        attachments=() if protection == "folder" else attachments, made_at=now,
    )


def _lacks_passphrase(settings: Settings, unit: Unit, state: UnitState) -> bool:
    if protection_of(settings, unit) != "encrypted" or not files_to_return(state):
        return False
    return passphrase_of(settings, unit.code) is None


def _no_passphrase(unit_codes: Sequence[str]) -> str:
    return (f"No passphrase for the workbooks of {', '.join(unit_codes)}; set TOWNSHIP_SYNC_UNIT_PASSPHRASE_{unit_codes[0]} "
            "(and so on), or TOWNSHIP_SYNC_WORKBOOKS_<code> to plain or folder.")


def _missing(state: UnitState) -> list[str]:
    """The entities that every unit has to send and that did not come in a file that counts."""
    received = {
        sheet.entity for file in state.files if file.status != "rejected"
        for sheet in file.sheets if sheet.entity not in file.entities_superseded
    }
    return [entity for entity in letter_words()["expected"] if entity not in received]


def _state_hash(state: UnitState, missing: Sequence[str]) -> str:
    """Of what is told and of nothing else: reading or judging the same again gives the same."""
    told: Mapping[str, Any] = {
        "files": [_told(file) for file in state.files],
        "refused": [[row.entity, row.code, row.file, row.sheet, row.row] for row in state.refused],
        "missing": list(missing),
    }
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()


def _told(file: FileState) -> list[Any]:
    sheets = [
        [sheet.sheet, sheet.entity, sheet.rows_read, sheet.rows_skipped, sheet.loaded, sheet.duplicate, sheet.rejected,
         sheet.held_aside, sheet.superseded]
        for sheet in file.sheets
    ]
    findings = [[found.slug, found.sheet, found.row, found.column, found.message] for found in file.findings]
    return [file.file, file.sha256, file.status, file.is_current, sheets, findings]
