"""What a unit is told about a month, and the hash by which a report that was sent already is known."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from township_sync.compilers.due_days import monthly_sheets
from township_sync.domain.period import COUNTY_TIME, Month
from township_sync.domain.unit import Unit
from township_sync.steps.report_changes import told_changes
from township_sync.warehouse.rejections import Rejection
from township_sync.warehouse.reports import FileState, UnitState


@dataclass(frozen=True, slots=True)
class Notice:
    """One unit and month with all that there is to tell; `missing` are the entities that did not come."""

    unit: Unit
    period: Month
    state: UnitState
    missing: Sequence[str]

    @property
    def arrivals(self) -> int:
        """How many files came until now, those that came again unchanged included; it never shrinks."""
        again = {name for file in self.state.files for name in file.sent_again}
        return len(self.state.files) + len(again)

    @property
    def is_silent(self) -> bool:
        """Whether nothing came and nothing was refused."""
        return not self.state.files and not self.state.refused


def notice_of(unit: Unit, period: Month, state: UnitState, now: datetime) -> Notice:
    """The notice; what is missing is only asked for when the month is over in Asia/Shanghai."""
    is_over = now.astimezone(COUNTY_TIME).date() > period.last_day
    return Notice(unit, period, state, _missing(state, period) if is_over else ())


def _missing(state: UnitState, period: Month) -> list[str]:
    """The entities that every unit has to send and that did not come in a file that counts."""
    received = {
        sheet.entity for file in state.files if file.status != "rejected"
        for sheet in file.sheets if sheet.entity not in file.entities_superseded and not file.is_awaiting
    }
    return [entity for entity in monthly_sheets(period) if entity not in received]


def state_hash(notice: Notice) -> str:
    """Of what is told and of nothing else: reading or judging the same again gives the same."""
    told: Mapping[str, Any] = {
        "files": [_told(file) for file in notice.state.files],
        "refused": [_rejected(row) for row in notice.state.refused],
        "missing": list(notice.missing),
    }
    if notice.state.claims:
        told = {**told, "claims": [[claim.number, claim.standing, claim.file, claim.sheet, claim.row]
                                   for claim in notice.state.claims]}
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()


def _rejected(row: Rejection) -> list[Any]:
    """The same row that is refused once more is news, and that it was corrected."""
    return [row.entity, row.code, row.file, row.sheet, row.row, row.publication_id, *(["corrected"] * row.is_corrected)]


def _told(file: FileState) -> list[Any]:
    sheets = [
        [sheet.sheet, sheet.entity, sheet.rows_read, sheet.rows_skipped, sheet.loaded, sheet.duplicate, sheet.rejected,
         sheet.held_aside, sheet.superseded]
        for sheet in file.sheets
    ]
    findings = [[found.slug, found.sheet, found.row, found.column, found.message] for found in file.findings]
    again = [list(file.sent_again)] if file.sent_again else []
    waived = [[one.finding.slug, one.finding.sheet, one.finding.row, one.finding.column, one.until.isoformat()]
              for one in file.waived]
    let_pass = [waived] if waived else []
    return [file.file, file.sha256, file.status, file.is_current, sheets, findings, *again, *let_pass, *_resent(file)]


def _resent(file: FileState) -> list[Any]:
    """Nothing of a full file that came first."""
    changes = {entity: asdict(change) for entity, change in told_changes(file).items()}
    return [file.mode, file.is_awaiting, changes] if changes or file.mode != "full" or file.is_awaiting else []
