"""What a unit sent for a month, what it was answered, what the platform refused of it: for its page on the board."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from township_sync.warehouse.connect import Connection
from township_sync.warehouse.reports import Attachment
from township_sync.warehouse.statements import statement


@dataclass(frozen=True, slots=True)
class SentSheet:
    """One sheet of a file with the fates of its rows; `sheet` and `entity` are None for a file that has no sheet of
    ours, `file_id` and all after it for a submission that was not read yet."""

    submission_id: int
    name: str
    channel: str
    received_at: datetime
    file_id: int | None
    file: str | None
    kind: str | None
    status: str | None
    is_current: bool | None
    mode: str | None
    is_awaiting: bool | None
    sheet: str | None
    entity: str | None
    rows_read: int
    rows_skipped: int
    loaded: int
    duplicate: int
    rejected: int
    held_aside: int
    superseded: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What a unit was told of a month; `number` is that of the message, None while it waits."""

    report_id: int
    version: int
    kind: str
    status: str
    subject: str
    made_at: datetime
    sent_at: datetime | None
    attachments: Sequence[Attachment]
    number: str | None


@dataclass(frozen=True, slots=True)
class Refusals:
    """Rows that the platform refused for one reason; `message` is one of its sentences."""

    entity: str
    code: str
    rows: int
    message: str | None


@dataclass(frozen=True, slots=True)
class ReturnedFile:
    """A workbook that went back: `path` below the returned folder."""

    period: str
    name: str
    path: str
    sha256: str


def sent_sheets(connection: Connection, unit_code: str, period: str) -> list[SentSheet]:
    """All sheets and files of a unit's month, in order of arrival."""
    return [SentSheet(**row) for row in connection.execute(statement("board/sheets_of_unit"), _of(unit_code, period))]


def answers(connection: Connection, unit_code: str, period: str) -> list[Answer]:
    """What the unit was told of the month, the newest first."""
    found = connection.execute(statement("board/reports_of_unit"), _of(unit_code, period))
    return [Answer(**row | {"attachments": [Attachment(**each) for each in row["attachments"]]}) for row in found]


def refusals(connection: Connection, unit_code: str, period: str) -> list[Refusals]:
    """Why the platform refused rows of the unit's month, the most frequent reason first."""
    return [Refusals(**row) for row in connection.execute(statement("board/refusals_of_unit"), _of(unit_code, period))]


def returned_file(connection: Connection, unit_code: str, report_id: int, position: int) -> ReturnedFile | None:
    """The workbook at one place, from 0 on, of a report about this unit; None when there is none."""
    asked = {"report_id": report_id, "unit_code": unit_code, "position": position}
    row = connection.execute(statement("board/report_file"), asked).fetchone()
    return ReturnedFile(**row) if row else None


def _of(unit_code: str, period: str) -> dict[str, str]:
    return {"unit_code": unit_code, "period": period}
