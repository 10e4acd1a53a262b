"""Months of a few rows, taken through staging and merging with a judgement that the test writes itself."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from township_sync.domain.finding import Finding
from township_sync.domain.judgement import Fate, FileVerdict, Judgement, RowPlace
from township_sync.domain.table import ConformedRow, ReadFile, ReadSheet
from township_sync.settings import Settings
from township_sync.steps.merge import MergeResult, merge
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.staging import read_files, stage
from township_sync.warehouse.submissions import record_submission

NOW = datetime(2020, 7, 1, 8, tzinfo=UTC)
A, B = "439999001", "439999002"
Row = dict[str, str | None]


@dataclass
class Sent:
    """One file of one sheet: `fates` and `held` by row number (from 4), `status` of the file."""

    unit: str
    period: str
    entity: str
    rows: Sequence[Row]
    fates: Mapping[int, Fate] = field(default_factory=dict)
    held: Mapping[int, set[str]] = field(default_factory=dict)
    is_rejected: bool = False
    name: str = ""

    @property
    def file(self) -> str:
        return self.name or f"{self.unit}/{self.entity}.xlsx"

    def read(self) -> ReadFile:
        rows = [ConformedRow(number, row, {}, {}) for number, row in enumerate(self.rows, 4)]
        columns = {name: index for index, name in enumerate(self.rows[0] if self.rows else {}, 1)}
        sheet = ReadSheet("表", self.entity, 3, columns, rows, 1)
        findings = (Finding("wrong_period", self.file),) if self.is_rejected else ()
        digest = hashlib.sha256(repr(self).encode()).hexdigest()
        return ReadFile(self.file, digest, self.unit, self.period, "xlsx", (sheet,), findings)

    def fate(self, number: int) -> Fate:
        return "rejected" if self.is_rejected else self.fates.get(number, "loaded")


def person(id_no: str, **more: str | None) -> Row:
    """A row of app_account."""
    return {"id_no": id_no, "account": f"a{id_no[-2:]}", "person_name": "张三", "unit_code": A, **more}


def send(connection: Connection, settings: Settings, sent: Sent) -> None:
    """Record and stage one file."""
    recorded = record_submission(connection, settings, unit_code=sent.unit, period=sent.period, name=sent.file,
                                 data=repr(sent).encode(), channel="folder", received_at=NOW)
    stage(connection, settings, recorded.submission_id, [sent.read()])


def judged(connection: Connection, period: str, sent: Sequence[Sent], **more: Any) -> tuple[list[ReadFile], Judgement]:
    """The month's files, and the judgement that the `Sent` say."""
    files = read_files(connection, period)
    by_file = {each.file: each for each in sent if each.period == period}
    fates: dict[RowPlace, Fate] = {}
    held: dict[RowPlace, frozenset[str]] = {}
    for file in files:
        for sheet in file.sheets:
            for row in sheet.rows:
                place = (file.file, sheet.sheet, row.number)
                fates[place] = by_file[file.file].fate(row.number)
                if slugs := by_file[file.file].held.get(row.number):
                    held[place] = frozenset(slugs)
    verdicts = {file.file: FileVerdict("rejected" if file.is_rejected else "accepted") for file in files}
    findings = [found for file in files for found in file.findings]
    values: dict[str, Any] = {"findings": findings, "verdicts": verdicts, "fates": fates, "held": held, **more}
    return files, Judgement(period, "run-1", **values)


def merge_month(
    connection: Connection, period: str, sent: Sequence[Sent], now: datetime = NOW, **more: Any
) -> MergeResult:
    """Judge and merge what was staged of a month."""
    files, judgement = judged(connection, period, sent, **more)
    return merge(connection, files, judgement, now)


def take(connection: Connection, settings: Settings, sent: Sequence[Sent], now: datetime = NOW, **more: Any) -> None:
    """Stage everything, then merge each month in the order in which it first appears."""
    for each in sent:
        send(connection, settings, each)
    for period in dict.fromkeys(each.period for each in sent):
        merge_month(connection, period, sent, now, **more)


def timeline(connection: Connection, entity: str, shown: str) -> list[tuple[Any, ...]]:
    """What is believed: (value, from, to) ordered by value and day; days as text."""
    found = connection.execute(
        f"SELECT {shown} AS shown, valid_from::text, valid_to::text FROM core.{entity} WHERE recorded_to IS NULL "  # type: ignore[arg-type]
        "ORDER BY 1, 2"
    )
    return [(row["shown"], row["valid_from"], row["valid_to"]) for row in found]
