"""What a unit has to be told about a month, and the reports that tell it; digests.py has how they go out."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from township_sync.domain.contract import contracts
from township_sync.domain.finding import Finding
from township_sync.domain.judgement import FileStatus, NotRun, RowChanges
from township_sync.domain.period import Month
from township_sync.domain.table import Mode
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.rejections import Rejection, rejections
from township_sync.warehouse.statements import statement
from township_sync.warehouse.submissions import repeats


@dataclass(frozen=True, slots=True)
class SheetState:
    """One sheet with the fates of its rows."""

    file_id: int
    sheet_id: int
    sheet: str
    entity: str
    header_row: int
    columns: Mapping[str, int]
    rows_read: int
    rows_skipped: int
    loaded: int
    duplicate: int
    rejected: int
    held_aside: int
    superseded: int


@dataclass(frozen=True, slots=True)
class WaivedFinding:
    """A finding that somebody lets pass until a day, included."""

    finding: Finding
    until: date


@dataclass(frozen=True, slots=True)
class FileState:
    """One judged file; `file` is its label, `archived_as` the SHA-256 of what was sent (of a bundle, the bundle).

    `changes` by entity are those of `FileVerdict`. `sent_again` are further names under which the
    same bytes came (of a bundle, the bundle's); nothing was done then. `waived` findings are not among `findings`,
    `finding_ids` are the numbers of both.
    """

    unit_code: str
    file_id: int
    file: str
    sha256: str
    archived_as: str
    kind: str
    bundle: str | None
    status: FileStatus
    is_current: bool
    entities_superseded: Sequence[str]
    submission_id: int
    mode: Mode
    is_awaiting: bool
    changes: Mapping[str, RowChanges]
    sheets: Sequence[SheetState] = ()
    findings: Sequence[Finding] = ()
    sent_again: Sequence[str] = ()
    waived: Sequence[WaivedFinding] = ()
    finding_ids: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class UnitClaim:
    """A row of the unit whose person others claim too; `number` is the case's, `standing` that of domain/ownership.py
    since a moment."""

    unit_code: str
    number: str
    file: str
    sheet: str
    row: int
    standing: str
    since: datetime


@dataclass(frozen=True, slots=True)
class UnitState:
    """Everything that a report to one unit about one month tells."""

    files: Sequence[FileState] = ()
    refused: Sequence[Rejection] = ()
    claims: Sequence[UnitClaim] = ()
    not_run: Sequence[NotRun] = ()


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file of a report: `name` as the unit sees it, `path` below the returned folder."""

    name: str
    path: str
    sha256: str
    is_encrypted: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """How one month of a unit stands, as it is told: `brief` in one line for a chat, `arrivals` how many files came."""

    unit_code: str
    period: str
    version: int
    kind: str
    subject: str
    body: str
    brief: str
    attachments: Sequence[Attachment]
    arrivals: int
    made_at: datetime

    @property
    def named(self) -> dict[str, str | int]:
        """As the record of acts names it."""
        return {"unit": self.unit_code, "period": self.period, "version": self.version}


@dataclass(frozen=True, slots=True)
class LastReport:
    """The newest report to a unit about a month; version 0 when there is none."""

    version: int = 0
    state_hash: str = ""
    arrivals: int = 0


def judged_months(connection: Connection) -> list[Month]:
    """Months that were judged at least once, in order."""
    return [Month.parse(row["period"]) for row in connection.execute(statement("report/judged_months"))]


def unit_states(connection: Connection, period: Month) -> dict[str, UnitState]:
    """The state of every unit of which a file was judged or a row refused, by its code.

    All of one moment: a merge in between is either seen whole or not at all. Not to be called inside a transaction.
    """
    files: dict[str, list[FileState]] = defaultdict(list)
    refused: dict[str, list[Rejection]] = defaultdict(list)
    claims: dict[str, list[UnitClaim]] = defaultdict(list)
    with connection.transaction():
        connection.execute(statement("report/one_snapshot"))
        for file in _files(connection, period):
            files[file.unit_code].append(file)
        for row in _refused_rows(connection, period):
            if row.unit_code is not None:
                refused[row.unit_code].append(row)
        for found in connection.execute(statement("report/claims"), {"period": str(period)}):
            claims[found["unit_code"]].append(UnitClaim(**found))
        not_run = _not_run(connection, period)
    return {code: UnitState(files[code], refused[code], claims[code], not_run[code])
            for code in sorted({*files, *refused})}


def _not_run(connection: Connection, period: Month) -> dict[str, list[NotRun]]:
    """The rules that were not asked about a unit's rows, by unit."""
    found = connection.execute(statement("report/not_run"), {"period": str(period)}).fetchone()
    by_unit: dict[str, list[NotRun]] = defaultdict(list)
    for one in found["not_run"] if found else ():
        by_unit[one["unit_code"]].append(NotRun(**one))
    return by_unit


def _files(connection: Connection, period: Month) -> list[FileState]:
    values = {"period": str(period)}
    sheets: dict[int, list[SheetState]] = defaultdict(list)
    for row in connection.execute(statement("report/sheets"), values):
        sheets[row["file_id"]].append(SheetState(**row))
    findings: dict[str, list[Finding]] = defaultdict(list)
    waived: dict[str, list[WaivedFinding]] = defaultdict(list)
    numbers: dict[str, list[int]] = defaultdict(list)
    for row in connection.execute(statement("report/findings"), values):
        numbers[row["file"]].append(row.pop("finding_id"))
        until, found = row.pop("until"), Finding(**row)
        if until:
            waived[found.file].append(WaivedFinding(found, until))
        else:
            findings[found.file].append(found)
    again: dict[str, list[str]] = defaultdict(list)
    for repeat in repeats(connection, str(period)):
        again[repeat.first_label].append(repeat.name)
    return [
        FileState(**row | {"changes": _changes(row["changes"])}, sheets=sheets[row["file_id"]],
                  findings=findings[row["file"]], sent_again=again[row["bundle"] or row["file"]],
                  waived=waived[row["file"]], finding_ids=numbers[row["file"]])
        for row in connection.execute(statement("report/files"), values)
    ]


def _changes(written: Mapping[str, Any]) -> dict[str, RowChanges]:
    """In the order of the contracts; the masked names as a tuple again."""
    found = {entity: written[entity] for entity in contracts() if entity in written}
    return {entity: RowChanges(**one | {"left_out": tuple(one["left_out"])}) for entity, one in found.items()}


def _refused_rows(connection: Connection, period: Month) -> list[Rejection]:
    """Those of the month, and with a quarter's last month those of the quarter."""
    quarter = [str(period.quarter)] if period == period.quarter.months[-1] else []
    return rejections(connection, [str(period), *quarter])


def last_report(connection: Connection, unit_code: str, period: str) -> LastReport:
    """The newest report to a unit about a month.

    Other processes wait here until the caller's transaction ends, so that no version is made twice.
    """
    values = {"unit_code": unit_code, "period": period}
    connection.execute(statement("report/lock_report"), values)
    row = connection.execute(statement("report/last_report"), values).fetchone()
    return LastReport(**row) if row else LastReport()


def add_report(connection: Connection, report: Report, state_hash: str) -> None:
    """Keep a report; the unit's next digest tells it."""
    attachments = [asdict(attachment) for attachment in report.attachments]
    connection.execute(statement("report/add_report"), {
        "unit_code": report.unit_code, "period": report.period, "version": report.version, "kind": report.kind,
        "state_hash": state_hash, "subject": report.subject, "body": report.body, "brief": report.brief,
        "attachments": json.dumps(attachments, ensure_ascii=False), "arrivals": report.arrivals,
        "made_at": report.made_at,
    })


def tell_findings(connection: Connection, unit_code: str, period: str, findings: Sequence[int]) -> None:
    """Note that the newest report to a unit about a month tells these findings."""
    values = {"unit_code": unit_code, "period": period, "findings": list(findings)}
    connection.execute(statement("report/tell_findings"), values)
